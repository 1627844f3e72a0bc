"""The toolbar: the moves, the pace and the learning rate; few controls, always in sight."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolBar, QWidget

from cnnviz.ui.actions import Actions
from cnnviz.ui.keys import SpaceForButtons
from cnnviz.ui.learning_rate_field import LearningRateField
from cnnviz.ui.pace_slider import PaceSlider

_GROUPS = (
    ("reset",),
    ("previous_epoch", "previous_sample", "previous_phase", "next_phase", "next_sample", "epoch"),
    ("run",),
)
_RUN_WIDTH = 84
"""Room for Run and for Pause, so that the buttons beside it keep their places."""


class MoveBar(QToolBar):
    """Buttons for the moves named in `_GROUPS`, then the pace and the learning rate."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__("Moves", parent)
        self.setObjectName("moves")
        self.setMovable(False)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        space_filter = SpaceForButtons(self)
        for group in _GROUPS:
            for name in group:
                self.addAction(actions[name])
                button = self.widgetForAction(actions[name])
                button.installEventFilter(space_filter)
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                button.setAccessibleName(actions[name].text())
            self.addSeparator()
        run = self.widgetForAction(actions["run"])
        run.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        run.setMinimumWidth(_RUN_WIDTH)
        self.pace = PaceSlider()
        self.addWidget(self.pace)
        self.addSeparator()
        self.learning_rate = LearningRateField()
        self.addWidget(self.learning_rate)
