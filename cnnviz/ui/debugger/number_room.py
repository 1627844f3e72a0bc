"""Numbers for a narrow column: with fewer digits or a power of ten rather than cut off. No Qt."""

from dataclasses import dataclass
from math import isfinite

from cnnviz.ui.numbers import MINUS, write


@dataclass(frozen=True, slots=True)
class NumberRoom:
    """How a column's numbers are written."""

    digits: int
    """Significant ones, where there is room for them."""
    characters: int
    """The most that a number may have, from 6 up."""

    def write(self, value: float) -> str:
        """The number with as many of the digits as fit, as `0.5239` or as `−1.2e−5`."""
        if not isfinite(value) or value == 0:
            return write(value)
        forms = (form(value, digits) for digits in range(self.digits, 0, -1) for form in (write, _with_power))
        return next((text for text in forms if len(text) <= self.characters), _with_power(value, 1))

    @property
    def widest(self) -> tuple[str, ...]:
        """Texts that are as wide as any."""
        zeros = "0" * (self.characters - 3)
        return f"{MINUS}0.{zeros}", f"{MINUS}0e{MINUS}0" if self.characters < 7 else f"{MINUS}0.{zeros[:-3]}e{MINUS}0"


def _with_power(value: float, digits: int) -> str:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)
