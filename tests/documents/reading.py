"""Reads documents back: the text of a PDF, page by page; the size of a PNG and the code in it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pypdfium2
import typst
import zxingcpp


def pages(pdf: bytes) -> list[str]:
    """The text of each page, its lines apart; without the places to break that nobody sees."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    document.close()
    return [text.replace("\r\n", "\n").replace("\u200b", "") for text in texts]


def text(pdf: bytes) -> str:
    """All of it."""
    return "\n".join(pages(pdf))


def lines(pdf: bytes) -> list[str]:
    """Line by line, in the order in which it is read out."""
    return text(pdf).split("\n")


def metadata(pdf: bytes) -> dict[str, Any]:
    """`Title`, `Author`, `CreationDate`."""
    document = pypdfium2.PdfDocument(pdf)
    found: dict[str, Any] = document.get_metadata_dict()
    document.close()
    return found


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def grey(png: bytes, folder: Path) -> memoryview:
    """The picture, a byte a pixel, by way of a page with nothing but it on."""
    width, height = size(png)
    (folder / "picture.png").write_bytes(png)
    source = "#set page(width: auto, height: auto, margin: 0pt)\n#image("
    (folder / "page.typ").write_text(f'{source}"picture.png", width: {width}pt)', encoding="utf-8")
    document = pypdfium2.PdfDocument(typst.compile(folder / "page.typ"))
    bitmap = document[0].render(scale=1, grayscale=True)
    rows = [bytes(bitmap.buffer)[row * bitmap.stride : row * bitmap.stride + width] for row in range(height)]
    document.close()
    return memoryview(b"".join(rows)).cast("B", (height, width))


def code(png: bytes, folder: Path) -> zxingcpp.Barcode:
    """The one code in the picture."""
    (found,) = zxingcpp.read_barcodes(grey(png, folder))
    return found
