"""What the network reads: the class, large, how sure it is, and a bar a class."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from cnnviz.ui.drawing.class_columns import ClassColumns
from cnnviz.ui.drawing.prediction_text import Prediction
from cnnviz.ui.images.fonts import bold, smaller
from cnnviz.ui.images.probability_bars import ProbabilityBars
from cnnviz.ui.theme import Theme, load_theme

_GAP: Final = 7
_SIZES: Final = (2.0, 1.6, 1.3, 1.0)
"""How large the class is written, in sizes of the font: the largest in which it fits."""


class Headline(QWidget):
    """The class read in large letters, and beside it how sure the network is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prediction = Prediction("", "", ())
        self._theme = load_theme("light")
        self.setAccessibleName("Prediction")
        self.setToolTip("The class that the network, as it is now, takes the image for")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_prediction(self, prediction: Prediction) -> None:
        """Show what is said."""
        self._prediction = prediction
        self.setAccessibleDescription(prediction.text)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self._theme = theme
        self.update()

    def _large(self, times: float) -> QFont:
        font = bold(self.font())
        if font.pointSizeF() > 0:
            font.setPointSizeF(font.pointSizeF() * times)
        return font

    def sizeHint(self) -> QSize:
        return QSize(100, QFontMetrics(self._large(_SIZES[0])).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left, middle = self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        note_font = self.font() if self._prediction.headline else smaller(self.font())
        note_metrics = QFontMetrics(note_font)
        if self._prediction.headline:
            room = max(self.width() - note_metrics.horizontalAdvance(self._prediction.note) - _GAP, self.width() // 2)
            fonts = [self._large(times) for times in _SIZES]
            fitting = (
                font for font in fonts if QFontMetrics(font).horizontalAdvance(self._prediction.headline) <= room
            )
            font = next(fitting, fonts[-1])
            metrics = QFontMetrics(font)
            name = metrics.elidedText(self._prediction.headline, Qt.TextElideMode.ElideRight, room)
            painter.setFont(font)
            painter.setPen(self._theme.color("forward"))
            painter.drawText(left, middle, name)
            left.setLeft(metrics.horizontalAdvance(name) + _GAP)
        painter.setFont(note_font)
        painter.setPen(self._theme.color("muted"))
        note = note_metrics.elidedText(self._prediction.note, Qt.TextElideMode.ElideRight, left.width())
        painter.drawText(left, middle, note)
        painter.end()


class PredictionView(QWidget):
    """Headline and bars: columns where all names of classes fit side by side, else rows."""

    asked = Signal()
    """The network is to be asked again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headline = Headline(self)
        self.columns = ClassColumns(self)
        self.rows = ProbabilityBars(self)
        self._names: tuple[str, ...] = ()
        self.ask = QToolButton(self)
        self.ask.setText("Ask")
        self.ask.setAccessibleName("Ask the network")
        self.ask.setToolTip("Look at this image through the network again")
        self.ask.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = self.ask.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing is to move while a person draws
        self.ask.setSizePolicy(policy)
        self.ask.hide()
        self.ask.clicked.connect(self.asked)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.headline, 1)
        top.addWidget(self.ask)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.columns)
        layout.addWidget(self.rows)
        self.rows.hide()

    def show_prediction(self, prediction: Prediction, can_ask: bool) -> None:
        """Show what the network reads; `can_ask`: whether there is an image that it has not been asked about."""
        self.headline.show_prediction(prediction)
        self.columns.show_bars(prediction.bars)
        self.rows.show_bars(prediction.bars)
        self.ask.setVisible(can_ask)
        names = tuple(bar.name for bar in prediction.bars)
        if names != self._names:
            self._names = names
            self._choose_bars()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        for part in (self.headline, self.columns, self.rows):
            part.apply_theme(theme)

    def _choose_bars(self) -> None:
        fits = self.columns.fits(self._names, self.width())
        self.columns.setVisible(fits)
        self.rows.setVisible(not fits)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_bars()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_names"):
            self._choose_bars()
