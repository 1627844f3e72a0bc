"""What the lines above the picture say."""

from dataclasses import replace

from cnnviz.training import Experiment, Session
from cnnviz.ui.frame import OWN, Activity, Probe
from cnnviz.ui.headline import activity_text, phase_line, step_text, subject_text


def test_the_step_is_counted_within_its_epoch(session, make_frame):
    session.seek(14)
    name = session.sample_at(13).label
    assert step_text(make_frame(session)) == f"Step 13 · epoch 2 of 3 · sample 2 of 12, a “{name}”"


def test_an_eight_is_an_eight(make_frame):
    session = Session(Experiment.preset("paper", classes=(8, 3), train_per_class=2, test_per_class=1, epochs=1))
    while session.sample_at(session.position).label != 8:
        session.step()
    assert step_text(
        make_frame(session, shown=replace(session.shown(), step=0, sample=session.sample_at(session.position)))
    ).endswith("an “8”")


def test_each_phase_is_numbered_and_coloured_by_its_direction(session, make_frame):
    assert phase_line(make_frame(session)) == ("phase 0 of 22 · nothing computed yet", "muted")
    seen = []
    for _ in session.phases:
        session.next_phase()
        seen.append(phase_line(make_frame(session)))
    assert seen[0] == ("phase 1 of 22 · forward · Conv2D 1: Y", "forward")
    assert seen[10] == ("phase 11 of 22 · loss · L = −log P of the true class", "forward")
    assert seen[11] == ("phase 12 of 22 · backward · Softmax: ∂L/∂z = P − T", "backward")
    assert seen[18] == ("phase 19 of 22 · backward · Conv2D 2: ∂L/∂K, ∂L/∂b, ∂L/∂X", "backward")
    assert seen[21][0].startswith("phase 22 of 22 · update")


def test_a_probe_is_named_with_its_weights(session, make_frame):
    sample = session.test_samples[1]
    probe = Probe("test", 1, sample, session.probe(sample))
    before = make_frame(session, probe=probe)
    assert subject_text(before) == f"Looking at test image 2, a “{sample.label}”, under the weights before training"
    assert phase_line(before)[1] == "muted"
    session.step()
    assert subject_text(make_frame(session, probe=probe)).endswith("under the weights after step 0")
    assert subject_text(make_frame(session)) == ""


def test_activities(session, make_frame):
    assert activity_text(make_frame(session)) == "paused"
    assert activity_text(make_frame(session, activity=Activity.RUNNING)) == "running"
    running = make_frame(session, activity=Activity.RUNNING, steps_per_second=1234.4)
    assert activity_text(running) == "running · 1,234 steps/s"
    slow = make_frame(session, activity=Activity.RUNNING, steps_per_second=0.25)
    assert activity_text(slow) == "running"
    testing = make_frame(session, activity=Activity.EVALUATING, evaluated=4)
    assert activity_text(testing) == "testing: 4 of 9"
    assert activity_text(make_frame(session, activity=Activity.FINISHED)) == "the run is complete"


def test_an_image_of_ones_own_has_an_answer_but_no_class(session, make_frame):
    sample = session.test_samples[0]
    probe = Probe(OWN, 0, sample, session.probe(sample), "drawing")
    name = session.dataset.class_names[sample.label]
    assert subject_text(make_frame(session, probe=probe)) == (
        f"Looking at this drawing, read as a “{name}” under the weights before training"
    )
