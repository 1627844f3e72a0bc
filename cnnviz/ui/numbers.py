"""How numbers are written in the window: a real minus sign, as many digits as help, NaN never hidden."""

from math import floor, inf, isfinite, isnan, log10

MINUS = "−"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


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


def forms_in_cell(value: float) -> tuple[str, ...]:
    """A number for a cell, from the most precise form to the shortest."""
    if not isfinite(value):
        return (write(value),)
    forms = [write(value, digits) for digits in (4, 3, 2)]
    forms = [text if value < 0 else f"+{text}" for text in forms if value]
    if 0.0005 <= abs(value) < 0.9995:
        forms.append(_signed(f"{value:+.3f}".replace("0.", ".", 1)))
    short = f"{value:+.0f}" if abs(value) >= 0.95 or abs(value) < 0.05 else f"{value:+.1f}".replace("0.", ".", 1)
    return (*forms, write_in_cell(value), _signed(short))


def cell_exponent(limit: float) -> int:
    """The power of ten that numbers up to ±limit are best written in, where a cell has room for two digits."""
    if not isfinite(limit) or limit == 0 or 0.1 <= limit < 100:
        return 0
    return floor(log10(limit))


def write_power(exponent: int) -> str:
    """A power of ten as a factor: `×10⁻²`."""
    return f"×10{str(exponent).translate(_SUPERSCRIPT)}"


def write_range(low: float, high: float, digits: int = 3) -> str:
    """The range of the numbers in a map: `−1.2 … 1.4`, or `all 0`."""
    if low == high:
        return f"all {write(low, digits)}"
    return f"{write(low, digits)} … {write(high, digits)}"


def write_percent(share: float) -> str:
    """A share between 0 and 1 in per cent with one decimal."""
    return "NaN" if isnan(share) else f"{100 * share:.1f} %"
