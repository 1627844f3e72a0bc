from dataclasses import FrozenInstanceError, replace

import pytest

from cnnviz.datasets import Dataset, DatasetError, Images


@pytest.fixture
def dataset():
    return Dataset(
        name="letters",
        images=Images(bytes(range(24)), 2, 3),
        labels=bytes([1, 0, 1, 2]),
        rows=2,
        columns=3,
        class_names=("a", "b", "c", "d"),
        train_pool=range(3),
        test_pool=range(3, 4),
    )


def test_images_are_a_sequence():
    images = Images(bytes(range(12)), 2, 2)
    assert len(images) == 3
    assert images[0] == images[-3] == bytes([0, 1, 2, 3])
    assert images[1:] == (bytes([4, 5, 6, 7]), bytes([8, 9, 10, 11]))
    assert list(images) == [images[0], images[1], images[2]]
    assert list(reversed(images)) == [images[2], images[1], images[0]]
    for outside in (3, -4):
        with pytest.raises(IndexError):
            images[outside]


@pytest.mark.parametrize(("rows", "columns"), [(0, 4), (4, 0), (-1, -1)])
def test_images_need_sides(rows, columns):
    with pytest.raises(DatasetError, match=f"not {rows}×{columns}"):
        Images(bytes(12), rows, columns)


def test_images_need_a_whole_number_of_images():
    with pytest.raises(DatasetError, match="13 pixels are not a whole number of 2×2 images"):
        Images(bytes(13), 2, 2)


def test_tells_images_labels_and_counts(dataset):
    assert len(dataset) == 4
    assert dataset.image(3) == bytes(range(18, 24))
    assert [dataset.label(number) for number in range(4)] == [1, 0, 1, 2]
    assert dataset.class_counts() == (1, 2, 1, 0)
    assert not dataset.pools_are_shared
    assert replace(dataset, train_pool=range(4), test_pool=range(4)).pools_are_shared


@pytest.mark.parametrize("number", [-1, 4])
def test_refuses_an_image_that_is_not_there(dataset, number):
    for method in (dataset.image, dataset.label):
        with pytest.raises(DatasetError, match=f"letters has no image {number}; its images are numbered 0 to 3"):
            method(number)


def test_is_frozen_and_short_to_print(dataset):
    with pytest.raises(FrozenInstanceError):
        dataset.name = "other"
    assert "\\x" not in repr(dataset)
    assert hash(dataset) == hash(replace(dataset))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rows": 3, "columns": 2}, "letters is said to be 3×2 but its images are 2×3"),
        ({"labels": bytes(3)}, "letters has 4 images but 3 labels"),
        ({"labels": bytes([1, 0, 4, 2])}, "Image 2 of letters has label 4, but there are only 4 classes"),
        ({"class_names": ("a",)}, "Image 3 of letters has label 2, but there are only 1 classes"),
        ({"train_pool": range(0)}, r"range\(0, 0\) is not a run of images"),
        ({"test_pool": range(3, 5)}, r"range\(3, 5\) is not a run of images of letters, which has 4"),
        ({"test_pool": range(-1, 2)}, r"range\(-1, 2\) is not a run of images"),
        ({"train_pool": range(0, 3, 2)}, r"range\(0, 3, 2\) is not a run of images"),
        ({"test_pool": range(2, 4)}, r"range\(0, 3\) and the test images range\(2, 4\) of letters overlap"),
        ({"test_pool": range(1, 2)}, "overlap; they must be the same or have none in common"),
    ],
)
def test_refuses_parts_that_do_not_fit(dataset, changes, sentence):
    with pytest.raises(DatasetError, match=sentence):
        replace(dataset, **changes)
