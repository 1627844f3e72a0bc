"""Is a picture file whole? Asked before Qt decodes it.

Qt's PNG decoder writes on standard error about each damaged file, and its BMP decoder paints black what is missing.
Both formats say enough about themselves to tell damage first: PNG by a checksum of each chunk, BMP by its size.
"""

import os
import zlib
from typing import BinaryIO, Final

_PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_LARGEST_CHUNK: Final = 2**31 - 1
_BLOCK: Final = 1 << 20
_BMP_HEADER: Final = 54
_UNCOMPRESSED: Final = (0, 3)


def find_damage(stream: BinaryIO) -> str:
    """What is wrong with a PNG or BMP file, to follow "it", or nothing; other files are not looked into.

    `stream` is at its start. Raises OSError where it cannot be read.
    """
    start = stream.read(len(_PNG_SIGNATURE))
    if start == _PNG_SIGNATURE:
        return _damage_of_png(stream)
    if start.startswith(b"BM"):
        return _damage_of_bmp(start + stream.read(_BMP_HEADER - len(start)), stream.seek(0, os.SEEK_END))
    return ""


def _damage_of_png(stream: BinaryIO) -> str:
    name = b""
    while name != b"IEND":
        head = stream.read(8)
        length, name = int.from_bytes(head[:4], "big"), head[4:]
        if len(head) < 8:
            return "ends too early"
        if not name.isalpha() or length > _LARGEST_CHUNK:
            return "has a part that is not PNG"
        checksum, left = zlib.crc32(name), length
        while left:
            block = stream.read(min(left, _BLOCK))
            if not block:
                return "ends too early"
            checksum, left = zlib.crc32(block, checksum), left - len(block)
        if stream.read(4) != checksum.to_bytes(4, "big"):
            return f"has a wrong checksum in its part {name.decode('ascii')}"
    return ""


def _damage_of_bmp(header: bytes, file_size: int) -> str:
    """The fields at 10, 14, 18, 22, 28 and 30: where pixels begin, header size, width, height, bits, compression."""
    if len(header) < _BMP_HEADER:
        return "ends too early"
    begin, header_size, compression = (int.from_bytes(header[at : at + 4], "little") for at in (10, 14, 30))
    width, height = (int.from_bytes(header[at : at + 4], "little", signed=True) for at in (18, 22))
    if header_size < 40 or compression not in _UNCOMPRESSED:
        return ""
    row_size = (max(width, 0) * int.from_bytes(header[28:30], "little") + 31) // 32 * 4
    return "ends too early" if begin + row_size * abs(height) > file_size else ""
