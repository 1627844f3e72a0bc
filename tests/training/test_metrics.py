"""The figures of a classifier against scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training import TrainingError, class_metrics, confusion_matrix


@st.composite
def answers(draw):
    classes = draw(st.integers(2, 6))
    index = st.integers(0, classes - 1)
    pairs = draw(st.lists(st.tuples(index, index), min_size=1, max_size=60))
    return [target for target, _ in pairs], [prediction for _, prediction in pairs], classes


@given(answers())
def test_agrees_with_scikit_learn(case):
    from sklearn import metrics as sk

    targets, predictions, classes = case
    labels = list(range(classes))
    confusion = confusion_matrix(targets, predictions, classes)
    assert np.array_equal(confusion, sk.confusion_matrix(targets, predictions, labels=labels))

    ours = class_metrics(confusion)
    precision, recall, f1, support = sk.precision_recall_fscore_support(
        targets, predictions, labels=labels, zero_division=0
    )
    assert [one.precision for one in ours.classes] == pytest.approx(list(precision))
    assert [one.recall for one in ours.classes] == pytest.approx(list(recall))
    assert [one.f1 for one in ours.classes] == pytest.approx(list(f1))
    assert [one.support for one in ours.classes] == list(support)

    precision, recall, f1, _ = sk.precision_recall_fscore_support(
        targets, predictions, labels=labels, average="weighted", zero_division=0
    )
    assert (ours.precision, ours.recall, ours.f1) == pytest.approx((precision, recall, f1))
    assert ours.accuracy == pytest.approx(sk.accuracy_score(targets, predictions))
    assert ours.support == len(targets)


def test_rows_are_true_classes_and_columns_answers():
    assert confusion_matrix([0, 0, 1], [1, 0, 1], 2) == ((1, 1), (0, 1))


def test_the_papers_table_comes_out():
    """The paper's 30 test images: P/R 0.88/0.70, 0.75/0.60, 0.57/0.80, weighted 0.73/0.70/0.70, accuracy 70 %."""
    metrics = class_metrics(((7, 0, 3), (1, 6, 3), (0, 2, 8)))
    assert [(round(one.precision, 2), round(one.recall, 2), round(one.f1, 2)) for one in metrics.classes] == [
        (0.88, 0.70, 0.78),
        (0.75, 0.60, 0.67),
        (0.57, 0.80, 0.67),
    ]
    assert (round(metrics.precision, 2), round(metrics.recall, 2), round(metrics.f1, 2)) == (0.73, 0.70, 0.70)
    assert metrics.accuracy == 0.7


def test_counts_the_bytes_of_an_evaluation():
    assert confusion_matrix(bytes([2, 1]), bytes([2, 2]), 3) == ((0, 0, 0), (0, 0, 1), (0, 0, 1))


def test_no_images_give_zeros():
    metrics = class_metrics(confusion_matrix([], [], 2))
    assert (metrics.accuracy, metrics.precision, metrics.recall, metrics.f1, metrics.support) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(("targets", "predictions"), [([3], [0]), ([0], [3]), ([-1], [0]), ([0], [-1])])
def test_a_class_index_out_of_range_is_refused(targets, predictions):
    with pytest.raises(TrainingError, match=r"(3|-1) is not from 0 to 2"):
        confusion_matrix(targets, predictions, 3)


def test_unequal_lengths_are_refused():
    with pytest.raises(TrainingError, match="2 true classes cannot be compared with 1 answers"):
        confusion_matrix([0, 1], [0], 2)


def test_a_matrix_that_is_not_square_is_refused():
    with pytest.raises(TrainingError, match="square"):
        class_metrics(((1, 2, 3), (4, 5, 6)))
