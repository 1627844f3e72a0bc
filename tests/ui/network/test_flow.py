"""Dots that go the way of the numbers: where, in which colour, and only while the run is watched slowly."""

import pytest

from cnnviz.nn import PhaseKind
from cnnviz.training import Experiment, Session
from cnnviz.ui.frame import Activity, run_of
from cnnviz.ui.network.layout import lay_out
from cnnviz.ui.network.view import NetworkView
from cnnviz.ui.network.ways import ways_of

RUNNING = {"is_running": True, "activity": Activity.RUNNING}


@pytest.mark.parametrize("preset", ["paper", "ten-digits"])
def test_each_phase_has_its_way(preset):
    run = run_of(Session(Experiment.preset(preset, train_per_class=1, test_per_class=1)))
    layout = lay_out(run.layers, run.shapes, 1200, 560)
    for phase in run.phases:
        ways = ways_of(layout, run, phase)
        if phase.kind is PhaseKind.UPDATE:
            assert len(ways) == sum(bool(layer.name in ("Conv2D", "Dense")) for layer in run.layers)
            assert all(way.x == way.end_x and way.end_y < way.y and not way.is_forward for way in ways)
            continue
        (way,) = ways
        match phase.kind:
            case PhaseKind.FORWARD:
                assert way.end_x > way.x
                assert layout.tile(phase.layer, "output").box.contains(way.end_x, way.end_y)
            case PhaseKind.LOSS:
                assert layout.tile(len(run.layers) - 1, "loss").box.contains(way.end_x, way.end_y)
            case PhaseKind.BACKWARD:
                assert way.end_x < way.x
        assert way.is_forward is (phase.kind is not PhaseKind.BACKWARD)
        assert way.at(0) == (way.x, way.y)
        assert way.at(1) == pytest.approx((way.end_x, way.end_y))


@pytest.fixture
def view(qtbot, theme):
    made = NetworkView()
    qtbot.addWidget(made)
    made.apply_theme(theme)
    made.resize(1000, 560)
    made.show()
    return made


def colors_on(view, way):
    image = view.canvas.grab().toImage()
    return {
        image.pixelColor(round(way.at(share / 200)[0]), round(way.at(share / 200)[1])).name() for share in range(201)
    }


def test_a_slow_run_sends_dots_and_a_fast_or_standing_one_does_not(qtbot, view, session, make_frame, theme):
    run = make_frame(session).run
    for phase in run.phases[:-1]:
        session.next_phase()
        view.set_pace(1.0)
        view.show_frame(make_frame(session, run=run, **RUNNING))
        (way,) = view.canvas.flow.ways
        assert way == ways_of(view.canvas.layout_now, run, phase)[0]
        assert (theme.forward if way.is_forward else theme.backward) in colors_on(view, way)
    view.show_frame(make_frame(session, run=run))
    assert view.canvas.flow.ways == ()
    view.set_pace(None)
    view.show_frame(make_frame(session, run=run, **RUNNING))
    assert view.canvas.flow.ways == ()


def test_dots_move_and_rest_with_the_run(qtbot, view, session, make_frame):
    run = make_frame(session).run
    view.set_pace(0.5)
    session.next_phase()
    view.show_frame(make_frame(session, run=run, **RUNNING))
    first = view.canvas.grab().toImage()
    qtbot.waitUntil(lambda: view.canvas.grab().toImage() != first, timeout=2_000)
    view.show_frame(make_frame(session, run=run))
    still = view.canvas.grab().toImage()
    qtbot.wait(120)
    assert view.canvas.grab().toImage() == still
    view.show_frame(make_frame(session, run=run, **RUNNING))
    view.hide()
    assert view.canvas.flow.ways == ()
