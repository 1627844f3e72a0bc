from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.datasets import DatasetError, bundled_digits, draw_split

SEEDS = st.integers(-(2**40), 2**40)
CLASSES = st.lists(st.integers(0, 9), min_size=2, max_size=10, unique=True)


def by_class(dataset, numbers):
    """The drawn images of each class, as sets: where they stand in the whole order does not count."""
    drawn = {}
    for number in numbers:
        drawn.setdefault(dataset.label(number), set()).add(number)
    return drawn


@settings(max_examples=30, deadline=None)
@given(classes=CLASSES, train=st.integers(1, 400), test=st.integers(1, 400), seed=SEEDS)
def test_draws_the_asked_number_of_each_class_and_no_image_twice(classes, train, test, seed):
    digits = bundled_digits()
    split = draw_split(digits, classes, train, test, seed)
    numbers = split.train + split.test
    assert len(set(numbers)) == len(numbers)
    assert Counter(map(digits.label, split.train)) == dict.fromkeys(classes, train)
    assert Counter(map(digits.label, split.test)) == dict.fromkeys(classes, test)


@settings(max_examples=30, deadline=None)
@given(classes=CLASSES, others=CLASSES, train=st.integers(1, 400), test=st.integers(1, 400), seed=SEEDS)
def test_a_class_does_not_depend_on_the_others(classes, others, train, test, seed):
    digits = bundled_digits()
    one, two = (draw_split(digits, chosen, train, test, seed) for chosen in (classes, others))
    for part in ("train", "test"):
        first, second = by_class(digits, getattr(one, part)), by_class(digits, getattr(two, part))
        for label in set(classes) & set(others):
            assert first[label] == second[label]


@settings(max_examples=30, deadline=None)
@given(
    train=st.tuples(st.integers(1, 400), st.integers(1, 400)),
    test=st.tuples(st.integers(1, 400), st.integers(1, 400)),
    seed=SEEDS,
)
def test_asking_for_more_keeps_what_was_drawn(train, test, seed):
    digits = bundled_digits()
    small = draw_split(digits, (3, 5), min(train), min(test), seed)
    large = draw_split(digits, (3, 5), max(train), max(test), seed)
    assert set(small.train) <= set(large.train)
    assert set(small.test) <= set(large.test)


@settings(max_examples=20, deadline=None)
@given(data=st.data(), classes=CLASSES, seed=SEEDS)
def test_the_order_of_classes_makes_no_difference(data, classes, seed):
    turned = data.draw(st.permutations(classes))
    assert draw_split(bundled_digits(), classes, 5, 5, seed) == draw_split(bundled_digits(), turned, 5, 5, seed)


def test_is_the_same_on_every_python_and_every_machine():
    split = draw_split(bundled_digits(), (0, 1, 2), 3, 2, seed=0)
    assert split.train == (2374, 2475, 1968, 1985, 516, 2814, 1676, 135, 603)
    assert split.test == (1163, 1969, 2662, 2545, 114, 187)


def test_another_seed_draws_other_images():
    zero, one = (draw_split(bundled_digits(), (0, 1, 2), 25, 10, seed) for seed in (0, 1))
    assert set(zero.train) != set(one.train)
    assert set(zero.test) != set(one.test)


def test_classes_are_mixed():
    digits = bundled_digits()
    labels = [digits.label(number) for number in draw_split(digits, (0, 1, 2), 25, 10, seed=0).train]
    assert sum(a != b for a, b in pairwise(labels)) > 25


def test_every_digit_is_eight_thousand_and_two_thousand():
    digits = bundled_digits()
    split = draw_split(digits, range(10), None, None, seed=0)
    assert (len(split.train), len(split.test)) == (8000, 2000)
    assert sorted(split.train + split.test) == list(range(10_000))
    shares = Counter(map(digits.label, split.train))
    # Four fifths of 1001, 1127, 991, ...; of the remainders .8 .6 .8 .6 0 .4 .2 0 .2 .4 the four largest round up.
    assert [shares[label] for label in range(10)] == [801, 902, 793, 826, 784, 690, 811, 856, 755, 782]


@settings(deadline=None)
@given(sizes=st.lists(st.integers(2, 40), min_size=2, max_size=8), seed=SEEDS)
def test_every_image_is_used_once_when_all_are_asked_for(make_dataset, sizes, seed):
    dataset = make_dataset([label for label, size in enumerate(sizes) for _ in range(size)])
    split = draw_split(dataset, range(len(sizes)), None, None, seed)
    assert sorted(split.train + split.test) == list(range(len(dataset)))
    shares = Counter(map(dataset.label, split.train))
    for label, size in enumerate(sizes):
        assert 1 <= shares[label] < size
        assert abs(shares[label] - 0.8 * size) < 1
    if min(sizes) >= 5:
        assert len(split.train) == 4 * sum(sizes) // 5


@settings(deadline=None)
@given(sizes=st.lists(st.integers(2, 40), min_size=3, max_size=8), seed=SEEDS)
def test_at_most_one_image_changes_sides_with_the_other_classes(make_dataset, sizes, seed):
    dataset = make_dataset([label for label, size in enumerate(sizes) for _ in range(size)])
    all_classes = by_class(dataset, draw_split(dataset, range(len(sizes)), None, None, seed).train)
    two_classes = by_class(dataset, draw_split(dataset, (0, 1), None, None, seed).train)
    for label in (0, 1):
        assert len(all_classes[label] ^ two_classes[label]) <= 1


def test_separate_pools_are_never_mixed(make_dataset):
    dataset = make_dataset([0, 1, 2] * 20, [0, 1, 2] * 7)
    whole = draw_split(dataset, (0, 2), None, None, seed=5)
    assert sorted(whole.train) == [number for number in range(60) if number % 3 != 1]
    assert sorted(whole.test) == [number for number in range(60, 81) if number % 3 != 1]
    some = draw_split(dataset, (0, 1, 2), 20, 3, seed=5)
    assert set(some.train) == set(range(60))
    assert set(some.test) < set(range(60, 81))
    assert Counter(map(dataset.label, some.test)) == {0: 3, 1: 3, 2: 3}


def test_exactly_all_images_of_a_class_can_be_asked_for(make_dataset):
    split = draw_split(make_dataset([0] * 5 + [1] * 5), (0, 1), 3, 2, seed=0)
    assert sorted(split.train + split.test) == list(range(10))


@pytest.mark.parametrize(
    ("classes", "train", "test", "sentence"),
    [
        ((0, 10), 5, 5, "MNIST digits has no class 10; choose from 0 to 9"),
        ((-1, 0), 5, 5, "MNIST digits has no class -1"),
        ((0, 1, 0), 5, 5, "Class 0 is chosen twice"),
        ((3,), 5, 5, "At least 2 classes are needed to tell apart, not 1"),
        ((), None, None, "At least 2 classes are needed to tell apart, not 0"),
        ((0, 1), 0, 5, "0 training and 5 test images a class were asked for; ask for at least 1"),
        ((0, 1), 5, -2, "5 training and -2 test images a class were asked for; ask for at least 1"),
        ((0, 1), 5, None, "5 training and None test images a class were asked for; give both numbers"),
        ((0, 1), None, 5, "None training and 5 test images a class were asked for; give both numbers"),
        ((0, 5), 800, 64, "Class 5 of MNIST digits has only 863 of the 864 images asked for, 800 to train and 64 to"),
    ],
)
def test_refuses_what_cannot_be_drawn(classes, train, test, sentence):
    with pytest.raises(DatasetError, match=sentence):
        draw_split(bundled_digits(), classes, train, test, seed=0)


def test_refuses_more_than_a_separate_pool_has(make_dataset):
    dataset = make_dataset([0, 1, 0, 1, 0], [0, 1, 1])
    with pytest.raises(DatasetError, match="Class 1 of made up has only 2 of the 3 training images"):
        draw_split(dataset, (0, 1), 3, 1, seed=0)
    with pytest.raises(DatasetError, match="Class 0 of made up has only 1 of the 2 test images"):
        draw_split(dataset, (0, 1), 2, 2, seed=0)


def test_refuses_classes_too_small_to_train_and_test(make_dataset):
    with pytest.raises(DatasetError, match="Class 1 of made up has too few images, 1; at least 2"):
        draw_split(make_dataset([0, 0, 0, 1]), (0, 1), None, None, seed=0)
    with pytest.raises(DatasetError, match="Class 2 of made up has too few images, 0; at least 2"):
        draw_split(make_dataset([0, 0, 1, 1], classes=3), (0, 1, 2), None, None, seed=0)
    with pytest.raises(DatasetError, match="Class 1 of made up has only 0 of the 1 test images"):
        draw_split(make_dataset([0, 1], [0, 0]), (0, 1), None, None, seed=0)
