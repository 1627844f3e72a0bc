"""How long gradients are, and the axis that they are drawn on."""

from math import hypot, inf, isnan, nan

import numpy as np
import pytest

from cnnviz.ui.plots.norms import USUAL_DECADES, bar_share, decades, gradient_norms, l2_norm, label_every


def test_the_norm_takes_weight_and_bias_together(session):
    trace = session.trace()
    norms = gradient_norms(trace)
    assert [norm.layer for norm in norms] == [0, 2, 6, 8]
    dense = trace.layers[8].parameter_gradients
    numbers = [value for row in dense["weight"] for value in row] + list(dense["bias"])
    assert norms[-1].value == pytest.approx(hypot(*numbers))
    assert norms[-1].count == len(numbers)


def test_norms_of_what_is_no_number_or_very_large():
    assert l2_norm(np.array([3.0, -4.0])) == 5
    assert l2_norm(np.array([1e200, 1e200])) == pytest.approx(1e200 * 2**0.5)
    assert isnan(l2_norm(np.array([1.0, nan])))
    assert l2_norm(np.array([1.0, -inf])) == inf
    assert l2_norm(np.zeros(3)) == 0
    assert l2_norm(np.empty(0)) == 0


def test_the_axis_widens_by_whole_decades_only_where_it_must():
    assert decades([0.5, 3.0]) == USUAL_DECADES
    assert decades([0.0, nan, inf]) == USUAL_DECADES
    assert decades([0.00002]) == (-5, 1)
    assert decades([250.0], (-5, 1)) == (-5, 3)
    assert decades([1e-300, 1e300]) == (-12, 12)


def test_bars_are_logarithmic():
    axis = (-3, 1)
    assert bar_share(1e-3, axis) == 0
    assert bar_share(0.1, axis) == pytest.approx(0.5)
    assert bar_share(10, axis) == 1
    assert bar_share(1e5, axis) == 1
    assert bar_share(0, axis) == 0
    assert bar_share(nan, axis) == 1


def test_labels_do_not_overlap_and_both_ends_have_one():
    assert label_every(4, 50, 30) == 1
    assert label_every(4, 20, 30) == 2
    assert label_every(4, 5, 30) == 4
    assert label_every(5, 10, 30) == 5


def test_norms_of_nested_numbers():
    assert l2_norm([[3.0, 0.0], [0.0, 4.0]]) == 5
    assert l2_norm([[[2.0, 1.0]], [[2.0, 0.0]]]) == 3
    assert isnan(l2_norm([[inf, 1.0], [nan, 1.0]]))
    assert isnan(l2_norm([inf, nan]))
    assert l2_norm([[]]) == 0
