"""Tables as files that people open: CSV and XLSX, in which no text can act as a formula, and JSON.

A cell is text, a whole number, an amount in cents (`Cents`), a day, an instant, a truth, or nothing. Rows are read once
and one after the other, so that they need not all be held at a time.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from assistant.files.amounts import format_cents
from assistant.files.formulas import acts_as_formula, defused

_NOT_XML = re.compile("[^\\t\\n\\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Cents:
    """An amount: a number with two decimals in a spreadsheet, whole cents in JSON."""

    cents: int


Value = str | int | date | datetime | Cents | None


@dataclass(frozen=True, slots=True)
class Table:
    """Column names and rows of as many cells."""

    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]


def to_csv(table: Table) -> bytes:
    """UTF-8 with BOM, `;` between cells, a line a row; text that would act as a formula has an apostrophe before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(table.columns)
    writer.writerows([_csv_cell(value) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def to_json(table: Table) -> bytes:
    """A list of objects, one a line; amounts in cents, days and instants in ISO."""
    rows = (dict(zip(table.columns, map(_json_value, row), strict=True)) for row in table.rows)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n".encode(errors="replace")


def to_xlsx(table: Table) -> bytes:
    """One sheet under fixed column names; text is typed as text; amounts, numbers, days and instants as themselves."""
    from openpyxl import Workbook  # noqa: PLC0415 - it takes long to load, and few exports need it

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Export")
    sheet.freeze_panes = "A2"
    sheet.append(list(_xlsx_cells(sheet, table.columns)))
    for row in table.rows:
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
        case str():
            return defused(value)
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


def _xlsx_cells(sheet: Any, row: Iterable[Value]) -> Iterator[Any]:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    for value in row:
        cell = WriteOnlyCell(sheet)
        match value:
            case Cents(cents):
                cell.value, cell.number_format = Decimal(cents).scaleb(-2), "0.00"
            case str():
                cell.value = _xml_text(value)
                cell.data_type = "s"
                cell.quotePrefix = acts_as_formula(value)
            case datetime():
                cell.value = value.replace(tzinfo=None)
            case _:
                cell.value = value
        yield cell


def _xml_text(text: str) -> str:
    """Without what no XML can hold."""
    return _NOT_XML.sub("", text)
