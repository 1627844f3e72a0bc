"""Runs that stop by themselves: where, and what they say; and the table of conditions that a form is built from."""

from dataclasses import replace
from math import hypot, inf, isfinite, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_oracle import SMALL

from cnnviz.nn.tensors import flat
from cnnviz.training import Session, TrainingError
from cnnviz.training.breakpoint_kinds import Parameter, breakpoint_kinds
from cnnviz.training.breakpoints import (
    EpochEnd,
    GradientNormAbove,
    LossAbove,
    LossBelow,
    Misclassified,
    NotFinite,
    PredictionFlips,
    SampleOfClass,
    StepReached,
    first_hit,
    run_until,
)

SHORT = replace(SMALL, epochs=4)
EPOCH, END = 6, 24


@pytest.fixture(scope="module")
def whole():
    """The run without any stop."""
    session = Session(SHORT)
    session.seek(END)
    return session


def stops(condition, experiment=SHORT):
    """The positions at which a run stops, with what it says there."""
    session, found = Session(experiment), {}
    while (reason := run_until(session, [condition])) is not None:
        found[session.position] = reason
    assert session.is_finished
    return found


def test_a_loss_above_or_below_a_limit(whole):
    losses = whole.history.losses
    limit = sorted(losses)[END // 2]
    above, below = stops(LossAbove(limit)), stops(LossBelow(limit))
    assert sorted(above) == [step + 1 for step, loss in enumerate(losses) if loss > limit]
    assert sorted(below) == [step + 1 for step, loss in enumerate(losses) if loss < limit]
    position, reason = next(iter(above.items()))
    assert reason == f"step {position - 1}: the loss {losses[position - 1]:.4g} is above {limit:g}"
    position, reason = next(iter(below.items()))
    assert reason == f"step {position - 1}: the loss {losses[position - 1]:.4g} is below {limit:g}"


def test_a_misclassified_sample(whole):
    found = stops(Misclassified())
    wrong = [step for step, correct in enumerate(whole.history.correct) if not correct]
    assert wrong
    assert sorted(found) == [step + 1 for step in wrong]
    true, answer = whole.sample_at(wrong[0]).label, SHORT.classes[whole.history.predictions[wrong[0]]]
    assert found[wrong[0] + 1] == f"step {wrong[0]}: a {true} is taken for a {answer}"


def test_a_sample_of_a_class(whole):
    found = stops(SampleOfClass(5))
    assert sorted(found) == [step + 1 for step in range(END) if whole.sample_at(step).label == 5]
    assert all(reason == f"step {position - 1}: the sample is of class 5" for position, reason in found.items())


def test_an_answer_that_changes(whole):
    latest, flips = {}, {}
    for step in range(END):
        number, answer = whole.sample_at(step).number, whole.history.predictions[step]
        if number in latest and latest[number][1] != answer:
            flips[step + 1] = latest[number]
        latest[number] = step, answer
    found = stops(PredictionFlips())
    assert flips
    assert sorted(found) == sorted(flips)
    position, (before, old) = next(iter(flips.items()))
    new = SHORT.classes[whole.history.predictions[position - 1]]
    assert found[position] == (
        f"step {position - 1}: the answer for this sample is now {new}; at step {before} it was {SHORT.classes[old]}"
    )


@given(st.dictionaries(st.integers(0, END - 1), st.integers(0, EPOCH - 1), max_size=12))
def test_the_step_before_on_the_same_sample(whole, chosen):
    session = Session(replace(SHORT, epochs=4), whole.dataset)
    for step, index in sorted(chosen.items()):
        session.seek(step)
        session.choose_sample(index)
    numbers = [session.sample_at(step).number for step in range(END)]
    for step in range(END):
        earlier = [at for at in range(step) if numbers[at] == numbers[step]]
        assert session.step_before(step) == (earlier[-1] if earlier else None)


@pytest.mark.parametrize(("layer", "title"), [(0, "Conv2D"), (4, "Dense")])
def test_a_gradient_norm_above_a_limit(layer, title):
    session, norms = Session(SHORT), []
    while not session.is_finished:
        gradients = session.trace().layers[layer].parameter_gradients.values()
        norms.append(hypot(*(number for gradient in gradients for number in flat(gradient))))
        session.advance()
    limit = sorted(norms)[END // 2] * (1 + 1e-9)
    found = stops(GradientNormAbove(layer, limit))
    assert sorted(found) == [step + 1 for step, norm in enumerate(norms) if norm > limit]
    position, reason = next(iter(found.items()))
    norm = norms[position - 1]
    assert reason == f"step {position - 1}: the gradient norm {norm:.4g} of {title} is above {limit:g}"


def test_a_layer_without_parameters_has_no_gradient_norm():
    assert stops(GradientNormAbove(1, 0.0)) == {}


@pytest.mark.parametrize("learning_rate", [1e154, 1e308])
def test_numbers_that_are_not_finite(learning_rate):
    session = Session(replace(SHORT, learning_rate=learning_rate))
    reason = run_until(session, [NotFinite()])
    assert not all(map(isfinite, (*session.network.state(), session.history.losses[-1])))
    assert all(map(isfinite, session.history.losses[:-1]))
    assert reason.startswith(f"step {session.position - 1}: ")
    assert stops(NotFinite()) == {}


def test_numbers_that_are_not_finite_are_named():
    session = Session(replace(SHORT, learning_rate=1e308))
    while isfinite(session.advance()):
        pass
    said = NotFinite().hit(session)
    loss = session.history.losses[-1]
    assert said == f"step {session.position - 1}: the loss is {'infinite' if loss == inf else 'not a number'}"


def test_large_numbers_whose_sum_is_not_finite_are_finite():
    session = Session(replace(SHORT, learning_rate=0.0))
    for unit in range(3):
        session.set_parameter("4.bias", (unit,), 1.7e308)
    session.advance()
    assert NotFinite().hit(session) is None


def test_the_end_of_an_epoch():
    found = stops(EpochEnd())
    assert sorted(found) == [6, 12, 18, 24]
    assert found[12] == "epoch 2 is complete, with step 11"


def test_a_step():
    assert stops(StepReached(9)) == {9: "step 9 is reached"}


def test_at_the_start_nothing_is_hit_but_a_step():
    session = Session(SHORT)
    conditions = (
        LossAbove(-1.0),
        LossBelow(inf),
        Misclassified(),
        *map(SampleOfClass, SHORT.classes),
        PredictionFlips(),
        GradientNormAbove(0, -1.0),
        NotFinite(),
        EpochEnd(),
    )
    assert first_hit(conditions, session) is None
    assert first_hit((*conditions, StepReached(0)), session) == "step 0 is reached"


def test_the_first_condition_that_holds_is_named():
    session = Session(SHORT)
    assert run_until(session, [StepReached(9), LossAbove(-1.0), EpochEnd()]) == (
        f"step 0: the loss {session.history.losses[0]:.4g} is above -1"
    )
    assert run_until(session, [StepReached(6), EpochEnd()]) == "step 6 is reached"
    assert not session.evaluation_due


def test_a_stop_is_the_same_on_known_steps():
    conditions = [Misclassified(), PredictionFlips()]
    session = Session(SHORT)
    first = []
    while reason := run_until(session, conditions):
        first.append(reason)
    session.seek(0)
    again = []
    while reason := run_until(session, conditions):
        again.append(reason)
    assert again == first


def kind(session, name):
    return next(one for one in breakpoint_kinds(session) if one.name == name)


def test_the_table_makes_every_kind_from_its_defaults():
    session = Session(SHORT)
    session.advance()
    kinds = breakpoint_kinds(session)
    assert [one.name for one in kinds] == [
        "LossAbove",
        "LossBelow",
        "Misclassified",
        "SampleOfClass",
        "PredictionFlips",
        "GradientNormAbove",
        "NotFinite",
        "EpochEnd",
        "StepReached",
    ]
    for one in kinds:
        made = one.make(**{parameter.name: parameter.default for parameter in one.parameters})
        assert type(made).__name__ == one.name
        made.hit(session)
    assert kind(session, "StepReached").make(step=7.0) == StepReached(7)
    assert kind(session, "GradientNormAbove").make(layer=4, limit=2) == GradientNormAbove(4, 2.0)


def test_the_table_fits_the_session():
    session = Session(SHORT)
    (label,) = kind(session, "SampleOfClass").parameters
    assert label.choices == ((3, "3"), (5, "5"), (8, "8"))
    layer, _ = kind(session, "GradientNormAbove").parameters
    assert layer.choices == ((0, "0 Conv2D"), (4, "4 Dense"))
    assert kind(session, "StepReached").parameters == (Parameter("step", "step", "", 1, END, 1, is_whole=True),)


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("LossAbove", {}, "loss above takes limit"),
        ("LossAbove", {"limit": 1, "more": 2}, "loss above takes limit"),
        ("LossAbove", {"limit": -1}, "the loss must be from 0 up, not -1"),
        ("LossBelow", {"limit": nan}, "finite number"),
        ("Misclassified", {"limit": 1}, "takes no values"),
        ("SampleOfClass", {"label": 4}, "the class must be one of 3, 5, 8, not 4"),
        ("GradientNormAbove", {"layer": 1, "limit": 1}, "the layer must be one of 0, 4, not 1"),
        ("StepReached", {"step": 25}, "the step must be from 1 to 24, not 25"),
        ("StepReached", {"step": 2.5}, "the step must be a whole number, not 2.5"),
    ],
)
def test_wrong_values_are_refused(name, values, reason):
    with pytest.raises(TrainingError, match=reason):
        kind(Session(SHORT), name).make(**values)
