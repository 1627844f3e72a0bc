"""Folders of IDX files, as MNIST and its many successors are published."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cnnviz.datasets.dataset import Dataset
from cnnviz.datasets.errors import DatasetError
from cnnviz.datasets.idx import read_images, read_labels
from cnnviz.datasets.images import Images

CLASS_NAMES_FILE: Final = "class-names.txt"
FASHION_CLASS_NAMES: Final = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)

_MAX_CLASSES = 256  # a label is one byte
_MAX_UNNAMED_CLASSES = 100
_MAX_NAMES_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class _Pair:
    """A file of images and the file of their labels."""

    images: Images
    labels: bytes


def read_folder(folder: str | os.PathLike[str]) -> Dataset:
    """Read a folder of MNIST-like files, each gzipped or not.

    Looks for `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
    `t10k-labels-idx1-ubyte`, or failing both `digits-images-idx3-ubyte` and `digits-labels-idx1-ubyte`; each also
    with a dot before `idx` and with `.gz` after it. With both a training and a test pair the training images come
    first and each pair is its own pool; a pair alone is both pools.

    Class names come from `class-names.txt` (UTF-8, one name a line) if there is one; a folder with "fashion" in its
    name gets Fashion-MNIST's; else the class numbers are the names. Raises DatasetError for anything amiss.
    """
    path = Path(folder)
    files = _file_names(path)
    pairs = [pair for part in ("train", "t10k") if (pair := _read_pair(path, files, part)) is not None]
    if not pairs and (own := _read_pair(path, files, "digits")) is not None:
        pairs = [own]
    if not pairs:
        raise DatasetError(f"{path} holds no IDX files such as train-images-idx3-ubyte.gz or t10k-images-idx3-ubyte.")
    name = _name(path)
    largest_label = max(max(pair.labels) for pair in pairs)
    return _dataset(name, _class_names(path, files, name, largest_label), pairs)


def _dataset(name: str, class_names: tuple[str, ...], pairs: list[_Pair]) -> Dataset:
    first, last = pairs[0], pairs[-1]
    rows, columns = first.images.rows, first.images.columns
    if (last.images.rows, last.images.columns) != (rows, columns):
        raise DatasetError(
            f"{name} has training images of {rows}×{columns} but test images of "
            f"{last.images.rows}×{last.images.columns}; they must be of one size."
        )
    images = first.images if len(pairs) == 1 else Images(first.images.pixels + last.images.pixels, rows, columns)
    return Dataset(
        name=name,
        images=images,
        labels=b"".join(pair.labels for pair in pairs),
        rows=rows,
        columns=columns,
        class_names=class_names,
        train_pool=range(len(first.labels)),
        test_pool=range(len(images) - len(last.labels), len(images)),
    )


def _file_names(folder: Path) -> frozenset[str]:
    try:
        # Unpackers like to make a folder by the name of the file that is in it.
        return frozenset(entry.name for entry in folder.iterdir() if not entry.is_dir())
    except FileNotFoundError as error:
        raise DatasetError(f"The folder {folder} does not exist; give the folder the IDX files are in.") from error
    except NotADirectoryError as error:
        raise DatasetError(f"{folder} is not a folder; give the folder the IDX files are in.") from error
    except (OSError, ValueError) as error:
        raise DatasetError(f"The folder {str(folder)!r} cannot be read ({error}).") from error


def _read_pair(folder: Path, files: frozenset[str], part: str) -> _Pair | None:
    images_path = _find(folder, files, f"{part}-images", "idx3-ubyte")
    labels_path = _find(folder, files, f"{part}-labels", "idx1-ubyte")
    if images_path is None and labels_path is None:
        return None
    if images_path is None:
        raise DatasetError(f"{labels_path} has no images beside it; add {part}-images-idx3-ubyte.")
    if labels_path is None:
        raise DatasetError(f"{images_path} has no labels beside it; add {part}-labels-idx1-ubyte.")
    pair = _Pair(read_images(images_path), read_labels(labels_path))
    if len(pair.images) != len(pair.labels):
        raise DatasetError(
            f"{labels_path} holds {len(pair.labels)} labels, but {images_path.name} holds {len(pair.images)} images."
        )
    return pair


def _find(folder: Path, files: frozenset[str], stem: str, kind: str) -> Path | None:
    candidates = (f"{stem}{sign}{kind}{ending}" for ending in ("", ".gz") for sign in "-.")
    return next((folder / name for name in candidates if name in files), None)


def _name(folder: Path) -> str:
    folder = folder.resolve()
    # torchvision keeps its files in FashionMNIST/raw and the like.
    return (folder.parent.name if folder.name.lower() == "raw" else folder.name) or str(folder)


def _class_names(folder: Path, files: frozenset[str], name: str, largest_label: int) -> tuple[str, ...]:
    path = folder / CLASS_NAMES_FILE
    if CLASS_NAMES_FILE in files:
        names, source = _read_class_names(path), str(path)
    elif "fashion" in name.lower():
        names, source = FASHION_CLASS_NAMES, "Fashion-MNIST"
    elif largest_label < _MAX_UNNAMED_CLASSES:
        return tuple(map(str, range(largest_label + 1)))
    else:
        raise DatasetError(
            f"{folder} has an image with label {largest_label}, which is beyond {_MAX_UNNAMED_CLASSES - 1}; "
            f"if it is meant, name the classes in {CLASS_NAMES_FILE}."
        )
    if largest_label >= len(names):
        raise DatasetError(
            f"{folder} has an image with label {largest_label}, but {source} has only {len(names)} classes, "
            "numbered from 0."
        )
    return names


def _read_class_names(path: Path) -> tuple[str, ...]:
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_NAMES_BYTES + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise DatasetError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    if len(content) > _MAX_NAMES_BYTES:
        raise DatasetError(f"{path} is longer than {_MAX_NAMES_BYTES} bytes; give one short name a line.")
    names = tuple(line.strip() for line in text.rstrip().splitlines())
    if not 1 <= len(names) <= _MAX_CLASSES:
        raise DatasetError(f"{path} names {len(names)} classes; it must name 1 to {_MAX_CLASSES}.")
    for number, name in enumerate(names):
        if not name or not name.isprintable():
            raise DatasetError(f"Line {number + 1} of {path} is {name!r}, which cannot be shown as a name.")
        if name in names[:number]:
            raise DatasetError(f"Line {number + 1} of {path} repeats the name {name!r}; each class needs its own.")
    return names
