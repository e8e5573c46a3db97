"""Which arrays a model file has, of which dtypes and shapes."""

from .fields import Texts, Whole

HEADER, FORMAT = "minivae_model", 2
LONGEST = 1_000_000  # characters of the header: a JSON list takes 20 times its text
PARAM = "params."  # starts the name of an array that was given to the constructor
WIDTH = "n_features_in_"
INPUT = {WIDTH: Whole(least=1), "feature_names_in_": Texts(WIDTH, optional=True)}


def all_fields(model):
    """Return the fields that the class declares, and those of its input."""
    if not hasattr(model, WIDTH):  # it has words, and no columns
        return model._fitted()
    names = Texts(model.n_features_in_, optional=True)
    return {**INPUT, "feature_names_in_": names, **model._fitted()}


def check_layout(fields, types, params=()):
    """Hold the dtypes and shapes of the arrays to the fields.

    Parameters
    ----------
    fields : dict, name of an attribute -> `Field`
    types : dict, name of an array -> (dtype, shape)
    params : names of the constructor's arguments, which may be arrays too

    Returns
    -------
    dict, name of an attribute -> names of its arrays, or None if it is not there
    """
    parts, sizes, known = {}, {}, {HEADER}
    for name, field in fields.items():
        expected = field.parts(name, types)
        there = types.keys() & expected.keys()
        parts[name] = None if field.optional and not there else list(expected)
        for part in parts[name] or ():
            if part not in types:
                raise ValueError(f"it lacks the array {part}")
            check_type(part, *types[part], *expected[part], sizes)
        known |= expected.keys()
    given = {PARAM + name for name in params}
    for name in types.keys() - known:
        if name not in given:
            raise ValueError(f"it holds an array {name!r:.60} that should not be there")
    return parts


def check_type(name, dtype, shape, dtypes, expected, sizes):
    """Hold one array to its dtypes and shape; ``sizes`` learns what a letter is."""
    if dtype not in dtypes and dtype[0] not in dtypes:
        wanted = " or ".join(sorted(dtypes))
        raise ValueError(f"{name} should have dtype {wanted}, got {dtype}")
    if expected is None:
        return
    if len(shape) == len(expected):
        for letter, size in zip(expected, shape, strict=True):
            if isinstance(letter, str):
                sizes.setdefault(letter, size)
    wanted = tuple(sizes.get(size, size) for size in expected)
    if wanted != shape or 0 in shape and not name.endswith(".utf8"):
        raise ValueError(f"{name} should have shape {wanted}, got {shape}")
