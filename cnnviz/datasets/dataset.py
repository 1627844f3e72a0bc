"""What an experiment draws its images from: the images, their classes, and which may train and which may test."""

from dataclasses import dataclass, field

from cnnviz.datasets.errors import DatasetError
from cnnviz.datasets.images import Images


@dataclass(frozen=True, slots=True)
class Dataset:
    """Labelled grey images, numbered from 0.

    `labels[n]` is the class of image n, a place in `class_names`. `train_pool` and `test_pool` are the numbers of the
    images that may train and that may test: either the same numbers, for a collection that is yet to be split, or
    without any number in common. Raises DatasetError where the parts do not fit together.
    """

    name: str
    images: Images
    labels: bytes = field(repr=False)
    rows: int
    columns: int
    class_names: tuple[str, ...]
    train_pool: range
    test_pool: range

    def __post_init__(self) -> None:
        if (self.rows, self.columns) != (self.images.rows, self.images.columns):
            raise DatasetError(
                f"{self.name} is said to be {self.rows}×{self.columns} "
                f"but its images are {self.images.rows}×{self.images.columns}."
            )
        if len(self.labels) != len(self.images):
            raise DatasetError(f"{self.name} has {len(self.images)} images but {len(self.labels)} labels.")
        largest = max(self.labels, default=0)
        if largest >= len(self.class_names):
            raise DatasetError(
                f"Image {self.labels.index(largest)} of {self.name} has label {largest}, but there are only "
                f"{len(self.class_names)} classes, numbered from 0."
            )
        for pool in (self.train_pool, self.test_pool):
            if not pool or pool.step != 1 or pool.start < 0 or pool.stop > len(self.images):
                raise DatasetError(f"{pool} is not a run of images of {self.name}, which has {len(self.images)}.")
        if not self.pools_are_shared and (
            self.train_pool.start < self.test_pool.stop and self.test_pool.start < self.train_pool.stop
        ):
            raise DatasetError(
                f"The training images {self.train_pool} and the test images {self.test_pool} of {self.name} "
                "overlap; they must be the same or have none in common."
            )

    def __len__(self) -> int:
        return len(self.images)

    @property
    def pools_are_shared(self) -> bool:
        """Whether training and test images are drawn from the same images (and so must be split)."""
        return self.train_pool == self.test_pool

    def image(self, number: int) -> bytes:
        """Image `number`: `rows * columns` bytes, row by row, 0 to 255. Raises DatasetError where there is none."""
        self._check(number)
        return self.images[number]

    def label(self, number: int) -> int:
        """The class of image `number`. Raises DatasetError where there is no such image."""
        self._check(number)
        return self.labels[number]

    def class_counts(self) -> tuple[int, ...]:
        """How many images each class has, in the order of `class_names`."""
        return tuple(map(self.labels.count, range(len(self.class_names))))

    def _check(self, number: int) -> None:
        if not 0 <= number < len(self.labels):
            raise DatasetError(
                f"{self.name} has no image {number}; its images are numbered 0 to {len(self.labels) - 1}."
            )
