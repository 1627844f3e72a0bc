"""The colours of a confusion matrix, and where its cells lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.ui.plots.confusion_grid import lay_out
from cnnviz.ui.plots.shades import cell_shade, contrast, ink_on, mix
from cnnviz.ui.theme import load_theme


def test_no_image_has_no_colour_and_one_has_some():
    assert cell_shade(0, 200) == 0
    assert cell_shade(0, 0) == 0
    assert cell_shade(1, 10_000) >= 0.1
    assert cell_shade(10, 10) == 1


@given(st.integers(1, 500), st.integers(1, 500))
def test_more_images_never_have_less_colour(count, more):
    assert cell_shade(count, 1000) <= cell_shade(count + more, 1000) <= 1


def test_mixing():
    assert mix("#000000", "#ffffff", 0) == "#000000"
    assert mix("#000000", "#ffffff", 1) == "#ffffff"
    assert mix("#204060", "#406080", 0.5) == "#305070"


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark"])
@given(share=st.floats(0, 1), wrong=st.booleans())
def test_numbers_read_well_on_every_shade(name, share, wrong):
    theme = load_theme(name)
    ground = mix(theme.alternate, theme.wrong if wrong else theme.forward, share)
    assert contrast(ink_on(ground), ground) >= 4.5


@given(st.floats(0, 1500), st.floats(0, 900), st.integers(1, 12), st.floats(5, 120))
def test_every_cell_lies_inside(width, height, count, names):
    grid = lay_out(width, height, count, 14, names, 80)
    assert grid.cell_width >= 0
    assert grid.cell_height >= 0
    if grid.cell_width > 0 and grid.cell_height > 0:
        assert grid.right <= width + 1e-6
        assert grid.bottom <= height + 1e-6
        for row, column in ((0, 0), (count - 1, 0), (0, count - 1)):
            left, top, wide, high = grid.cell(row, column)
            assert grid.cell_at(left + wide / 2, top + high / 2) == (row, column)
        assert grid.cell_at(grid.left - 1, grid.top) is None
        assert grid.cell_at(grid.left, grid.top - 1) is None


def test_ten_classes_fit_a_small_panel_with_numbers():
    grid = lay_out(250, 180, 10, 13, 8, 80)
    assert grid.cell_width >= 18
    assert grid.cell_height >= 11
    assert grid.title_height
    assert grid.summary_height


def test_words_go_before_numbers():
    grid = lay_out(170, 100, 10, 14, 8, 80)
    assert (grid.axis_height, grid.summary_height, grid.title_height) == (0, 0, 0)


def test_the_summary_stands_beside_where_there_is_room():
    assert lay_out(400, 220, 3, 14, 8, 80).side_width == 80
    assert lay_out(170, 150, 3, 14, 8, 80).side_width == 0


def test_long_names_are_turned_where_there_is_height():
    assert lay_out(520, 400, 10, 14, 75, 80).upright_names
    assert not lay_out(250, 180, 10, 14, 75, 80).upright_names


def test_no_room_at_all():
    grid = lay_out(0, 0, 10, 14, 75, 80)
    assert grid.cell_at(0, 0) is None
