"""An entropy coder by hand: asymmetric numeral systems (ANS).

Symbols are 0 ... B - 1. How probable they are is said by B + 1 rising whole numbers,
`cumulative`: c_0 = 0, ..., c_B = T. Symbol b has the probability (c_(b+1) - c_b) / T.
"""

from bisect import bisect_right

from ..base import check_count


class StackCoder:
    """s' = ⌊s / w⌋ T + c_b + s mod w,  w = c_(b+1) - c_b: a stack in one whole number.

    Pushing a symbol of probability p = w / T makes the number 1 / p times as large, but
    for rounding: that costs log₂ 1/p bits. What is pushed last is popped first. If all
    of T symbols are equally probable, they are the digits of a number to the base T.

    Every whole number is some stack. So one may pop a symbol that nobody has pushed:
    from bits that look random it comes out with probability p, and takes log₂ 1/p bits
    off the number. Pushed again, it puts the same bits back.

    Parameters
    ----------
    number : int from 0, s

    Attributes
    ----------
    number : int, of any length, as Python's are

    Notes
    -----
    Duda (2009), "Asymmetric numeral systems". A coder that must be quick keeps the head
    of the number in one machine word, and the rest in a list.

    Examples
    --------
    >>> stack, cumulative = StackCoder(1), [0, 3, 4]  # probabilities 3/4 and 1/4
    >>> stack.push(1, cumulative), stack.push(0, cumulative), stack.number
    (None, None, 9)
    >>> stack.pop(cumulative), stack.pop(cumulative), stack.number
    (0, 1, 1)
    """

    def __init__(self, number=0):
        self.number = check_count(number, "number")

    @property
    def bits(self):
        """The length of the number in bits."""
        return self.number.bit_length()

    def push(self, symbol, cumulative):
        """Put a symbol on the stack: log₂(T / w) bits more."""
        start, end = _interval(symbol, cumulative)
        rest, place = divmod(self.number, end - start)
        self.number = rest * int(cumulative[-1]) + start + place

    def pop(self, cumulative):
        """Take off the last symbol; ``cumulative`` as it was when it was pushed."""
        rest, slot = divmod(self.number, int(cumulative[-1]))
        symbol = bisect_right(cumulative, slot) - 1
        start, end = _interval(symbol, cumulative)
        self.number = rest * (end - start) + slot - start
        return symbol


def _interval(symbol, cumulative):
    if not 0 <= symbol < len(cumulative) - 1:
        raise ValueError(
            f"a symbol must lie in 0 ... {len(cumulative) - 2}, got {symbol!r}"
        )
    start, end = int(cumulative[symbol]), int(cumulative[symbol + 1])
    if not start < end:
        raise ValueError(f"symbol {symbol} has no probability: it cannot be coded")
    return start, end
