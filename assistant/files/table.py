"""Typed rows out of a sheet: columns by French or English name, and every bad cell with its line and column.

A column reader takes a cell and gives its value; its ValueError says what was found and what is expected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from assistant.domain.errors import FileRefusedError
from assistant.files.limits import Cell, Line
from assistant.files.sheets import extra, read_sheet, shown
from assistant.words import fold

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its English and French names, what reads its cells, and whether a row may leave it empty (None)."""

    name: str
    french: str
    read: Callable[[Cell], Any]
    may_be_empty: bool = False
    may_be_missing: bool = False

    @property
    def title(self) -> str:
        """Both names, for messages."""
        return f"{self.french} ({self.name})" if self.french != self.name else self.name


def read_table(
    name: str, content: bytes, columns: Sequence[Column], row: Callable[[int, Mapping[str, Any]], T]
) -> list[T]:
    """The rows of the file, each made of its line and its values by column name.

    FileRefusedError with every problem of the header, or every problem of all rows. A ValueError out of `row` is one
    of the row's problems.
    """
    sheet = read_sheet(name, content)
    places = _places(sheet.header, columns)
    problems: list[str] = []
    rows = []
    for line in sheet.rows:
        found = list(_row_problems(line, sheet.header, places))
        if not found:
            try:
                rows.append(row(line.number, _values(line, places)))
            except ValueError as error:
                found.append(f"line {line.number}, {error}")
        problems += found
    if problems:
        raise FileRefusedError(problems, rows)
    return rows


Places = dict[Column, int]


def _places(header: Line, columns: Sequence[Column]) -> Places:
    """Where each column stands."""
    known = {_folded(name): column for column in columns for name in (column.name, column.french)}
    where = f"line {header.number}"
    places: Places = {}
    problems = []
    for place, cell in enumerate(header.cells):
        column = known.get(_folded(str(cell)))
        if column is None:
            problems.append(f"{where}: unknown column {shown(cell)}; expected: {_titles(columns)}")
        elif column in places:
            problems.append(f"{where}: the column {column.title} stands there twice")
        else:
            places[column] = place
    missing = [column for column in columns if column not in places and not column.may_be_missing]
    problems += [f"{where}: the column {column.title} is missing" for column in missing]
    if problems:
        raise FileRefusedError(problems)
    return places


def _folded(name: str) -> str:
    return fold(name).replace(" ", "_").replace("-", "_").replace("'", "_")


def _titles(columns: Sequence[Column]) -> str:
    return ", ".join(column.title for column in columns)


def _cell(line: Line, place: int) -> Cell:
    return line.cells[place] if place < len(line.cells) else ""


def _row_problems(line: Line, header: Line, places: Places) -> Iterator[str]:
    for column, place in places.items():
        cell = _cell(line, place)
        try:
            _value(column, cell)
        except ValueError as error:
            yield f"line {line.number}, {header.cells[place]}: {error}"
    beyond = extra(line, len(header.cells))
    if beyond:
        yield f"line {line.number}: {shown(beyond[0])} stands to the right of the last column; is it in the wrong cell?"


def _value(column: Column, cell: Cell) -> Any:
    if cell != "":
        return column.read(cell)
    if column.may_be_empty:
        return None
    raise ValueError("is empty; a value is expected")


def _values(line: Line, places: Places) -> dict[str, Any]:
    return {column.name: _value(column, _cell(line, place)) for column, place in places.items()}
