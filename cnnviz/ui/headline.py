"""Where the run is, in words: the two lines above the picture. Pure functions, no Qt."""

from cnnviz.nn import PhaseKind
from cnnviz.ui.frame import OWN, Activity, Frame
from cnnviz.ui.naming import article, layer_titles, phase_text


def step_text(frame: Frame) -> str:
    """The step on view: `Step 912 · epoch 13 of 50 · sample 13 of 75, a “2”`."""
    run, shown = frame.run, frame.shown
    epoch, place = divmod(shown.step, run.steps_per_epoch)
    name = run.class_names[shown.sample.target]
    return (
        f"Step {shown.step:,} · epoch {epoch + 1} of {run.experiment.epochs} · "
        f"sample {place + 1:,} of {run.steps_per_epoch:,}, {article(name)} “{name}”"
    )


def subject_text(frame: Frame) -> str:
    """What is on view in place of the step: `Looking at test image 7, a “2”`; nothing without a probe."""
    if frame.probe is None:
        return ""
    name = frame.run.class_names[frame.probe.sample.target]
    weights = f"the weights after step {frame.position - 1:,}" if frame.position else "the weights before training"
    if frame.probe.part == OWN:
        return f"Looking at this {frame.probe.name}, read as {article(name)} “{name}” under {weights}"
    part = "training" if frame.probe.part == "train" else "test"
    return f"Looking at {part} image {frame.probe.index + 1:,}, {article(name)} “{name}”, under {weights}"


def phase_line(frame: Frame) -> tuple[str, str]:
    """The last phase computed with its number (a probe has them all), and the name of its colour in a theme."""
    if frame.probe is not None:
        return "the whole way, forward and backward, without an update", "muted"
    done, phases = frame.shown.phases_done, frame.run.phases
    if done == 0:
        return f"phase 0 of {len(phases)} · nothing computed yet", "muted"
    phase = phases[done - 1]
    text = phase_text(phase, frame.run.layers, layer_titles(frame.run.layers))
    color = "backward" if phase.kind in (PhaseKind.BACKWARD, PhaseKind.UPDATE) else "forward"
    return f"phase {done} of {len(phases)} · {text}", color


PACE_OF_VIEWS = (
    "At full speed the maps change with each picture, what is to be read about once a second, "
    "so that training has the time.\nPause, and all that is on view is of one step."
)
"""What a viewer has to know of a run at full speed."""


def activity_text(frame: Frame) -> str:
    """What the worker is doing: `running · 310 steps/s`; how fast is left out where a step takes over a second."""
    if frame.activity is Activity.EVALUATING:
        return f"testing: {frame.evaluated:,} of {len(frame.run.test_samples):,}"
    if frame.activity is Activity.RUNNING:
        speed = frame.steps_per_second
        if speed is None or speed < 1:
            return "running"
        return f"running · {speed:,.0f} steps/s" if speed >= 10 else f"running · {speed:.1f} steps/s"
    return {Activity.FINISHED: "the run is complete", Activity.PAUSED: "paused"}[frame.activity]
