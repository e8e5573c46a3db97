"""Outputs that are worth keeping: no machine paths, addresses, widgets or stderr."""

import hashlib
import json
import re
from html import unescape
from pathlib import Path

from nbformat.v4 import new_output

SCRATCH = re.compile(r"(/tmp|/var/folders/[^\s'\"]*)/ipykernel_\d+/\d+\.py")
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")
FIGURE = re.compile(r'<img alt="([^"]*)" src="data:image/png;base64,([^"]+)">')
NEVER_KEPT = ("application/vnd.jupyter.widget-view+json",)


def clean(nb, root):
    """Tidy the outputs in place; return the stderr that was dropped, per cell."""
    dropped = []
    nb.metadata.pop("widgets", None)
    nb.metadata["language_info"] = {"name": "python"}
    for cell in nb.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        kept = []
        for output in cell.outputs:
            if output.get("name") == "stderr":
                dropped.append((cell["id"], output["text"]))
            elif not any(kind in output.get("data", {}) for kind in NEVER_KEPT):
                _keep_once(output)
                _tidy(output, root)
                _join(kept, output)
        cell["outputs"] = kept
    return dropped


def sha256(nb):
    """Return a hash of all outputs and counts: it shows that none was altered."""
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    kept = [[cell.get("execution_count"), cell.get("outputs", [])] for cell in code]
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def figure(output):
    """Return (PNG in base64, alt text or None) of an output; (None, None) if none."""
    data = output.get("data", {})
    html = FIGURE.fullmatch("".join(data.get("text/html", "")))
    if html:
        return html[2], unescape(html[1])
    noted = output.get("metadata", {}).get("image/png", {})
    return data.get("image/png"), noted.get("alt")


def texts(cell):
    """Return what a cell says in text: for comparing two runs."""
    said = []
    for output in cell.get("outputs", []):
        said.append(output.get("text") or output.get("evalue"))
        said.append(output.get("data", {}).get("text/plain"))
    return [text for text in said if text]


def _keep_once(output):
    """Drop image/png where the html holds the same picture and its alt text.

    Every reader of notebooks prefers the html; with both, a notebook would have twice
    its size.
    """
    data = output.get("data", {})
    html = FIGURE.fullmatch("".join(data.get("text/html", "")))
    if html and html[2] == data.get("image/png", "").strip():
        del data["image/png"]
        output.metadata.pop("image/png", None)


def _tidy(output, root):
    for key in ("text", "traceback"):
        if key in output:
            output[key] = _neutral(output[key], root)
    for kind, value in output.get("data", {}).items():
        if kind.startswith("text/") or kind == "image/svg+xml":
            output["data"][kind] = _neutral(value, root)


def _neutral(value, root):
    if isinstance(value, list):
        return [_neutral(line, root) for line in value]
    value = value.replace(f"{root}/", "").replace(str(root), ".")
    value = value.replace(str(Path.home()) + "/", "~/")
    return ADDRESS.sub("at 0x...", SCRATCH.sub("<cell>", value))


def _join(kept, output):
    """Append an output; two pieces of one stream become one."""
    last = kept[-1] if kept else {}
    if output.output_type == "stream" and last.get("name") == output.name:
        kept[-1] = new_output("stream", name=output.name, text=last.text + output.text)
    else:
        kept.append(output)
