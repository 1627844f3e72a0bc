"""IDX, the file format of MNIST and its kin, read with the suspicion a file from anywhere deserves.

A file is a magic number (two zero bytes, the type of its values, the count of its dimensions), each dimension as a
big-endian 32-bit number, and the values. Images are 3-dimensional, labels 1-dimensional, both of unsigned bytes.
"""

import gzip
import math
import os
import struct
import zlib
from io import BufferedIOBase, BytesIO
from pathlib import Path
from typing import Final

from cnnviz.datasets.errors import DatasetError
from cnnviz.datasets.images import Images

MAX_SIDE: Final = 512
MAX_BYTES: Final = 256 * 1024 * 1024

_UNSIGNED_BYTE = 0x08
_MAGIC = _UNSIGNED_BYTE << 8  # plus the count of dimensions: 2051 for images, 2049 for labels
_GZIP_START = b"\x1f\x8b"
_CHUNK = 1024 * 1024
_CONTENTS = {1: "labels", 3: "images"}


def read_images(path: str | os.PathLike[str]) -> Images:
    """Read an IDX file of grey images, gzipped or not (its first bytes decide, not its name).

    Raises DatasetError where the file is missing, damaged, of another kind, larger than `MAX_SIDE` pixels a side or
    `MAX_BYTES` in all, or not exactly as long as its header promises.
    """
    (_, rows, columns), pixels = _read(Path(path), dimensions=3)
    return Images(pixels, rows, columns)


def read_labels(path: str | os.PathLike[str]) -> bytes:
    """Read an IDX file of labels, gzipped or not: the class of each image. Raises DatasetError as `read_images`."""
    return _read(Path(path), dimensions=1)[1]


def write_images(path: str | os.PathLike[str], images: Images) -> None:
    """Write images as an IDX file, gzipped where the name ends in `.gz`; the file appears whole or not at all.

    The same images give the same bytes (with the same zlib). Raises DatasetError where the file cannot be written or
    could not be read again: without images, or larger than `read_images` takes.
    """
    _write(Path(path), (len(images), images.rows, images.columns), images.pixels)


def write_labels(path: str | os.PathLike[str], labels: bytes) -> None:
    """Write labels as an IDX file, in the manner of `write_images`."""
    _write(Path(path), (len(labels),), labels)


def _read(path: Path, dimensions: int) -> tuple[tuple[int, ...], bytes]:
    try:
        if path.is_dir():
            raise DatasetError(f"{path} is a folder; give the IDX file of {_CONTENTS[dimensions]} in it.")
        if path.exists() and not path.is_file():  # a pipe or a device could make us wait for ever
            raise DatasetError(f"{path} is not an ordinary file; give an IDX file of {_CONTENTS[dimensions]}.")
        with path.open("rb") as file:
            gzipped = file.read(2) == _GZIP_START
            file.seek(0)
            with gzip.GzipFile(fileobj=file) if gzipped else file as stream:
                shape = _read_header(path, stream, dimensions)
                return shape, _read_values(path, stream, shape)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DatasetError(f"{path} is a damaged gzip file ({_reason(error)}); fetch it again.") from error
    except FileNotFoundError as error:
        raise DatasetError(f"{path} does not exist; check its name and folder.") from error
    except OSError as error:
        raise DatasetError(f"{path} cannot be read ({_reason(error)}).") from error


def _read_header(path: Path, stream: BufferedIOBase, dimensions: int) -> tuple[int, ...]:
    wanted = _CONTENTS[dimensions]
    magic = stream.read(4)
    if not magic:
        raise DatasetError(f"{path} is empty; an IDX file of {wanted} is needed.")
    if len(magic) < 4 or magic[:2] != b"\0\0":
        raise DatasetError(f"{path} is not an IDX file: it starts with the bytes {magic.hex(' ')}, not 00 00.")
    kind, found = magic[2], magic[3]
    if kind != _UNSIGNED_BYTE:
        raise DatasetError(f"{path} holds values of IDX type 0x{kind:02x}; only unsigned bytes, 0x08, can be read.")
    if found != dimensions:
        contents = _CONTENTS.get(found, f"{found}-dimensional values")
        raise DatasetError(
            f"{path} holds {contents} (magic number {int.from_bytes(magic, 'big')}), but {wanted} "
            f"(magic number {_MAGIC + dimensions}) are needed."
        )
    sizes = stream.read(4 * dimensions)
    if len(sizes) < 4 * dimensions:
        raise DatasetError(
            f"{path} ends within its header, after {4 + len(sizes)} of {4 + 4 * dimensions} bytes; fetch it again."
        )
    shape: tuple[int, ...] = struct.unpack(f">{dimensions}I", sizes)
    _check_shape(path, shape)
    return shape


def _check_shape(path: Path, shape: tuple[int, ...]) -> None:
    names = ("count", "number of rows", "number of columns")
    for name, size in zip(names, shape, strict=False):
        if size == 0:
            raise DatasetError(f"{path} has a {name} of 0; it must be at least 1.")
        if name != "count" and size > MAX_SIDE:
            raise DatasetError(f"{path} has a {name} of {size}; at most {MAX_SIDE} can be used.")
    if math.prod(shape) > MAX_BYTES:
        raise DatasetError(
            f"{path} has a count of {shape[0]}, which makes {math.prod(shape)} bytes; at most {MAX_BYTES} can be used."
        )


def _read_values(path: Path, stream: BufferedIOBase, shape: tuple[int, ...]) -> bytes:
    promised = math.prod(shape)
    # One byte more than promised shows a file that is too long and makes gzip check its sum; reading in chunks keeps
    # the memory used by what the file holds, not by what its header promises.
    wanted = promised + 1
    chunks: list[bytes] = []
    while wanted and (chunk := stream.read(min(wanted, _CHUNK))):
        chunks.append(chunk)
        wanted -= len(chunk)
    held = promised + 1 - wanted
    if held < promised:
        raise DatasetError(f"{path} promises {promised} bytes of data but holds only {held}; fetch it again.")
    if held > promised:
        raise DatasetError(f"{path} holds more than the {promised} bytes of data that its header promises.")
    return b"".join(chunks)


def _write(path: Path, shape: tuple[int, ...], values: bytes) -> None:
    _check_shape(path, shape)
    content = struct.pack(f">{1 + len(shape)}I", _MAGIC + len(shape), *shape) + values
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        try:
            with temporary.open("wb") as file:
                file.write(_gzipped(content) if path.suffix == ".gz" else content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise DatasetError(f"{path} cannot be written ({_reason(error)}).") from error


def _gzipped(content: bytes) -> bytes:
    # gzip.compress writes a header that differs from one Python to the next; GzipFile's is fixed by its arguments.
    packed = BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as stream:
        stream.write(content)
    return packed.getvalue()


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).rstrip(".")
