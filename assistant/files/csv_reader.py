"""CSV: UTF-8, with the separator that its header line uses most (`;`, `,` or tab); nothing is guessed from the rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from assistant.domain.errors import FileRefusedError
from assistant.files.formulas import restored
from assistant.files.limits import MAX_COLUMNS, Line

_SEPARATORS = ";,\t"


def csv_lines(content: bytes) -> Iterator[Line]:
    """Each record with the number of its first line. FileRefusedError where it is not UTF-8 or no CSV."""
    text = _decoded(content)
    header = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=header.count), strict=True)
    first = 1
    try:
        for record in reader:
            if len(record) > MAX_COLUMNS:
                raise FileRefusedError([f"line {first}: more than {MAX_COLUMNS} columns"])
            yield Line(first, tuple(_cell(cell) for cell in record))
            first = reader.line_num + 1
    except csv.Error as error:
        raise FileRefusedError([f"line {first}: is not CSV: {error}"]) from error


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = f"line {line}: the file is not in UTF-8; save it as “CSV UTF-8”, or as .xlsx"
        raise FileRefusedError([sentence]) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FileRefusedError([f"line {line}: holds a null character, which no text has; save it as “CSV UTF-8”"])
    return text


def _cell(text: str) -> str:
    """Without the spaces around it, nor the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return restored(text.strip())
