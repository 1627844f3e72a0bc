"""A number as a person types it, for every field of the debugger. No Qt."""

import re
from math import isfinite
from typing import Final

from cnnviz.training import TrainingError
from cnnviz.ui.numbers import MINUS

_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LONGEST: Final = 40


def read_number(what: str, text: str) -> float:
    """The finite number in a text such as `0.5`, `−1e-3` or `0,5`; raises TrainingError for any other text."""
    plain = text.strip().replace(MINUS, "-").replace(",", ".")
    if not _NUMBER.fullmatch(plain) or not isfinite(number := float(plain)):
        raise TrainingError(f"{what} must be a finite number such as 0.5 or 1e-3, not {_quoted(text)}")
    return number


def as_sentence(text: str) -> str:
    """A message with a capital at its beginning and a full stop at its end."""
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith((".", "!", "?")) else f"{whole}."


def _quoted(text: str) -> str:
    text = text.strip()
    return f"“{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}”" if text else "an empty field"
