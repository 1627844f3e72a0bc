"""The colours of a confusion matrix and the ink that reads well on them. Pure functions on `#rrggbb`, no Qt."""

from functools import lru_cache
from math import sqrt

_LEAST_SHADE = 0.14
"""How much colour one single image gets, so that it does not look like none."""


def channels(color: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mix(ground: str, paint: str, share: float) -> str:
    """`share` (0 to 1) of a paint on a ground."""
    mixed = (round(a + (b - a) * share) for a, b in zip(channels(ground), channels(paint), strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def luminance(color: str) -> float:
    """Relative luminance, 0 to 1, as WCAG 2 defines it."""
    linear = [
        value / 12.92 if (value := channel / 255) <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for channel in channels(color)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=1024)
def ink_on(ground: str) -> str:
    """Black or white, whichever stands out more."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, ground))


def cell_shade(count: int, row_total: int) -> float:
    """How much colour, 0 to 1, a cell gets: by its share of its row, the root of it so that rare mistakes show."""
    if not count or not row_total:
        return 0.0
    return max(_LEAST_SHADE, sqrt(count / row_total))
