"""What is drawn piece by piece while training runs is, in the end, what is drawn at once when it stands still."""

from dataclasses import replace
from itertools import combinations, product
from math import inf, nan

import numpy as np
import pytest
from PySide6.QtGui import QFont

from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, Network, SoftmaxCrossEntropy
from cnnviz.training import Experiment, Session
from cnnviz.ui.maps import summarize
from cnnviz.ui.network.layout import lay_out
from cnnviz.ui.network.lettering import Lettering
from cnnviz.ui.network.painter import label_forms
from cnnviz.ui.network.pieces import pieces_of
from cnnviz.ui.network.stamps import pixels_of
from cnnviz.ui.network.surface import Surface
from cnnviz.ui.network.view import NetworkView

SIZE = (930, 510)


class Clock:
    """Seconds that pass from one look to the next."""

    def __init__(self, tick):
        self.now, self.tick = 0.0, tick

    def __call__(self):
        self.now += self.tick
        return self.now


def running(make_frame, session):
    return make_frame(session, is_running=True)


def laid_out(frame, size=SIZE):
    return lay_out(frame.run.layers, frame.run.shapes, *size)


def at_once(frame, layout, theme, ratio=1.0):
    surface = Surface(theme, Lettering(QFont()))
    surface.draw(replace(frame, is_running=False), layout, ratio)
    return pixels_of(surface.image).copy()


@pytest.fixture(params=["paper", "ten-digits"])
def any_session(request):
    return Session(Experiment.preset(request.param, train_per_class=2, test_per_class=1))


@pytest.fixture
def two_frames(make_frame, any_session):
    """Two frames of one run, some steps apart."""
    any_session.step()
    first = running(make_frame, any_session)
    for _ in range(3):
        any_session.step()
    return first, replace(running(make_frame, any_session), run=first.run)


@pytest.mark.parametrize(("size", "ratio"), [(SIZE, 1.0), (SIZE, 1.5), (SIZE, 2.0), ((600, 400), 1.0)], ids=str)
def test_a_running_frame_becomes_the_standing_one(qtbot, two_frames, theme, size, ratio):
    first, second = two_frames
    clock = Clock(0.0)
    surface, layout = Surface(theme, Lettering(QFont()), clock), laid_out(first, size)
    surface.draw(first, layout, ratio)
    surface.draw(second, layout, ratio)  # what has had its turn waits
    expected = at_once(second, layout, theme, ratio)
    assert (pixels_of(surface.image) != expected).any()
    clock.now += 2
    surface.draw(replace(second), layout, ratio)
    assert np.array_equal(pixels_of(surface.image), expected)


def test_pieces_have_their_turns_where_time_is_short(qtbot, two_frames, theme):
    first, second = two_frames
    surface, layout = Surface(theme, Lettering(QFont()), Clock(1.0)), laid_out(first)
    expected = at_once(second, layout, theme)
    surface.draw(first, layout, 1.0)
    different = []
    for _ in range(60):
        surface.draw(replace(second), layout, 1.0)
        different.append(int((pixels_of(surface.image) != expected).sum()))
    assert different[0] > different[3] > different[6] > different[-1] == 0


def test_all_that_changes_is_told(qtbot, two_frames, theme):
    first, second = two_frames
    surface, layout = Surface(theme, Lettering(QFont()), Clock(1.0)), laid_out(first)
    surface.draw(first, layout, 1.0)
    for _ in range(20):
        before = pixels_of(surface.image).copy()
        region = surface.draw(replace(second), layout, 1.0)
        rows, columns = np.nonzero(pixels_of(surface.image) != before)
        rectangles = [(box.left(), box.top(), box.right(), box.bottom()) for box in region]
        told = np.zeros_like(before, dtype=bool)
        for left, top, right, bottom in rectangles:
            told[max(0, top) : bottom + 1, max(0, left) : right + 1] = True
        assert told[rows, columns].all()


def test_the_same_frame_is_not_drawn_again(qtbot, two_frames, theme):
    surface, layout = Surface(theme, Lettering(QFont())), laid_out(two_frames[0])
    assert not surface.draw(two_frames[0], layout, 1.0).isEmpty()
    assert surface.draw(two_frames[0], layout, 1.0).isEmpty()


@pytest.mark.parametrize("value", [nan, inf, -inf], ids=str)
def test_what_is_no_number_shows_at_once_at_full_speed(qtbot, two_frames, theme, value):
    first, second = two_frames
    trace = second.shown.trace
    output = [[row[:] for row in channel] for channel in trace.layers[0].output]
    output[0][5][5] = value
    layers = (replace(trace.layers[0], output=output), *trace.layers[1:])
    broken = replace(second, shown=replace(second.shown, trace=replace(trace, layers=layers)))
    clock = Clock(0.0)
    surface, layout = Surface(theme, Lettering(QFont()), clock), laid_out(first)
    surface.draw(first, layout, 1.0)
    surface.draw(broken, layout, 1.0)
    box = layout.tile(0, "output").cell_box((0, 5, 5))
    pixel = pixels_of(surface.image)[int(box.middle), int(box.x + box.width / 2)]
    assert f"#{pixel & 0xFFFFFF:06x}" == theme.not_a_number
    clock.now += 2
    surface.draw(replace(broken), layout, 1.0)
    assert np.array_equal(pixels_of(surface.image), at_once(broken, layout, theme))


def test_a_run_that_stops_shows_all_its_numbers(qtbot, two_frames, theme):
    first, second = two_frames
    view = NetworkView()
    qtbot.addWidget(view)
    view.apply_theme(theme)
    view.resize(*SIZE)
    view.show()
    view.show_frame(first)
    view.show_frame(second)
    view.show_frame(replace(second, is_running=False))
    shown = view.canvas.grab().toImage()
    expected = at_once(second, view.canvas.layout_now, theme)
    assert np.array_equal(pixels_of(shown.convertToFormat(shown.Format.Format_RGB32)), expected)


@pytest.mark.parametrize("size", [SIZE, (280, 180), (1800, 900)], ids=str)
def test_no_piece_touches_another_or_a_map(qtbot, size):
    layers = (Conv2D(3, 3), Conv2D(4, 3), MaxPool2D(), Flatten(), Dense(30), Dense(12), Dense(4), SoftmaxCrossEntropy())
    network = Network(layers, input_shape=(1, 12, 12))
    layout = lay_out(network.layers, network.shapes, *size)
    pieces = pieces_of(layout, lambda text: 6.0 * len(text))
    maps = [(tile.box,) for tile in layout.tiles if tile.is_live]
    for some, others in combinations([*maps, *(piece.areas for piece in pieces)], 2):
        for one, other in product(some, others):
            assert one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y
    drawn = [tile for piece in pieces for tile in piece.tiles]
    assert set(drawn) == {tile for tile in layout.tiles if not tile.is_live}
    assert len(set(drawn)) == len(drawn)
    captions = {tile for piece in pieces for tile in piece.captions}
    assert captions == {tile for tile in layout.tiles if not tile.is_parameter and tile.tensor != "loss"}
    for piece in pieces:  # numbers are never of another step than the range below them, nor P than the loss
        read = {tile for tile in piece.tiles if not tile.is_parameter}
        assert {tile for tile in read if tile.tensor != "loss"} <= set(piece.captions)
        if any(tile.tensor == "loss" for tile in read):
            last = max(tile.layer for tile in layout.tiles)
            assert {tile for tile in layout.tiles if tile.layer == last and not tile.is_live} <= read


def test_a_weights_label_gives_up_its_scale_before_its_power():
    summary = summarize(np.array([-0.0742, 0.05]))
    long, short = label_forms("∂L/∂K", summary, -2)
    assert long == "∂L/∂K  ±0.0742  in 10⁻²"
    assert short == "∂L/∂K  in 10⁻²"
    assert label_forms("K", summary, 0) == ["K  ±0.0742", "K"]
