"""Pictures of each kind are read alike; whatever a file holds, there is a picture or one sentence that names it."""

import struct
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QIODevice, QLoggingCategory
from PySide6.QtGui import QColor, QColorSpace, QImage, QImageReader, QPainter, QPen, QRgba64, QTransform

from cnnviz.datasets import DatasetError
from cnnviz.datasets.preprocess import prepare
from cnnviz.ui.opened_image import LARGEST_SIDE, MAX_PIXELS, grey_rows, read_picture

WIDTH, HEIGHT = 40, 30
FORMATS = QImage.Format


def seven(image: QImage, ink: str) -> QImage:
    """A seven, drawn on an image."""
    painter = QPainter(image)
    painter.setPen(QPen(QColor(ink), 4))
    painter.drawLine(10, 5, 28, 5)
    painter.drawLine(28, 5, 18, 25)
    painter.end()
    return image


def filled(ground: str, pixel_format: QImage.Format = FORMATS.Format_RGB32) -> QImage:
    image = QImage(WIDTH, HEIGHT, pixel_format)
    image.fill(QColor(ground))
    return image


def encoded(image: QImage, kind: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind, 100)
    return bytes(buffer.data().data())


def gif(rows: tuple[bytes, ...]) -> bytes:
    """An uncompressed GIF of 128 grey levels: the table of codes is cleared before a code needs a ninth bit."""
    palette = b"".join(bytes([2 * level] * 3) for level in range(128))
    pixels = [level // 2 for level in b"".join(rows)]
    codes = b"".join(b"\x80" + bytes(pixels[start : start + 100]) for start in range(0, len(pixels), 100)) + b"\x81"
    blocks = b"".join(bytes([len(part)]) + part for at in range(0, len(codes), 255) if (part := codes[at : at + 255]))
    size = struct.pack("<HH", len(rows[0]), len(rows))
    return b"GIF89a" + size + b"\xf6\x00\x00" + palette + b"," + bytes(4) + size + b"\x00\x07" + blocks + b"\x00;"


def png_head(width: int, height: int) -> bytes:
    """A PNG that promises a size and then ends as a PNG may."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


def turned_jpeg(image: QImage, orientation: int) -> bytes:
    """A JPEG whose EXIF data says how a camera was held."""
    content = encoded(image, "jpeg")
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"II*\x00" + struct.pack("<IH", 8, 1) + entry + bytes(4)
    exif = b"Exif\x00\x00" + tiff
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + content[2:]


def written(folder: Path, content: bytes, name: str = "picture.png") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def largest_difference(rows, other) -> int:
    return max(abs(a - b) for row, line in zip(rows, other, strict=True) for a, b in zip(row, line, strict=True))


PLAIN = seven(filled("white"), "black")
KINDS = {
    "png": encoded(PLAIN, "png"),
    "jpeg": encoded(PLAIN, "jpeg"),
    "bmp": encoded(PLAIN, "bmp"),
    "gif": gif(grey_rows(PLAIN)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_file_gives_the_same_picture_whatever_its_name(tmp_path: Path, kind: str):
    rows = read_picture(written(tmp_path, KINDS[kind], "a name without an end"))
    assert (len(rows), len(rows[0])) == (HEIGHT, WIDTH)
    assert largest_difference(rows, grey_rows(PLAIN)) <= 16


@pytest.mark.parametrize(
    "pixel_format",
    [
        FORMATS.Format_Grayscale8,
        FORMATS.Format_Grayscale16,
        FORMATS.Format_RGB888,
        FORMATS.Format_RGBX64,
        FORMATS.Format_RGBA64,
        FORMATS.Format_ARGB32_Premultiplied,
        FORMATS.Format_Indexed8,
        FORMATS.Format_Mono,
    ],
)
def test_each_depth_of_colour_gives_the_same_picture(tmp_path: Path, pixel_format: QImage.Format):
    image = PLAIN.convertToFormat(pixel_format)
    rows = read_picture(written(tmp_path, encoded(image, "png")))
    assert largest_difference(rows, grey_rows(PLAIN)) <= 1


def test_colours_become_their_lightness():
    levels = {name: grey_rows(filled(name))[0][0] for name in ("red", "lime", "blue", "white", "black")}
    assert levels["black"] == 0 < levels["blue"] < levels["red"] < levels["lime"] < levels["white"] == 255


@pytest.mark.parametrize("ink", ["black", "white", "#204080", "#ffe000"])
def test_ink_on_a_transparent_ground_is_seen_whatever_its_colour(tmp_path: Path, ink: str):
    image = seven(filled("transparent", FORMATS.Format_ARGB32), ink)
    read = prepare(read_picture(written(tmp_path, encoded(image, "png")))).steps[-1].picture
    assert largest_difference(read, prepare(grey_rows(PLAIN)).steps[-1].picture) <= 2


@pytest.mark.parametrize(("paper", "ink"), [("white", "black"), ("black", "white")])
def test_clear_corners_of_a_sheet_are_not_taken_for_ink(paper: str, ink: str):
    image = seven(filled(paper, FORMATS.Format_ARGB32), ink)
    for column, row in ((0, 0), (1, 0), (0, 1), (WIDTH - 1, HEIGHT - 1)):
        image.setPixelColor(column, row, QColor("transparent"))
    assert largest_difference(grey_rows(image), grey_rows(seven(filled(paper), ink))) == 0


def test_half_clear_ink_is_mixed_with_the_ground():
    image = QImage(3, 3, FORMATS.Format_RGBA64)
    image.fill(QColor("transparent"))
    image.setPixelColor(1, 1, QColor.fromRgba64(QRgba64.fromRgba64(0, 0, 0, 0x8000)))
    assert [list(row) for row in grey_rows(image)] == [[255] * 3, [255, 127, 255], [255] * 3]
    assert {level for row in grey_rows(filled("transparent", FORMATS.Format_ARGB32)) for level in row} == {255}


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photograph_stands_upright_as_its_exif_data_says(tmp_path: Path, orientation: int):
    degrees = {1: 0, 3: 180, 6: 270, 8: 90}[orientation]
    content = turned_jpeg(PLAIN.transformed(QTransform().rotate(degrees)), orientation)
    rows = read_picture(written(tmp_path, content, "photo.jpg"))
    assert largest_difference(rows, grey_rows(PLAIN)) <= 40


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_large_picture_is_reduced_and_keeps_its_shape(tmp_path: Path, kind: str):
    content = encoded(PLAIN.scaled(WIDTH * 50, HEIGHT * 50), kind)
    rows = read_picture(written(tmp_path, content))
    assert (len(rows), len(rows[0])) == (LARGEST_SIDE * HEIGHT // WIDTH, LARGEST_SIDE)
    in_memory = grey_rows(PLAIN.scaled(WIDTH * 50, HEIGHT * 50))
    assert (len(in_memory), len(in_memory[0])) == (len(rows), len(rows[0]))


@pytest.mark.parametrize(("width", "height"), [(20_001, 2), (2, 20_001), (10_001, 10_000), (2**31 - 1, 2**31 - 1)])
def test_a_huge_picture_is_refused_before_it_is_decoded(tmp_path: Path, width: int, height: int):
    path = written(tmp_path, png_head(width, height))
    with pytest.raises(DatasetError) as refusal:
        read_picture(path)
    assert str(refusal.value).startswith(str(path))
    if width < 2**31 - 1:
        assert f"too large, {width}×{height} pixels; at most 20000 a side and 100 million" in str(refusal.value)


def test_a_picture_of_the_largest_size_that_lacks_its_pixels_is_refused(tmp_path: Path):
    assert MAX_PIXELS == 10_000 * 10_000
    with pytest.raises(DatasetError, match=r"picture\.png"):
        read_picture(written(tmp_path, png_head(10_000, 10_000)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not a picture that can be read"),
        (b"two words", "is not a picture that can be read"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "is not a picture that can be read"),
        (b"P5 2 2 255 abcd", "is not a picture that can be read"),
        (KINDS["png"][:-20], "ends too early"),
        (KINDS["png"][:-30] + b"\x9c" + KINDS["png"][-29:], "wrong checksum in its part IDAT"),
        (KINDS["bmp"][:-1], "ends too early"),
        (KINDS["bmp"][:30], "ends too early"),
        (KINDS["jpeg"][:100], "is damaged: it does not say how large its picture is"),
    ],
)
def test_a_file_that_is_no_whole_picture_is_named_in_one_sentence(tmp_path: Path, content: bytes, sentence: str):
    path = written(tmp_path, content)
    with pytest.raises(DatasetError, match=sentence) as refusal:
        read_picture(path)
    assert str(refusal.value).startswith(str(path))
    assert str(refusal.value).endswith(".")


def test_a_path_without_a_file_is_named(tmp_path: Path):
    with pytest.raises(DatasetError, match=r"nothing\.png does not exist"):
        read_picture(tmp_path / "nothing.png")
    with pytest.raises(DatasetError, match="is not a file"):
        read_picture(tmp_path)
    with pytest.raises(DatasetError, match="a\x00b"):
        read_picture("a\x00b")


def test_no_picture_in_memory_is_refused():
    with pytest.raises(DatasetError, match="no pixels"):
        grey_rows(QImage())
    with pytest.raises(DatasetError, match="The picture is too large, 20001×1"):
        grey_rows(QImage(20_001, 1, FORMATS.Format_Mono))


damage = st.one_of(
    st.tuples(st.just("cut"), st.floats(0, 1, exclude_max=True), st.just(0)),
    st.tuples(st.just("flip"), st.floats(0, 1, exclude_max=True), st.integers(1, 255)),
    st.tuples(st.just("flip start"), st.floats(0, 1, exclude_max=True), st.integers(1, 255)),
)


@settings(max_examples=150)
@given(kind=st.sampled_from(sorted(KINDS)), wounds=st.lists(damage, min_size=1, max_size=6))
@example(kind="gif", wounds=[("cut", 0.5, 0)])
@example(kind="gif", wounds=[("flip start", 0.140625, 79)])
def test_a_damaged_file_gives_a_picture_or_one_sentence_and_not_a_word_elsewhere(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], kind: str, wounds: list[tuple[str, float, int]]
):
    content = bytearray(KINDS[kind])
    for how, where, change in wounds:
        place = int(where * (min(len(content), 64) if how == "flip start" else len(content)))
        if how == "cut":
            content = content[:place]
        elif content:
            content[place] ^= change
    path = written(tmp_path, bytes(content))
    try:
        rows = read_picture(path)
    except DatasetError as error:
        assert str(error).startswith(str(path))
        assert "\n" not in str(error)
    else:
        assert rows
        assert {len(row) for row in rows} == {len(rows[0])}
    assert capfd.readouterr() == ("", "")


def test_reading_leaves_qts_settings_as_they_were(tmp_path: Path):
    limit = QImageReader.allocationLimit()
    for content in KINDS["png"], KINDS["png"][:-30]:
        with suppress(DatasetError):
            read_picture(written(tmp_path, content))
        assert QImageReader.allocationLimit() == limit
        assert QLoggingCategory("qt.gui.imageio").isWarningEnabled()


def test_a_wide_colour_space_is_no_trouble(tmp_path: Path):
    image = QImage(PLAIN)
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    rows = read_picture(written(tmp_path, encoded(image, "png")))
    assert largest_difference(rows, grey_rows(PLAIN)) <= 1
