"""The table of speeds as Markdown, as the README shows it: a program writes it, so no figure is copied by hand."""

from collections.abc import Mapping
from typing import Any

_COLUMNS = {
    "naive": "loops",
    "idiomatic": "idiomatic",
    "kernel": "generated",
    "numpy": "NumPy, im2col",
    "torch": "PyTorch, eager, 1 thread",
}


def markdown(result: Mapping[str, Any]) -> str:
    """The answer of `cnnviz.bench.kernels.run`: a row a network, a column a form that was measured."""
    parts = (result, result["ten_digits"])
    forms = [form for form in _COLUMNS if all(part.get(f"{form}_ms") is not None for part in parts)]
    lines = [
        _row("a training step, ms (against the loops)", *(_COLUMNS[form] for form in forms)),
        _row(*("---" for _ in range(len(forms) + 1))),
        *(_row(part["network"], *(_cell(part, form) for form in forms)) for part in parts),
    ]
    return "\n".join(lines) + f"\n\nPython {result['python']} on {result['machine']}, {result['rounds']} rounds.\n"


def _cell(part: Mapping[str, Any], form: str) -> str:
    spent = part[f"{form}_ms"]
    ratio = "" if form == "naive" else f" ({part['naive_ms'] / spent:.1f} ×)"
    return f"{spent:.2f}{ratio}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
