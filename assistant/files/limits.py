"""How much of a file is read at most, and what its cells are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 64
MAX_ENTRIES = 100
MAX_UNPACKED = 50 * 1024 * 1024
MAX_DEPTH = 64

Cell = str | Decimal | date
"""Text without spaces around it, or the number or day of an .xlsx cell; empty text where there is nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file by its number, from 1, and its cells."""

    number: int
    cells: tuple[Cell, ...]
