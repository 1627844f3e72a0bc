"""Events in a saved file: they come back as they were, and nothing else is taken for one."""

import json

import pytest

from cnnviz.training import ChooseSample, SetLearningRate, SetParameter, TrainingError
from cnnviz.training.events_json import events_from_json, events_to_json

EVENTS = (
    SetParameter(0, "0.weight", (0, 0, 1, 2), 0.1 + 0.2),
    ChooseSample(0, 0),
    SetLearningRate(3, 0.05),
    SetParameter(3, "4.bias", (2,), -5e-324),
    SetParameter(3, "4.bias", (1,), -0.0),
    SetLearningRate(4, 0.02, is_of_start=True),
    ChooseSample(7, 12),
)


def test_events_come_back_as_they_were():
    text = json.dumps(events_to_json(EVENTS), allow_nan=False)
    assert repr(events_from_json(json.loads(text), 7)) == repr(EVENTS)


def test_a_learning_rate_of_an_earlier_version_is_the_one_at_the_start_of_the_run():
    old = {"event": "SetLearningRate", "position": 3, "learning_rate": 0.05}
    assert events_from_json([old], 7) == (SetLearningRate(3, 0.05, is_of_start=True),)


def edit(**changes):
    return {"event": "SetParameter", "position": 3, "name": "4.bias", "index": [2], "value": 1.0, **changes}


def choice(**changes):
    return {"event": "ChooseSample", "position": 3, "sample": 2, **changes}


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ([edit(more=1)], "no event"),
        ([edit(name=4)], "no event"),
        ([edit(name=["4.bias"])], "no event"),
        ([edit(index=2)], "no event"),
        ([edit(index=[2.0])], "no event"),
        ([edit(index=[True])], "no event"),
        ([edit(index=[0] * 10_000)], "no event"),
        ([edit(value="1")], "finite number"),
        ([edit(value=10**3000)], "finite number"),
        ([edit(value=None)], "finite number"),
        ([edit(position=8)], "not within the 7 steps"),
        ([edit(position=None)], "no event"),
        ([choice(sample="2")], "no event"),
        ([choice(sample=True)], "no event"),
        ([choice(event="SetParameter")], "no event"),
        ([choice(event=[])], "no event"),
        ([choice(learning_rate=1)], "no event"),
        ([{"event": "SetLearningRate", "position": 3, "learning_rate": 0.1, "of_start": 0}], "no event"),
        ([choice(), choice(sample=3)], "not in order"),
        ([edit(), choice(), edit(value=2.0)], "not in order"),
        ([choice(position=4), edit()], "not in order"),
    ],
)
def test_what_is_no_event_is_refused(entries, reason):
    with pytest.raises(TrainingError, match=reason) as caught:
        events_from_json(entries, 7)
    assert len(str(caught.value)) < 300
