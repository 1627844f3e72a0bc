"""The speeds a run can be watched at: from a phase every two seconds to as fast as it goes. No Qt."""

from math import inf, isnan, log

PACES: tuple[float | None, ...] = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, None)
"""The stops of the pace slider, in phases a second, slowest first; None, the last, is full speed."""


def nearest_stop(pace: float | None) -> int:
    """The place in PACES of the stop that is nearest to a pace (in phases a second, or None) by its ratio.

    Raises ValueError for what is no speed: 0, negative, NaN.
    """
    if pace is None or pace == inf:
        return len(PACES) - 1
    if isnan(pace) or pace <= 0:
        raise ValueError(f"a pace is a number of phases a second above 0, or None for full speed, not {pace!r}")
    return min(
        (place for place, stop in enumerate(PACES) if stop is not None),
        key=lambda place: abs(log(pace / (PACES[place] or 1.0))),
    )


def pace_text(pace: float | None) -> str:
    """A pace in words: `2 phases/s`, `full speed`."""
    if pace is None:
        return "full speed"
    return f"{pace:,g} {'phase' if pace == 1 else 'phases'}/s"
