"""A sheet of cells: the header's line and those below it that hold anything, whatever kind of file they come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain.errors import FileRefusedError
from assistant.files.csv_reader import csv_lines
from assistant.files.limits import MAX_BYTES, MAX_ROWS, Cell, Line
from assistant.files.xlsx_reader import xlsx_lines

_READERS = {".csv": csv_lines, ".xlsx": xlsx_lines}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The header and the rows that are not empty."""

    header: Line
    rows: tuple[Line, ...]


def read_sheet(name: str, content: bytes) -> Sheet:
    """The sheet in a file of that name (`.csv` or `.xlsx`). FileRefusedError where it cannot be read as one."""
    ending = name[name.rfind(".") :].casefold()
    if ending not in _READERS:
        raise FileRefusedError([f"{name!r} is no spreadsheet; expected: a .csv or .xlsx file"])
    if len(content) > MAX_BYTES:
        raise FileRefusedError([f"the file has {len(content)} bytes; at most {MAX_BYTES} are read: split it"])
    return _sheet(_READERS[ending](content))


def _sheet(lines: Iterable[Line]) -> Sheet:
    filled: list[Line] = []
    for line in lines:
        if any(cell != "" for cell in line.cells):
            filled.append(line)
        if len(filled) > MAX_ROWS + 1:
            raise FileRefusedError([f"the sheet has more than {MAX_ROWS} rows: split it"])
    if not filled:
        raise FileRefusedError(["the sheet is empty; expected: a line of column names, then a line for each row"])
    return Sheet(_trimmed(filled[0]), tuple(filled[1:]))


def _trimmed(line: Line) -> Line:
    """The header without the empty cells after its last name."""
    width = max(place for place, cell in enumerate(line.cells, start=1) if cell != "")
    return Line(line.number, line.cells[:width])


def shown(cell: Cell) -> str:
    """The cell in a message to the operator."""
    return cell.isoformat() if isinstance(cell, date) else repr(cell)


def extra(line: Line, width: int) -> Sequence[Cell]:
    """What stands to the right of the last column that the header names."""
    return [cell for cell in line.cells[width:] if cell != ""]
