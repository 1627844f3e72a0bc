"""How numbers and places are written in a formula that is filled in."""

from math import inf, isfinite, isnan


def written(value: float) -> str:
    """A number with up to six significant digits and a real minus sign: `−0.208596`, `NaN`, `∞`."""
    if isnan(value):
        return "NaN"
    if not isfinite(value):
        return "∞" if value == inf else "−∞"
    if value == 0:
        return "0"
    mantissa, _, exponent = f"{value:.6g}".partition("e")
    return (f"{mantissa}e{int(exponent)}" if exponent else mantissa).replace("-", "−")


def enclosed(value: float) -> str:
    """The same, a negative number in parentheses: to stand behind a sign."""
    text = written(value)
    return f"({text})" if text.startswith("−") else text


def from_start(start: int, letter: str) -> str:
    """`start + letter`, the place a window's entry has: `5+i`."""
    return f"{start}+{letter}" if start else letter


def from_step(stride: int, letter: str, tap: int) -> str:
    """`stride · letter + tap`, where a tap stands at a position: `2r+1`."""
    moved = letter if stride == 1 else f"{stride}{letter}"
    return f"{moved}+{tap}" if tap else moved


def tap_at(place: int, stride: int, letter: str) -> str:
    """`place − stride · letter`, the tap that meets a place at a position: `4−2r`."""
    return f"{place}−{letter}" if stride == 1 else f"{place}−{stride}{letter}"


def placed(name: str, index: tuple[int, ...]) -> str:
    """A letter with its place: `X[0,5,7]`."""
    return f"{name}[{','.join(map(str, index))}]" if index else name
