"""Which images train and which test: drawn from a seed, and the same on every Python and every machine.

Each class has its own stream of random numbers, so its images do not change with the other classes chosen. A class's
training images are taken from one end of its shuffled images and its test images from the other: asking for more
of the one keeps what there was and leaves the other alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import TypeAlias

from cnnviz.datasets.dataset import Dataset
from cnnviz.datasets.errors import DatasetError

_Orders: TypeAlias = dict[int, list[int]]  # of each class, in ascending order, its images as shuffled


@dataclass(frozen=True, slots=True)
class Split:
    """The numbers of the training and of the test images in their data set, shuffled; no image is in both."""

    train: tuple[int, ...]
    test: tuple[int, ...]


def draw_split(
    dataset: Dataset,
    classes: Sequence[int],
    train_per_class: int | None,
    test_per_class: int | None,
    seed: int,
) -> Split:
    """Draw training and test images of the given classes from the data set's two pools.

    Both counts None means every image of these classes: each pool whole where the pools are separate, and where they
    are one, four fifths of the images to train (by largest remainder over the classes) and the rest to test. The
    order of `classes` makes no difference. With every image asked for, one image of a class may change sides with the
    other classes chosen, to make the four fifths exact; nothing else of a class depends on the others.

    Raises DatasetError for a class that does not exist or is given twice, for fewer than two classes, for only one
    count None, for a count below 1 and for more images than a class has.
    """
    _check_classes(dataset, classes)
    train_orders, test_orders = _orders(dataset, classes, seed)
    if train_per_class is None and test_per_class is None:
        counts = _all_counts(dataset, train_orders, test_orders)
    elif train_per_class is None or test_per_class is None:
        raise DatasetError(
            f"{train_per_class} training and {test_per_class} test images a class were asked for; "
            "give both numbers, or neither for every image."
        )
    else:
        counts = dict.fromkeys(train_orders, (train_per_class, test_per_class))
        _check_counts(dataset, train_orders, test_orders, train_per_class, test_per_class)
    return Split(
        train=_mixed([order[: counts[label][0]] for label, order in train_orders.items()], f"{seed}/train order"),
        test=_mixed([order[-counts[label][1] :] for label, order in test_orders.items()], f"{seed}/test order"),
    )


def _check_classes(dataset: Dataset, classes: Sequence[int]) -> None:
    last = len(dataset.class_names) - 1
    for place, number in enumerate(classes):
        if not 0 <= number <= last:
            raise DatasetError(f"{dataset.name} has no class {number}; choose from 0 to {last}.")
        if number in classes[:place]:
            raise DatasetError(f"Class {number} is chosen twice; choose each class once.")
    if len(classes) < 2:
        raise DatasetError(f"At least 2 classes are needed to tell apart, not {len(classes)}.")


def _orders(dataset: Dataset, classes: Sequence[int], seed: int) -> tuple[_Orders, _Orders]:
    """Each class's images of the two pools, shuffled; the same orders twice where the pools are one."""
    if dataset.pools_are_shared:
        orders = _shuffled_pool(dataset, dataset.train_pool, classes, f"{seed}/images")
        return orders, orders
    return (
        _shuffled_pool(dataset, dataset.train_pool, classes, f"{seed}/train images"),
        _shuffled_pool(dataset, dataset.test_pool, classes, f"{seed}/test images"),
    )


def _shuffled_pool(dataset: Dataset, pool: range, classes: Sequence[int], purpose: str) -> _Orders:
    orders: _Orders = {label: [] for label in sorted(classes)}
    for number in pool:
        if (label := dataset.labels[number]) in orders:
            orders[label].append(number)
    for label, order in orders.items():
        _shuffle(order, f"{purpose} of class {label}")
    return orders


def _all_counts(dataset: Dataset, train_orders: _Orders, test_orders: _Orders) -> dict[int, tuple[int, int]]:
    """How many images of each class train and test when every image is asked for."""
    if not dataset.pools_are_shared:
        _check_counts(dataset, train_orders, test_orders, 1, 1)
        return {label: (len(order), len(test_orders[label])) for label, order in train_orders.items()}
    for label, order in train_orders.items():
        if len(order) < 2:
            raise DatasetError(
                f"Class {dataset.class_names[label]} of {dataset.name} has too few images, "
                f"{len(order)}; at least 2 are needed, to train and to test."
            )
    sizes = {label: len(order) for label, order in train_orders.items()}
    return {label: (share, sizes[label] - share) for label, share in _four_fifths(sizes).items()}


def _four_fifths(sizes: dict[int, int]) -> dict[int, int]:
    """Four fifths of the whole, as even over the classes as whole numbers allow, leaving each class one to test."""
    shares = {label: 4 * size // 5 for label, size in sizes.items()}
    missing = 4 * sum(sizes.values()) // 5 - sum(shares.values())
    rounded_down = [label for label, size in sizes.items() if 4 * size % 5 and shares[label] + 1 < size]
    rounded_down.sort(key=lambda label: (-(4 * sizes[label] % 5), label))
    for label in rounded_down[:missing]:
        shares[label] += 1
    return shares


def _check_counts(dataset: Dataset, train_orders: _Orders, test_orders: _Orders, train: int, test: int) -> None:
    if train < 1 or test < 1:
        raise DatasetError(
            f"{train} training and {test} test images a class were asked for; ask for at least 1 of each."
        )
    for label, order in train_orders.items():
        name = f"Class {dataset.class_names[label]} of {dataset.name}"
        if dataset.pools_are_shared:
            if train + test > len(order):
                raise DatasetError(
                    f"{name} has only {len(order)} of the {train + test} images asked for, "
                    f"{train} to train and {test} to test."
                )
        elif train > len(order):
            raise DatasetError(f"{name} has only {len(order)} of the {train} training images asked for.")
        elif test > len(test_orders[label]):
            raise DatasetError(f"{name} has only {len(test_orders[label])} of the {test} test images asked for.")


def _mixed(orders: Iterable[list[int]], purpose: str) -> tuple[int, ...]:
    numbers = list(chain.from_iterable(orders))
    _shuffle(numbers, purpose)
    return tuple(numbers)


def _shuffle(numbers: list[int], purpose: str) -> None:
    """Shuffle in place by Fisher and Yates's method; of `random`, only `random()` is promised never to change."""
    draw = Random(purpose).random
    for last in range(len(numbers) - 1, 0, -1):
        other = int(draw() * (last + 1))
        numbers[last], numbers[other] = numbers[other], numbers[last]
