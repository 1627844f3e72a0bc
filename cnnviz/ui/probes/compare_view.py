"""Two pins side by side: their maps on one scale, the difference, and their probabilities."""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cnnviz.ui.focus import draw_focus_ring
from cnnviz.ui.frame import Pin, Run
from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.keys import ARROWS, keeps
from cnnviz.ui.probes.compare_layout import CompareLayout, layout_comparison
from cnnviz.ui.probes.compare_painter import Caption, ComparePainter, class_rows
from cnnviz.ui.probes.comparison import BLOCKS, Comparison, compare
from cnnviz.ui.probes.pin_maps import MapsOf, Mosaic, mosaic_image, mosaic_of
from cnnviz.ui.probes.pin_text import moments_of, titles_of
from cnnviz.ui.theme import Theme, load_theme

Cell = tuple[int, int, int]
_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


_KEPT = ARROWS | {Qt.Key.Key_Escape}
"""The keys that it keeps for itself while a cell is pointed at."""


class CompareView(QWidget):
    """A, B and B − A. Pointing at a cell, or the arrow keys, tell its three numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = load_theme("light")
        self._shown: tuple[Pin, Pin, MapsOf] | None = None
        self._captions: tuple[Caption, ...] = ()
        self._comparison: Comparison | None = None
        self._mosaic = Mosaic(0, 0, 0)
        self._images: tuple[QImage, ...] | None = None
        self._cell: Cell | None = None
        self._class: int | None = None
        self.setAccessibleName("Comparison of A and B")
        self.setToolTip("A and B share one scale. Point at a cell, or walk with the arrow keys, for its three numbers")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.installEventFilter(self)

    @property
    def comparison(self) -> Comparison | None:
        """The numbers on view."""
        return self._comparison

    @property
    def readout(self) -> str:
        """What is said below: of what is pointed at or, where nothing is, of the scales."""
        comparison = self._comparison
        if comparison is None:
            return "A or B is not computed yet" if self._shown else ""
        if self._cell is not None:
            return comparison.cell_text(self._cell)
        if self._class is not None:
            return comparison.class_text(comparison.classes[self._class])
        return (
            f"{comparison.maps.title} · A and B: {comparison.scale.text} · {BLOCKS[2]}: "
            f"{comparison.difference_scale.text} · point at a cell"
        )

    def show_pins(self, a: Pin, b: Pin, maps: MapsOf, run: Run, held: bool) -> None:
        """Compare two pins; `held`: whether A is kept as it was."""
        shown = (a, b, maps)
        if self._shown is not None and all(one is two for one, two in zip(shown, self._shown, strict=True)):
            return
        self._shown = shown
        self._comparison = compare(a, b, maps, run)
        self._images = None
        mosaic = mosaic_of(self._comparison.a) if self._comparison else Mosaic(0, 0, 0)
        if mosaic != self._mosaic:
            self._mosaic, self._cell = mosaic, None
        if self._comparison and self._class is not None and self._class >= len(self._comparison.classes):
            self._class = None
        scale = self._comparison.difference_scale.text if self._comparison else ""
        kept = tuple(f"kept {moment}" for moment in moments_of(a)) if held else ()
        self._captions = (
            (_lettered("A", titles_of(a, run)), (*kept, *moments_of(a))),
            (_lettered("B", titles_of(b, run)), moments_of(b)),
            ((BLOCKS[2],), (scale,)),
        )
        self._tell()

    def cell_place(self, cell: Cell, block: int = 0) -> QPoint:
        """The middle of a cell of one of the three mosaics."""
        place = self._layout().maps[block]
        top, left = self._mosaic.corner(cell[0])
        return QPoint(
            place.left() + int((left + cell[2] + 0.5) * place.width() / self._mosaic.width),
            place.top() + int((top + cell[1] + 0.5) * place.height() / self._mosaic.height),
        )

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self._theme = theme
        self._images = None
        self.update()

    def _layout(self) -> CompareLayout:
        line = QFontMetrics(smaller(self.font())).height()
        return layout_comparison(self.width(), self.height(), line, self._mosaic)

    def _tell(self) -> None:
        about = ", ".join(f"{first[0]} {second[0]}" for first, second in self._captions[:2])
        self.setAccessibleDescription(f"{about}. {self.readout}")
        self.update()

    def _point_at(self, cell: Cell | None, class_place: int | None) -> None:
        if (cell, class_place) != (self._cell, self._class):
            self._cell, self._class = cell, class_place
            self._tell()

    def _found_at(self, at: QPoint) -> tuple[Cell | None, int | None]:
        layout = self._layout()
        for place in layout.maps:
            if self._mosaic.width and place.contains(at):
                row = (at.y() - place.top()) * self._mosaic.height // place.height()
                column = (at.x() - place.left()) * self._mosaic.width // place.width()
                return self._mosaic.cell_at(row, column), None
        if self._comparison is not None:
            line = QFontMetrics(smaller(self.font())).height()
            for pair, row_place in class_rows(layout.bars, line, self._comparison):
                if row_place.contains(at):
                    return None, pair.place
        return None, None

    def sizeHint(self) -> QSize:
        return QSize(480, 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 80)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return keeps(event, _KEPT if self._cell is not None or self._class is not None else ARROWS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = _ARROWS.get(Qt.Key(event.key()))
        if arrow is not None and self._mosaic.channels:
            self._point_at(self._mosaic.beside(self._cell, *arrow) if self._cell else (0, 0, 0), None)
        elif event.key() == Qt.Key.Key_Escape and (self._cell or self._class is not None):
            self._point_at(None, None)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(*self._found_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None, None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, comparison = self._theme, self._comparison
        layout = self._layout()
        painter.fillRect(self.rect(), theme.color("window"))
        pen = ComparePainter(painter, theme, self.font(), layout)
        if self._captions:
            pen.draw_captions(self._captions)
        if comparison is not None and comparison.a.size:
            if self._images is None:
                self._images = tuple(
                    mosaic_image(planes, scale, theme)
                    for planes, scale in zip(comparison.planes, comparison.scales, strict=True)
                )
            pen.draw_maps(self._images)
            pen.draw_classes(comparison)
            if self._cell is not None:
                pen.draw_cell(self._mosaic, self._cell)
        pen.draw_readout(self.readout, self._cell is not None or self._class is not None)
        if self.hasFocus():
            draw_focus_ring(painter, theme, self.rect())
        painter.end()


def _lettered(letter: str, titles: tuple[str, ...]) -> tuple[str, ...]:
    return (*(f"{letter} · {title}" for title in titles), letter)
