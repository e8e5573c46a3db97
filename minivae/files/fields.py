"""What a fitted attribute is, so that a file can be held to it.

    def _fitted(self):
        K, D = self.n_clusters, self.n_features_in_
        return {
            "cluster_centers_": Floats(K, D),
            "labels_": Whole("N", below=K),
        }

A size is a number, or a letter: then the first array that has it decides. Without a
size it is one number. ``parts`` says which arrays of the file belong to the attribute,
``pack`` makes them of its value, ``unpack`` makes the value of them, and ``check``
looks at the value.
"""

import numpy as np

FLOATS = {"f4", "f8"}
WHOLE = {"b1", *(f"{kind}{size}" for kind in "iu" for size in (1, 2, 4, 8))}


class Field:
    """One attribute. ``optional``: a model may be fitted without it."""

    def __init__(self, *shape, optional=False):
        self.shape, self.optional = shape, optional

    def parts(self, name, present):
        """Return array name -> (dtypes, shape). present: the arrays of the file."""
        return {name: (self.types, self.shape)}

    def pack(self, name, value):
        """Return array name -> array."""
        return {name: np.ascontiguousarray(value)}

    def unpack(self, name, arrays):
        """Return the value."""
        return arrays[name]

    def check(self, name, value):
        """Raise ValueError if the value is out of its range."""


class Floats(Field):
    """Finite numbers of one of ``types``.

    Parameters
    ----------
    *shape : int or str, see above
    least, above, most : bounds of each number
    sums : numbers, what each row may sum to; (1,) for probabilities
    logs : bool, whether it is logarithms, of which the exponentials are summed
    types : of "f4" and "f8"
    """

    def __init__(
        self,
        *shape,
        least=-np.inf,
        above=-np.inf,
        most=np.inf,
        sums=None,
        logs=False,
        types=("f8",),
        optional=False,
    ):
        super().__init__(*shape, optional=optional)
        self.least, self.above, self.most = least, above, most
        self.sums, self.logs, self.types = sums, logs, set(types)

    def pack(self, name, value):
        """Return the array; shape () for a number."""
        return {name: np.asarray(value, order="C")}

    def unpack(self, name, arrays):
        """Return the array, or a float."""
        return arrays[name] if self.shape else arrays[name].item()

    def check(self, name, value):
        """Check that all is finite and within the bounds."""
        value = np.asarray(value)
        low, high = value.min(), value.max()  # NaN if any is
        if not (np.isfinite(low) and np.isfinite(high)):
            raise ValueError(f"{name} should hold finite floats")
        if low < self.least or low <= self.above or high > self.most:
            raise ValueError(
                f"{name} should hold numbers {self._range()}, got {low:g} to {high:g}"
            )
        if self.sums is not None:
            value = np.exp(value) if self.logs else value
            rows = value.sum(axis=-1, dtype=np.float64)
            if not np.isclose(rows[..., None], self.sums, atol=0.01).any(axis=-1).all():
                sums = " or ".join(map(str, self.sums))
                exp = "exp of " if self.logs else ""
                raise ValueError(f"the rows of {exp}{name} should sum to {sums}")

    def _range(self):
        bounds = ("of at least", self.least), ("above", self.above)
        bounds = [f"{word} {x:g}" for word, x in bounds if np.isfinite(x)]
        return " and ".join(bounds + [f"up to {self.most:g}"] * (self.most < np.inf))


class Whole(Field):
    """Whole numbers from ``least`` up to, and without, ``below``.

    In the file they have the smallest type that holds them, in the model ``dtype``.
    """

    def __init__(self, *shape, least=0, below=None, dtype="int64", optional=False):
        super().__init__(*shape, optional=optional)
        self.least, self.dtype, self.types = least, np.dtype(dtype), WHOLE
        top = 1 if self.dtype.kind == "b" else np.iinfo(self.dtype).max
        self.below = top + 1 if below is None else int(below)

    def pack(self, name, value):
        """Return the numbers in the smallest type that holds them."""
        value = np.asarray(value, order="C")
        if value.dtype.kind == "i" and value.size and value.min() >= 0:
            value = value.astype(np.min_scalar_type(value.max()))
        return {name: value}

    def unpack(self, name, arrays):
        """Return the array, or an int (a bool for dtype="bool")."""
        self.check(name, arrays[name])
        value = arrays[name].astype(self.dtype)
        return value if self.shape else value.item()

    def check(self, name, value):
        """Check the bounds, with Python's integers: none overflows."""
        value = np.asarray(value)
        low, high = int(value.min()), int(value.max())
        if low < self.least or high >= self.below:
            least = "" if self.least == 0 else f" of at least {self.least} and"
            raise ValueError(
                f"{name} should hold whole numbers{least} below {self.below}, "
                f"got {low} to {high}"
            )


class Texts(Field):
    """n strings: UTF-8, one after another, and where each ends. An array of objects."""

    def parts(self, name, present):
        """Two arrays: the bytes, and the ends."""
        return {
            f"{name}.utf8": ({"u1"}, ("bytes of " + name,)),
            f"{name}.ends": (WHOLE, self.shape),
        }

    def pack(self, name, value):
        """Return the bytes, and the ends."""
        if not all(isinstance(text, str) for text in value):
            other = next(text for text in value if not isinstance(text, str))
            raise ValueError(f"{name} should hold str alone, got {other!r:.60}")
        # A lone half of a pair of surrogates is a str, so let it pass.
        texts = [text.encode("utf-8", "surrogatepass") for text in value]
        ends = Whole().pack(f"{name}.ends", np.cumsum([len(text) for text in texts]))
        return {f"{name}.utf8": np.frombuffer(b"".join(texts), np.uint8), **ends}

    def unpack(self, name, arrays):
        """Return the strings as an array of objects."""
        data, ends = arrays[f"{name}.utf8"].tobytes(), arrays[f"{name}.ends"].tolist()
        starts = [0, *ends[:-1]]
        if ends[-1] != len(data) or starts != sorted(starts):
            raise ValueError(f"{name}.ends should rise to the {len(data)} bytes")
        texts = np.empty(len(ends), dtype=object)
        for i, (a, b) in enumerate(zip(starts, ends, strict=True)):
            texts[i] = data[a:b].decode("utf-8", "surrogatepass")
        return texts


class Labels(Texts):
    """n different labels of classes, in order: numbers or strings."""

    def parts(self, name, present):
        """As `Texts` if they are objects, else one array."""
        if name in present:
            return {name: (WHOLE | FLOATS | {"U"}, self.shape)}
        return super().parts(name, present)

    def pack(self, name, value):
        """As `Texts` if they are objects, else the array itself."""
        value = np.asarray(value)
        return super().pack(name, value) if value.dtype == object else {name: value}

    def unpack(self, name, arrays):
        """Return the labels in the type that they had."""
        value = arrays[name] if name in arrays else super().unpack(name, arrays)
        if value.dtype.kind == "U" and value.view(np.uint32).max() > 0x10FFFF:
            raise ValueError(f"{name} should hold Unicode characters")
        return value

    def check(self, name, value):
        """Check that each label stands there once, in order, and is finite."""
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            raise ValueError(f"{name} should hold finite numbers")
        if not np.array_equal(np.unique(value), value):
            raise ValueError(f"{name} should hold different labels in order")


class History(Field):
    """A dict, name -> list of numbers, of any lengths; NaN is let pass."""

    def parts(self, name, present):
        """One array for each list."""
        keys = [key for key in present if key.startswith(f"{name}.")]
        return {key: (WHOLE | FLOATS, None) for key in keys}

    def pack(self, name, value):
        """Return an array for each list."""
        return {f"{name}.{key}": np.array(values) for key, values in value.items()}

    def unpack(self, name, arrays):
        """Return the dict of lists."""
        return {key.removeprefix(f"{name}."): a.tolist() for key, a in arrays.items()}


class Json(Field):
    """What JSON can hold. It stands in the header of the file."""

    def parts(self, name, present):
        """No array."""
        return {}
