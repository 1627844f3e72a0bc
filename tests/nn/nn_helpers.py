"""Tensors to test with, and how far apart two of them are."""

import struct
from math import isfinite

from hypothesis import strategies as st

ERROR_BOUND = 1e-10

KINDS = ("gauss", "grid", "sparse", "zeros")
"""Normal numbers; multiples of 1/4; mostly zeros, the rest multiples of 1/4; zeros alone.

All but normal numbers have ties, and sums and products without rounding, so that two implementations cannot
disagree about a tie or a sign.
"""


def flat(tensor):
    """The numbers of nested lists in reading order."""
    if not isinstance(tensor, (list, tuple)):
        return [tensor]
    if not {list, tuple}.intersection(map(type, tensor)):
        return list(tensor)
    return [number for part in tensor for number in flat(part)]


def nested(numbers, shape):
    """The numbers (a flat list) as nested lists."""
    if not shape:
        return numbers[0]
    if len(shape) == 1:
        return list(numbers)
    step = len(numbers) // shape[0]
    return [nested(numbers[i * step : (i + 1) * step], shape[1:]) for i in range(shape[0])]


def shape_of(tensor):
    """The lengths along the axes, () for a number; fails for a ragged tensor."""
    if not isinstance(tensor, list):
        return ()
    if list not in map(type, tensor):
        return (len(tensor),)
    inner = {shape_of(part) for part in tensor}
    assert len(inner) == 1, f"{tensor} is no tensor"
    return (len(tensor), *inner.pop())


def size_of(shape):
    product = 1
    for length in shape:
        product *= length
    return product


def tensor_of(random, shape, kind="gauss"):
    """Nested lists of numbers of one of KINDS."""
    draw = {
        "gauss": lambda: random.gauss(0.0, 1.0),
        "grid": lambda: random.randrange(-8, 9) / 4,
        "sparse": lambda: random.randrange(-8, 9) / 4 if random.random() < 0.2 else 0.0,
        "zeros": lambda: 0.0,
    }[kind]
    return nested([draw() for _ in range(size_of(shape))], shape)


def bits(tensor):
    """The bytes of a tensor's numbers: equal only for the same bits (NaN and the sign of zero included)."""
    numbers = flat(tensor)
    return struct.pack(f"{len(numbers)}d", *numbers)


def worst_error(found, expected):
    """The largest |found − expected|, relative to the largest |expected|.

    The scale is the whole tensor's, because an entry near zero is the difference of terms that are not, and carries
    their rounding. The terms here are near 1, so where a whole tensor has cancelled out (the gradient of a bias that
    all logits share is zero) the scale stays 1e-3: the bound of 1e-10 then asks for 1e-13 absolute.
    """
    assert shape_of(found) == shape_of(expected)
    found, expected = flat(found), flat(expected)
    scale = max(1e-3, *map(abs, expected))
    worst = max(abs(a - b) for a, b in zip(found, expected, strict=True)) / scale
    assert isfinite(worst)
    return float(worst)


def dot(a, b):
    """Σ a·b over all entries of two tensors: a loss that is linear in both."""
    return sum(x * y for x, y in zip(flat(a), flat(b), strict=True))


def central_differences(loss, tensor, h):
    """d loss / d tensor, entry by entry: (loss(x + h) − loss(x − h)) / 2h, in the tensor's own kind of number."""
    numbers, shape = flat(tensor), shape_of(tensor)

    def loss_at(place, value):
        return loss(nested([*numbers[:place], value, *numbers[place + 1 :]], shape))

    return nested([(loss_at(i, x + h) - loss_at(i, x - h)) / (2 * h) for i, x in enumerate(numbers)], shape)


SEEDS = st.integers(0, 2**32)
VALUES = st.sampled_from(KINDS)
