"""One pinned image: what it is, what the network makes of it, and what can be done with it."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

from cnnviz.ui.frame import Pin, Run
from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.maps import Array, Scale, as_array, image_of
from cnnviz.ui.probes.card_painter import CardLayout, CardLook, CardPainter, layout_card
from cnnviz.ui.probes.pin_maps import MapsOf, mosaic_image, planes_of
from cnnviz.ui.probes.pin_text import (
    bars_of,
    describe,
    is_wrong,
    moments_of,
    sample_of,
    title_of,
    titles_of,
    verdict_of,
)
from cnnviz.ui.theme import Theme, load_theme

LEAST_WIDTH = 204
LEAST_HEIGHT = 84
_INPUT_SCALE = Scale(signed=False, limit=1.0)
_NARROW = "QToolButton { padding: 0px 3px; font-weight: normal } QToolButton:focus { padding: 0px 2px }"
_HELP = "Enter: look at it. C: compare. H: keep as A. Delete: unpin."


class PinCard(QWidget):
    """A card of the strip. A click on its picture, or Enter, asks to look at the image."""

    looked = Signal()
    unpinned = Signal()
    compared = Signal()
    """The mark A or B is to be set or taken away."""
    held = Signal()
    """The pin as it is now is to be kept as A."""

    def __init__(self, run: Run, pin: Pin, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._pin = pin
        self._maps = MapsOf("")
        self._planes: Array | None = None
        self._scale: Scale | None = None
        self._theme = load_theme("light")
        self._look: CardLook | None = None
        self._picture: QImage | None = None
        self._mark = ""
        self._is_described = False
        self._painter: CardPainter | None = None
        self.installEventFilter(self)  # not `event`: an error in paintEvent beneath it would end the process
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.compare = self._button("A/B", "Compare", "Mark this image as A or as B, to see both side by side (C)")
        self.compare.setCheckable(True)
        self.hold = self._button(
            "Hold",
            "Keep as A",
            "Keep this image's numbers as they are now as A, and compare them with later ones; again: let go (H)",
        )
        self.close_button = self._button("×", "Unpin", "Unpin this image (Delete)")
        self.hold.setCheckable(True)
        for button, signal in (
            (self.compare, self.compared),
            (self.hold, self.held),
            (self.close_button, self.unpinned),
        ):
            button.clicked.connect(signal)
        self._describe()

    @property
    def pin(self) -> Pin:
        """What it shows."""
        return self._pin

    @property
    def planes(self) -> Array | None:
        """The chosen maps, `[channel][row][column]`; None where nothing is computed."""
        return self._planes

    @property
    def mark(self) -> str:
        """ "A", "B", or nothing."""
        return self._mark

    def show_pin(self, pin: Pin, maps: MapsOf, stands: bool = True) -> None:
        """Take over what is known of the image, and which maps to show of it; `stands`: the run does not go on.

        While it goes on, what is said to screen readers is made anew only for the card with the focus.
        """
        if pin is self._pin and maps == self._maps:
            return
        news = self._pin.probe is not pin.probe or maps != self._maps or self._planes is None
        if (pin.probe is None) != (self._pin.probe is None):
            self._picture = None
        self._pin, self._maps = pin, maps
        if news:
            self._planes = None if pin.probe is None else planes_of(pin.probe.trace, maps)
        if stands or self.hasFocus() or self.underMouse():
            self._describe()
        else:
            self._is_described = False
        self._draw_anew()

    def set_scale(self, scale: Scale) -> None:
        """Draw the maps on the scale that all cards share."""
        if scale != self._scale:
            self._scale = scale
            if self._look is not None:
                self._look = replace(self._look, maps=self._mosaic())
            self.update(self._layout().maps.adjusted(-1, -1, 1, 1))

    def set_mark(self, mark: str, is_held: bool) -> None:
        """Show that the image is compared as "A" or as "B", or not at all; and whether A is what it was once."""
        self.hold.setChecked(is_held)
        if mark != self._mark:
            self._mark = mark
            self.compare.setText(mark or "A/B")
            self._describe()
            self._place_buttons()
            self.update()
        self.compare.setChecked(bool(mark))

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self._theme = theme
        self._look = self._picture = self._painter = None
        self.update()

    @property
    def picture_place(self) -> QPoint:
        """The middle of the picture, in the card."""
        return self._layout().picture.center()

    def _button(self, text: str, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setStyleSheet(_NARROW)
        button.setText(text)
        button.setAccessibleName(name)
        button.setAccessibleDescription(tip)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _buttons_width(self) -> int:
        return sum(button.width() + 2 for button in (self.compare, self.hold, self.close_button))

    def _layout(self) -> CardLayout:
        line = QFontMetrics(smaller(self.font())).height()
        return layout_card(self.width(), self.height(), line, self._buttons_width())

    def _place_buttons(self) -> None:
        right = self.width() - 3
        height = max(18, self.fontMetrics().height() + 2)
        for button in (self.close_button, self.hold, self.compare):
            button.setFont(smaller(self.font()))
            width = max(height, button.fontMetrics().horizontalAdvance(button.text()) + 9)
            button.setGeometry(right - width, 3, width, height)
            right -= width + 2

    def _draw_anew(self) -> None:
        """All but the title, which stays, and so do the buttons beside it."""
        self._look = None
        top = self._layout().title.bottom()
        self.update(0, top, self.width(), self.height() - top)

    def _describe(self) -> None:
        self._is_described = True
        title = title_of(self._pin, self._run)
        self.setAccessibleName(f"Pinned: {title}" + (f", {self._mark}" if self._mark else ""))
        told = describe(self._pin, self._run)
        self.setAccessibleDescription("; ".join(told.split("\n")[1:]) + f". {_HELP}")
        self.setToolTip(f"{told}\nClick the picture or press Enter: look at it through the network.\n{_HELP}")

    def _mosaic(self) -> QImage | None:
        if self._planes is None or not self._planes.size or self._scale is None:
            return None
        return mosaic_image(self._planes, self._scale, self._theme)

    def _seen(self) -> CardLook:
        if self._look is None:
            pin, run = self._pin, self._run
            if self._picture is None and (sample := sample_of(pin, run)) is not None:
                self._picture = image_of(as_array(sample.image)[0], _INPUT_SCALE, self._theme)
            self._look = CardLook(
                titles_of(pin, run),
                verdict_of(pin, run),
                moments_of(pin),
                is_wrong(pin) or bool(pin.problem),
                bars_of(pin, run),
                self._picture,
                self._mosaic(),
            )
        return self._look

    def sizeHint(self) -> QSize:
        return QSize(260, 130)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ToolTip, QEvent.Type.FocusIn) and not self._is_described:
            self._describe()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "close_button"):
            self._painter = None
            self._place_buttons()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._layout().picture.contains(event.position().toPoint()):
            self.looked.emit()
            event.accept()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        signals = {
            Qt.Key.Key_Return: self.looked,
            Qt.Key.Key_Enter: self.looked,
            Qt.Key.Key_C: self.compared,
            Qt.Key.Key_H: self.held,
            Qt.Key.Key_Delete: self.unpinned,
            Qt.Key.Key_Backspace: self.unpinned,
        }
        signal = signals.get(Qt.Key(event.key()))
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if signal is None or modifiers:
            super().keyPressEvent(event)
        else:
            signal.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._theme
        painter.fillRect(self.rect(), theme.color("panel"))
        if self._painter is None:
            self._painter = CardPainter(theme, self.font())
        layout = self._layout()
        self._painter.draw(painter, layout, self._seen(), event.rect())
        strong = self._mark or self.hasFocus()
        painter.setPen(QPen(theme.color("highlight" if strong else "line"), 2 if strong else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = 1 if strong else 0
        painter.drawRect(self.rect().adjusted(inset, inset, -1, -1))
        painter.end()
