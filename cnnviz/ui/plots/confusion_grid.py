"""Where the cells and the words of a confusion matrix lie. Pure arithmetic in pixels, no Qt."""

from dataclasses import dataclass

_PAD = 6
_GAP = 8
_LARGEST_WIDTH, _LARGEST_HEIGHT = 110.0, 64.0
_WIDEST = 2.2
"""How much wider than high a cell may be."""
_MOST_NAMES = 0.27
"""Which part of the room the class names may take."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix of `count` rows and columns and what stands around it; widths and heights are 0 where left out."""

    left: float
    top: float
    cell_width: float
    cell_height: float
    count: int
    title_height: float
    summary_height: float
    """Of the line below the title; 0 where the summary stands beside the matrix or has no room."""
    side_width: float
    """Of the summary beside the matrix; 0 where it stands below the title or has no room."""
    names_width: float
    names_height: float
    upright_names: bool
    """The columns' names are turned by 90°."""
    axis_width: float
    """Of the word "true", turned, at the very left."""
    axis_height: float
    """Of the word "predicted", above the columns' names."""

    @property
    def right(self) -> float:
        """Where the last column ends."""
        return self.left + self.count * self.cell_width

    @property
    def bottom(self) -> float:
        """Where the last row ends."""
        return self.top + self.count * self.cell_height

    def cell(self, row: int, column: int) -> tuple[float, float, float, float]:
        """Left, top, width and height of a cell."""
        return (
            self.left + column * self.cell_width,
            self.top + row * self.cell_height,
            self.cell_width,
            self.cell_height,
        )

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column at a point; None outside the matrix."""
        if self.cell_width <= 0 or self.cell_height <= 0:
            return None
        row, column = (y - self.top) // self.cell_height, (x - self.left) // self.cell_width
        return (int(row), int(column)) if 0 <= row < self.count and 0 <= column < self.count else None


def lay_out(width: float, height: float, count: int, line: float, name_width: float, side_width: float) -> Grid:
    """Fit a matrix into a room: `line` is a text line's height, `name_width` the widest class name's width.

    `side_width` is what the summary needs beside the matrix. Where there is too little room, the words go before
    the numbers do: first "predicted", then the summary, then the title and "true".
    """
    for has_axis, has_summary, has_title in (
        (True, True, True),
        (False, True, True),
        (False, False, True),
        (False, False, False),
    ):
        grid = _fit(width, height, count, line, name_width, side_width, has_axis, has_summary, has_title)
        if grid.cell_height >= 0.9 * line:
            break
    return grid


def _fit(
    width: float,
    height: float,
    count: int,
    line: float,
    name_width: float,
    side_width: float,
    has_axis: bool,
    has_summary: bool,
    has_title: bool,
) -> Grid:
    names_width = min(name_width, _MOST_NAMES * width)
    axis_width = line if has_title else 0.0
    left = _PAD + axis_width + names_width + _GAP / 2
    beside = has_summary and width - left - side_width - 2 * _GAP - _PAD >= count * 2.4 * line
    room = max(0.0, width - left - _PAD - (side_width + 2 * _GAP if beside else 0.0))
    cell_width = min(_LARGEST_WIDTH, room / count)
    title_height = line + 2 if has_title else 0.0
    summary_height = line if has_summary and not beside else 0.0
    above = _PAD / 2 + title_height + summary_height + (line if has_axis else 0.0)
    upright_height = min(name_width, _MOST_NAMES * height) + 4
    upright = name_width > cell_width and (height - above - upright_height - _PAD) / count >= line
    names_height = upright_height if upright else line
    cell_height = min(_LARGEST_HEIGHT, max(0.0, height - above - names_height - _PAD) / count)
    return Grid(
        left=left,
        top=above + names_height,
        cell_width=min(cell_width, _WIDEST * cell_height),
        cell_height=cell_height,
        count=count,
        title_height=title_height,
        summary_height=summary_height,
        side_width=side_width if beside else 0.0,
        names_width=names_width,
        names_height=names_height,
        upright_names=upright,
        axis_width=axis_width,
        axis_height=line if has_axis else 0.0,
    )
