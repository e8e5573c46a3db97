"""Files that minivae wrote before every estimator could be saved: the first format.

Its header had no "format", and held what are arrays now: the history, a few numbers.
"""

import numpy as np

NUMBERS = {
    "n_features": "n_features_in_",
    "nu": "nu_",
    "n_sweeps": "n_sweeps_",
    "eta": "eta_",
}
MORE = "class", "params", "history", "shape", "generator"


def upgraded(header, archive):
    """Return the header as of today; ``archive`` gets the arrays that moved."""
    others = header.keys() - {*NUMBERS, *MORE}
    if others:
        raise ValueError(f"its header holds {min(others)!r:.60}, unknown to it")
    params = dict(header["params"])
    if "hidden" in params:
        params["hidden"] = {"tuple": params["hidden"]}  # JSON knows only lists
    for name, new in NUMBERS.items():
        if name in header:
            number = float(header[name]) if new in ("nu_", "eta_") else header[name]
            archive.add(new, np.array(number))
    if "shape" in header:
        n_documents, n_features = header["shape"]
        archive.add("n_documents", np.array(n_documents))
        archive.add("n_features_in_", np.array(n_features))
    for name, values in header["history"].items():
        archive.add(f"history_.{name}", np.array(values))
    fitted = {"generator": header["generator"]} if "generator" in header else {}
    return {"class": header["class"], "format": 1, "params": params, "fitted": fitted}
