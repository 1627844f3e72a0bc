"""Themes: both complete, and their colours nobody else's to change."""

import pytest

from cnnviz.ui.theme import load_theme


@pytest.mark.parametrize("name", ["light", "dark"])
def test_each_theme_has_all_its_colours(name):
    theme = load_theme(name)
    assert theme.name == name
    for color in (theme.window, theme.forward, theme.backward, *theme.signed, *theme.positive):
        assert color.startswith("#") and len(color) == 7


def test_who_gets_a_colour_may_change_it():
    theme = load_theme("light")
    theme.color("forward").setAlpha(10)
    assert theme.color("forward").alpha() == 255
