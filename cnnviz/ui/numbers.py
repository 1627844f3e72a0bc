"""How numbers are written in the window: a real minus sign, as many digits as help, NaN never hidden."""

from math import inf, isfinite, isnan

MINUS = "−"


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def write(value: float, digits: int = 4) -> str:
    """A number with so many significant digits: `0.5239`, `−1.2e−05`, `NaN`, `∞`."""
    if isnan(value):
        return "NaN"
    if not isfinite(value):
        return "∞" if value == inf else f"{MINUS}∞"
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return _signed(text)


def write_exactly(value: float) -> str:
    """A number with all its digits, so that reading it gives the same float."""
    return _signed(repr(value)) if isfinite(value) else write(value)


def write_in_cell(value: float) -> str:
    """A number short enough for a small cell: `−.42`, `+1.3`, `0`."""
    if not isfinite(value):
        return write(value)
    if value == 0:
        return "0"
    size = abs(value)
    if size < 0.005:
        return "+0" if value > 0 else f"{MINUS}0"
    text = f"{value:+.2f}" if size < 1 else f"{value:+.1f}" if size < 100 else f"{value:+.0f}"
    if text[1:] == "1.00":
        text = text[0] + "1.0"
    return _signed(text.replace("0.", ".", 1) if size < 0.995 else text)


def write_range(low: float, high: float) -> str:
    """The range of the numbers in a map: `−1.2 … +1.4`, or `all 0`."""
    if low == high:
        return f"all {write(low, 3)}"
    return f"{write(low, 3)} … {write(high, 3)}"


def write_percent(share: float) -> str:
    """A share between 0 and 1 in per cent with one decimal."""
    return "NaN" if isnan(share) else f"{100 * share:.1f} %"
