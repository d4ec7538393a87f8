"""XLSX: the first sheet of a workbook, with its real numbers and days; a hostile file is refused before it unfolds."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from assistant.domain.errors import FileRefusedError
from assistant.files.limits import MAX_COLUMNS, MAX_ENTRIES, MAX_UNPACKED, Cell, Line

_LAST_LINE = 100_000
"""Empty lines count too: a row may claim any number."""
_EXCEL_DIGITS = ".15g"
"""What Excel keeps and shows of a number: 0.1 + 0.2 is 0.3 there."""


def xlsx_lines(content: bytes) -> Iterator[Line]:
    """Each row with its number. FileRefusedError where it is no sound workbook, or unfolds to too much."""
    _refuse_hostile(content)
    from openpyxl import load_workbook  # noqa: PLC0415 - it takes long to load, and few files need it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            try:
                yield from _lines(workbook.worksheets[0])
            finally:
                workbook.close()
    except FileRefusedError:
        raise
    except Exception as error:
        raise _unsound(error) from error


def _unsound(error: Exception) -> FileRefusedError:
    """Zip, XML and openpyxl raise nearly anything at a file that is no sound workbook."""
    name = type(error.__context__ or error).__name__
    return FileRefusedError([f"the file is no sound .xlsx workbook ({name}); save it anew, or as CSV"])


def _refuse_hostile(content: bytes) -> None:
    """Count what it unfolds to; openpyxl reads with defusedxml, which refuses entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except Exception as error:
        raise _unsound(error) from error
    if len(parts) > MAX_ENTRIES or sum(part.file_size for part in parts) > MAX_UNPACKED:
        limit = f"{MAX_ENTRIES} parts and {MAX_UNPACKED} bytes"
        raise FileRefusedError([f"the workbook unfolds to more than {limit}; save it anew, or as CSV"])


def _lines(sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        _refuse_beyond(number)
        yield Line(number, tuple(_cell(cell, number) for cell in row))


def _refuse_beyond(line: int) -> None:
    if line > _LAST_LINE:
        raise FileRefusedError([f"line {line}: a sheet is read up to line {_LAST_LINE}; delete what stands below"])


def _cell(cell: Any, line: int) -> Cell:
    value = cell.value
    if value is None:
        return ""
    where = f"line {line}, cell {cell.coordinate}"
    if cell.data_type == "e":
        raise FileRefusedError([f"{where}: holds the error {value}; correct it in the spreadsheet"])
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return Decimal(format(value, _EXCEL_DIGITS))
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return str(value).strip()
