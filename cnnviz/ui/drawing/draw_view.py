"""The panel for an image of one's own: a pad, ways to open another picture, what the network reads, and each step."""

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cnnviz.datasets import DatasetError
from cnnviz.datasets.grey import Picture
from cnnviz.datasets.preprocess import prepare
from cnnviz.datasets.recipe import STROKES, recipe_of
from cnnviz.ui.drawing.mime_pictures import may_hold_picture
from cnnviz.ui.drawing.own_image import OwnImage
from cnnviz.ui.drawing.pad import DrawingPad
from cnnviz.ui.drawing.pad_tools import PadTools
from cnnviz.ui.drawing.prediction_text import describe_prediction, is_answer_to
from cnnviz.ui.drawing.prediction_view import PredictionView
from cnnviz.ui.drawing.sources import Sources
from cnnviz.ui.drawing.steps_view import StepsView
from cnnviz.ui.form_parts import Note
from cnnviz.ui.frame import Frame
from cnnviz.ui.opened_image import grey_rows, read_picture
from cnnviz.ui.theme import Theme

PAUSE: Final = 60
"""Milliseconds between two images while drawing."""
_PATIENCE: Final = 10
"""Frames for which the answer to the drawing of a moment ago is left on view."""
_DEFAULT_SIZE: Final = (28, 28)


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """Where the image comes from."""

    name: str
    picture: Picture
    is_drawn: bool


class DrawView(QWidget):
    """The panel. What the network reads comes from the frame alone; an image is only offered."""

    image_ready = Signal(object)
    """An `OwnImage` to look at: while drawing at most one in `PAUSE` ms."""
    cleared = Signal()
    """There is no image of one's own any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Your image")
        self.setAccessibleDescription("Draw or open an image of your own and see what the network reads")
        self.setAcceptDrops(True)
        self._frame: Frame | None = None
        self._recipe = STROKES
        self._source: _Source | None = None
        self._own: OwnImage | None = None
        self._earlier: deque[list[list[list[float]]]] = deque(maxlen=_PATIENCE)
        self._waited = 0
        self._shown: tuple[object, ...] = ()
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(PAUSE)
        self._due.timeout.connect(self._offer_drawing)
        self.pad = DrawingPad(self)
        self.tools = PadTools(self.pad, self)
        self.sources = Sources(self)
        self.prediction = PredictionView(self)
        self.message = Note()
        self.message.setAccessibleDescription("What is wrong with the picture")
        self.message.hide()
        self.steps = StepsView(self)
        self.explanation = Note()
        self.explanation.setAccessibleDescription("What the chosen step did")
        self._lay_out()
        self.pad.changed.connect(self._wait_or_offer)
        self.sources.file_found.connect(self.open_file)
        self.sources.picture_found.connect(self.take_image)
        self.sources.nothing_found.connect(self._complain)
        self.prediction.asked.connect(self._ask_again)
        self.steps.chosen.connect(self._explain)

    @property
    def own_image(self) -> OwnImage | None:
        """The image that was offered last, unless it was cleared."""
        return self._own

    def show_frame(self, frame: Frame) -> None:
        """Show what the network reads where the frame looks at the image that was offered last."""
        size, recipe = self._size(), self._recipe
        if self._frame is None or self._frame.run.dataset is not frame.run.dataset:
            self._recipe = recipe_of(frame.run.dataset)
        self._frame = frame
        if (self._size(), self._recipe) != (size, recipe) and self._source is not None:
            self._prepare(self._source)  # for a network with another input; it is asked only when a person says so
        probed = frame.probe.sample.image if frame.probe else None
        if self._waited < _PATIENCE and any(probed is image for image in self._earlier):
            self._waited += 1
            return
        self._show_prediction(frame)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme."""
        for part in (self.pad, self.prediction, self.steps):
            part.apply_theme(theme)
        palette = self.explanation.palette()
        palette.setColor(self.explanation.foregroundRole(), theme.color("muted"))
        self.explanation.setPalette(palette)

    @Slot(object)
    def open_file(self, path: Path) -> None:
        """Take a file's picture, or say in one sentence why not; what there was then stays."""
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._take(_Source(path.name, read_picture(path), is_drawn=False))
        except DatasetError as error:
            self._complain(str(error))
        finally:
            QGuiApplication.restoreOverrideCursor()

    @Slot(object, str)
    def take_image(self, image: QImage, name: str) -> None:
        """Take a picture in memory, or say in one sentence why not; what there was then stays."""
        try:
            self._take(_Source(name, grey_rows(image), is_drawn=False))
        except DatasetError as error:
            self._complain(str(error))

    def _take(self, source: _Source) -> None:
        """Make a picture from elsewhere the image, and put it on the pad."""
        self._prepare(source)
        assert self._own is not None
        self._due.stop()
        self.pad.show_picture(self._own.preparation.steps[-1].picture)
        self.image_ready.emit(self._own)

    def _prepare(self, source: _Source) -> None:
        """Raises DatasetError, and changes nothing, where there is nothing to read."""
        try:
            preparation = prepare(source.picture, *self._size(), self._recipe)
        except DatasetError as error:
            raise DatasetError(f"{source.name}: {error}") from error
        if self._own is not None:
            self._earlier.append(self._own.image)
        self._waited = 0
        self._source = source
        self._own = OwnImage(source.name, preparation.image, preparation)
        self._complain("")
        self.steps.show_steps(preparation.steps, source.is_drawn)
        self._explain()
        if self._frame is not None and not self._earlier:
            self._show_prediction(self._frame)

    def _forget(self) -> None:
        had_image = self._own is not None
        self._source = self._own = None
        self._earlier.clear()
        self._complain("")
        self.steps.show_steps((), True)
        self._explain()
        if self._frame is not None:
            self._show_prediction(self._frame)
        if had_image:
            self.cleared.emit()

    def _size(self) -> tuple[int, int]:
        """Rows and columns of the network's input."""
        if self._frame is None:
            return _DEFAULT_SIZE
        rows, columns = self._frame.run.shapes[0][-2:]
        return rows, columns

    def _show_prediction(self, frame: Frame) -> None:
        own = self._own
        is_answered = own is not None and is_answer_to(frame, own)
        shown = (frame.run, own, frame.probe.trace if frame.probe and is_answered else None)
        if len(shown) == len(self._shown) and all(a is b for a, b in zip(shown, self._shown, strict=True)):
            return
        self._shown = shown
        if is_answered:
            self._earlier.clear()
        can_ask = own is not None and not is_answered
        self.prediction.show_prediction(describe_prediction(frame, own), can_ask)

    @Slot(str)
    def _complain(self, sentence: str) -> None:
        self.message.show_text("", sentence)
        self.message.setVisible(bool(sentence))

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(5)
        parts = (self.pad, self.tools, self.sources, self.message, self.prediction, self.steps, self.explanation)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self.scroll = QScrollArea(self)
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.scroll)

    @Slot()
    def _wait_or_offer(self) -> None:
        """Offer the drawing soon; what is drawn until then is offered with it."""
        if not self._due.isActive():
            self._due.start()

    @Slot()
    def _offer_drawing(self) -> None:
        if self.pad.is_empty:
            self._forget()
            return
        try:
            self._prepare(_Source("drawing", self.pad.picture(), is_drawn=True))
        except DatasetError:
            self._forget()  # no more than a trace of ink
            return
        self.image_ready.emit(self._own)

    @Slot()
    def _ask_again(self) -> None:
        if self._own is not None:
            self.image_ready.emit(self._own)

    @Slot()
    def _explain(self) -> None:
        step = self.steps.current
        self.explanation.show_text(f"{step.name}: {step.explanation}" if step else "")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if may_hold_picture(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.sources.take(event.mimeData(), "dropped picture", "What was dropped holds no picture.")

    def sizeHint(self) -> QSize:
        return QSize(220, 520)

    def minimumSizeHint(self) -> QSize:
        return QSize(170, 120)
