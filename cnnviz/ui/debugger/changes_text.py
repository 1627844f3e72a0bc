"""What can be changed at the step at hand, what has been, and the courses that the run has taken. No Qt."""

from cnnviz.training import Branch, Event
from cnnviz.ui.debugger.row_list import Row
from cnnviz.ui.frame import Activity, Frame
from cnnviz.ui.numbers import MINUS

REPEAT_TIP = "Let the next step train on this step's image once more."
UNDO_TIP = "Take back the change that was made last at the step at hand."


def why_no_repeat(frame: Frame) -> str:
    """Why the image on view cannot be repeated, in one sentence; empty where it can."""
    if frame.activity is Activity.RUNNING:
        return "Pause the run first; then its image can be repeated."
    if frame.probe is not None:
        return "This image is only looked at; go back to the training sample first."
    if frame.position + bool(frame.phase) >= frame.run.total_steps:
        return "The run ends with this step; go back to repeat an image."
    if not frame.shown.phases_done:
        return "Nothing of this step is computed yet; compute it first, then its image can be repeated."
    return ""


def why_no_undo(frame: Frame) -> str:
    """Why nothing can be taken back at the position, in one sentence; empty where something can."""
    if frame.activity is Activity.RUNNING:
        return "Pause the run first; then a change can be taken back."
    if not any(event.position == frame.position for event in frame.events):
        return f"Nothing was changed at step {frame.position}; go to the step of a change first."
    return ""


def change_rows(frame: Frame) -> tuple[Row, ...]:
    """A row a change, earliest first: `step 212: learning rate 0.005`."""
    return tuple(
        Row(
            text := f"step {event.position}: {_change_text(event)}",
            f"{text}\nDouble click or Enter: go there.",
            is_here=event.position == frame.position,
            is_ahead=event.position > frame.position,
        )
        for event in frame.events
    )


def course_rows(branches: tuple[Branch, ...]) -> tuple[Row, ...]:
    """Two lines a course: how far it goes, and how it began; nothing where there is only one."""
    if len(branches) < 2:
        return ()
    return tuple(_course_row(branch) for branch in branches)


def course_text(branch: Branch) -> str:
    """Where a course goes: `course 1, to step 180`."""
    return f"course {branch.number}, to step {branch.furthest}"


def _change_text(event: Event) -> str:
    return event.text.replace("-", MINUS).replace(", ", ",")


def _course_row(branch: Branch) -> Row:
    here = " (here)" if branch.is_current else ""
    if branch.parent is None:
        origin = "as it began"
    else:
        what = _change_text(branch.change) if branch.change else "a change taken back"
        origin = f"{what}, at step {branch.fork} of course {branch.parent}"
    text = f"{course_text(branch)}{here}\n{origin}"
    go = "" if branch.is_current else "\nDouble click or Enter: walk this course."
    return Row(text, text + go, is_here=branch.is_current)
