"""Tables as files that people open: CSV and XLSX, in which no text can act as a formula, and JSON.

A cell is text, a whole number, an amount in cents (`Cents`), a day, a truth, or nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.files.amounts import format_cents

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, full-width forms included."""


@dataclass(frozen=True, slots=True)
class Cents:
    """An amount: a number with two decimals in a spreadsheet, whole cents in JSON."""

    cents: int


Value = str | int | date | Cents | None


@dataclass(frozen=True, slots=True)
class Table:
    """Column names and rows of as many cells."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


def to_csv(table: Table) -> bytes:
    """UTF-8 with BOM, `;` between cells; text that would act as a formula has an apostrophe before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(table.columns)
    writer.writerows([_csv_cell(value) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def to_json(table: Table) -> bytes:
    """A list of objects; amounts in cents, days in ISO."""
    rows = [dict(zip(table.columns, map(_json_value, row), strict=True)) for row in table.rows]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def to_xlsx(table: Table) -> bytes:
    """One sheet; every text cell is typed as text, numbers and days as themselves."""
    from openpyxl import Workbook  # noqa: PLC0415 - it takes long to load, and few exports need it

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Export")
    for row in (table.columns, *table.rows):
        sheet.append(list(_xlsx_cells(sheet, row)))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _csv_cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case Cents(cents):
            return format_cents(cents)
        case str() if value.startswith(_FORMULA):
            return f"'{value}"
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _json_value(value: Value) -> str | int | None:
    match value:
        case Cents(cents):
            return cents
        case date():
            return value.isoformat()
        case _:
            return value


def _xlsx_cells(sheet: Any, row: Iterable[Value]) -> Iterable[Any]:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    for value in row:
        cell = WriteOnlyCell(sheet)
        match value:
            case Cents(cents):
                cell.value, cell.number_format = Decimal(cents).scaleb(-2), "0.00"
            case str():
                cell.value = _xml_text(value)
                cell.data_type = "s"
            case _:
                cell.value = value
        yield cell


def _xml_text(text: str) -> str:
    """Without the control characters that no XML can hold."""
    return "".join(character for character in text if character >= " " or character in "\t\n\r")
