"""The line above the pinned images: pin one more, choose the maps, and what there is to say."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from cnnviz.ui.images.fonts import smaller
from cnnviz.ui.probes.pin_maps import MapsOf
from cnnviz.ui.theme import Theme, load_theme

_PIN = "Pin what is on view"
_CLOSE = "Close comparison"
_ROOM_FOR_WORDS = 520
_SMALL = "QToolButton { padding: 1px 6px } QToolButton:focus { padding: 0px 5px }"


class StripBar(QWidget):
    """Two buttons, one choice and one sentence."""

    pin_requested = Signal()
    maps_changed = Signal()
    comparison_closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Pinned images: choices")
        self._choices: tuple[MapsOf, ...] = ()
        self._sentence = ""
        self._scale = ""
        self._held = ""
        self._told: tuple[object, ...] = ()
        self._theme = load_theme("light")
        self.pin = self._button(_PIN, "Pin the image on view: the one looked at, else the training sample of the step")
        self.pin.clicked.connect(self.pin_requested)
        self.close_comparison = self._button(_CLOSE, "Compare no longer; all images stay pinned")
        self.close_comparison.clicked.connect(self.comparison_closed)
        self.close_comparison.hide()
        self.of = QLabel("maps of", self)
        self.choice = QComboBox(self)
        self.choice.setAccessibleName("Maps of")
        self.choice.setToolTip("Which layer's maps are shown of all images, on one scale")
        self.choice.currentIndexChanged.connect(self._choose)
        self.sentence = QLabel(self)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self.pin, self.of, self.choice):
            row.addWidget(widget)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.close_comparison)
        self._set_fonts()

    @property
    def maps(self) -> MapsOf | None:
        """The chosen maps."""
        place = self.choice.currentIndex()
        return self._choices[place] if 0 <= place < len(self._choices) else None

    @property
    def text(self) -> str:
        """What is said, in full."""
        if self._sentence:
            return self._sentence
        return " · ".join(part for part in (self._scale, self._held) if part)

    def set_choices(self, choices: Sequence[MapsOf], first: int) -> None:
        """Offer these maps; one of the same name as the one that was chosen stays so."""
        before = self.choice.currentText()
        self._choices = tuple(choices)
        names = [choice.title for choice in choices]
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems(names)
        self.choice.setCurrentIndex(names.index(before) if before in names else first)
        self.choice.blockSignals(False)

    def say(self, sentence: str) -> None:
        """Say something, until there is something else to say."""
        self._sentence = sentence
        self._tell()

    def show_scale(self, scale: str) -> None:
        """Tell the scale that all maps share."""
        self._scale = f"scale of all cards: {scale}" if scale else ""
        self._tell()

    def tell_held(self, held: str) -> None:
        """Tell what is kept as A."""
        self._held = f"A kept: {held}" if held else ""
        self._tell()

    def set_comparing(self, compares: bool) -> None:
        """Offer to close the comparison where there is one."""
        if not compares:
            self._held = ""
        self.close_comparison.setVisible(compares)
        self._tell()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        self._theme = theme
        self._tell()

    @Slot()
    def _choose(self) -> None:
        self.maps_changed.emit()

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setStyleSheet(_SMALL)
        button.setText(text)
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _tell(self) -> None:
        label, text = self.sentence, self.text
        now = text, bool(self._sentence), label.width(), label.font().key(), self._theme.name
        if now == self._told:
            return
        self._told = now
        label.setToolTip(text)
        label.setAccessibleDescription(text)
        elided = QFontMetrics(label.font()).elidedText(text, Qt.TextElideMode.ElideRight, max(0, label.width() - 2))
        if label.text() != elided:
            label.setText(elided)
        color = self._theme.color("text" if self._sentence else "muted")
        palette = label.palette()
        if palette.color(label.foregroundRole()) != color:
            palette.setColor(label.foregroundRole(), color)
            label.setPalette(palette)

    def _set_fonts(self) -> None:
        for widget in (self.pin, self.of, self.choice, self.sentence, self.close_comparison):
            widget.setFont(smaller(self.font()))

    def minimumSizeHint(self) -> QSize:
        return QSize(150, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "sentence"):
            self._set_fonts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= _ROOM_FOR_WORDS
        self.of.setVisible(roomy)
        self.pin.setText(_PIN if roomy else "Pin")
        self.close_comparison.setText(_CLOSE if roomy else "Close")
        self._tell()
