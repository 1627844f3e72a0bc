"""How numbers are written."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.ui.numbers import (
    cell_exponent,
    forms_in_cell,
    write,
    write_exactly,
    write_in_cell,
    write_percent,
    write_power,
    write_range,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.52391, "0.5239"),
        (-1.5, "−1.5"),
        (-0.0000123456, "−1.235e-5"),
        (1e300, "1e300"),
        (nan, "NaN"),
        (inf, "∞"),
        (-inf, "−∞"),
    ],
)
def test_numbers_are_short_and_never_hide_what_is_none(value, text):
    assert write(value) == text.replace("e-", "e−")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_all_digits_give_the_same_float_back(value):
    assert float(write_exactly(value).replace("−", "-")) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.42, "+.42"), (-0.42, "−.42"), (1.26, "+1.3"), (-123.4, "−123"), (0.0004, "+0"), (0.999, "+1.0")],
)
def test_cells_have_room_for_little(value, text):
    assert write_in_cell(value) == text


@given(st.floats(min_value=-1e6, max_value=1e6) | st.just(nan))
def test_forms_of_a_cell_show_the_sign(value):
    for form in forms_in_cell(value):
        if value == 0:
            assert form == "0" or form in ("+0", "−0")
        elif value == value:
            assert form[0] == ("−" if value < 0 else "+")


def test_ranges_and_shares():
    assert write_range(-1.204, 1.396) == "−1.2 … 1.4"
    assert write_range(0.0, 0.0) == "all 0"
    assert write_percent(0.7) == "70.0 %"
    assert write_percent(nan) == "NaN"


@pytest.mark.parametrize(("limit", "exponent"), [(0.0, 0), (1.2, 0), (0.0617, -2), (3e-7, -7), (250.0, 2), (inf, 0)])
def test_small_numbers_share_a_power_of_ten(limit, exponent):
    assert cell_exponent(limit) == exponent


def test_a_power_of_ten_is_a_factor():
    assert write_power(-2) == "×10⁻²"
    assert write_power(13) == "×10¹³"
