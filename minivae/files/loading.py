"""From a file to a model: nothing is built of what has not been checked."""

import json
from contextlib import contextmanager

import numpy as np

from .archive import Archive, open_regular
from .fields import Json
from .format_1 import upgraded
from .layout import (
    FORMAT,
    HEADER,
    INPUT,
    LONGEST,
    PARAM,
    WIDTH,
    all_fields,
    check_layout,
)
from .params import check_params, decoded

KEYS = {"class", "format", "version", "params", "fitted"}


def load_model(cls, path):
    """Build a model of class ``cls`` from a file that `save_model` wrote."""
    with open_regular(path) as file:
        with blamed(f"{path} is not a model saved by minivae"):
            archive = Archive(file)
            header = read_header(archive)
            found = header["class"]
        if found != cls.__name__:
            found = f"{found:.60}"
            raise ValueError(f"{path} holds a {found}; load it with {found}.load(path)")
        with blamed(f"{path} holds an unusable {found}"), np.errstate(all="ignore"):
            if header["format"] > FORMAT:
                raise ValueError(
                    f"it has format {header['format']}, written by minivae "
                    f"{header.get('version')!r:.20}; this one reads up to {FORMAT}"
                )
            return built(cls, header, archive)


def check_keys(who, found, known):
    """Raise ValueError if a JSON object holds a key that should not be there."""
    for name in found.keys() - known:
        raise ValueError(f"{who} holds {name!r:.60}, which should not be there")


def built(cls, header, archive):
    """Return the model, each check before the step that relies on it."""
    params = {name: decoded(value) for name, value in header["params"].items()}
    for name in archive.types:
        param = name.removeprefix(PARAM)
        if param != name and param in cls._parameter_names():
            params[param] = archive.read(name)
    check_params(params)
    model = cls(**params)
    if WIDTH in archive.types:
        parts = check_layout({WIDTH: INPUT[WIDTH]}, {WIDTH: archive.types[WIDTH]})
        model.n_features_in_ = unpacked(INPUT[WIDTH], WIDTH, parts[WIDTH], archive)
    model._check_parameters()
    model._before_load(archive)
    fields = all_fields(model)
    parts = check_layout(fields, archive.types, cls._parameter_names())
    held = {name for name, field in fields.items() if isinstance(field, Json)}
    check_keys('"fitted" in its header', header["fitted"], held)
    values = {}
    for name, field in fields.items():
        if isinstance(field, Json):
            values[name] = header["fitted"][name]
        elif parts[name] is not None:
            values[name] = unpacked(field, name, parts[name], archive)
    model._take(values)
    return model


def unpacked(field, name, parts, archive):
    """Return one attribute, read and checked."""
    value = field.unpack(name, {part: archive.read(part) for part in parts})
    field.check(name, value)
    return value


def read_header(archive):
    """Return the JSON object, in the form of today's files."""
    dtype, shape = archive.types.get(HEADER, ("", None))
    if dtype[:1] != "U" or shape != () or int(dtype[1:]) > LONGEST:
        raise ValueError(f"its array {HEADER} should be one text")
    text = archive.read(HEADER).tobytes().decode("utf-32-le").rstrip("\0")
    header = json.loads(text, parse_constant=constant)
    named = isinstance(header, dict) and isinstance(header.get("class"), str)
    if not named or not header["class"].isidentifier():
        raise ValueError("its header names no class")
    header = header if "format" in header else upgraded(header, archive)
    check_keys("its header", header, KEYS)
    for name, kind in (("format", int), ("params", dict), ("fitted", dict)):
        if not isinstance(header.get(name), kind):
            raise ValueError(f"its header should have {name} as {kind.__name__}")
    return header


def constant(name):
    """Let infinity pass in JSON, and no NaN."""
    if name == "NaN":
        raise ValueError("its header holds NaN")
    return float(name)


@contextmanager
def blamed(what):
    """Turn whatever goes wrong with a stranger's file into one ValueError."""
    try:
        yield
    except Exception as error:
        said = " ".join(str(error).split()) or type(error).__name__
        raise ValueError(f"{what}: {said:.500}") from error
