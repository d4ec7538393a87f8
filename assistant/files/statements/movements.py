"""What the three formats have in common: a movement as read, its reference, the limits of a statement.

A reference of the bank's is kept where it is one: a movement that has none, or shares it with another one, gets a
reference made of its day, amount, label and place among those alike that day. So the same movement has the same
reference in overlapping files, in whatever order they stand.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain.errors import FileRefusedError
from assistant.domain.statements import COMPUTED, BankLine, BankStatement
from assistant.files.limits import MAX_ROWS
from assistant.words import fold, visible

CURRENCY = "EUR"
LONGEST_NAME = 140
LONGEST_TEXT = 500
_LONGEST_REF = 64
_LARGEST = 10**13
_YEARS = range(1990, 2100)
_NO_REFERENCE = re.compile(r"0*|NONREF|NOTPROVIDED|NON ?FOURNI|NONE|N/?A", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Movement:
    """A booked movement as a file tells it; debits are negative cents."""

    booked_on: date
    value_on: date
    cents: int
    payer: str
    text: str
    reference: str = ""
    """The bank's; empty where there is none."""
    structured: str = ""
    reversal: bool = False

    @property
    def content(self) -> tuple[date, date, int, str, str]:
        """What makes it this movement, its reference aside."""
        return (self.booked_on, self.value_on, self.cents, self.payer, self.text)


def problem(line: int, what: str) -> FileRefusedError:
    """A refusal that names the line."""
    return FileRefusedError([f"line {line}: {what}"])


def name(text: str) -> str:
    """Whoever stands on the other side, on one line."""
    return _clean(text, LONGEST_NAME)


def label(*texts: str) -> str:
    """What the payer and the bank wrote, on one line."""
    return _clean(" ".join(texts), LONGEST_TEXT)


def _clean(text: str, longest: int) -> str:
    return " ".join(visible(text[: 4 * longest]).split())[:longest]


def reference(text: str) -> str:
    """The bank's reference; empty where the bank says that there is none."""
    plain = "".join(visible(text[: 4 * _LONGEST_REF]).split())
    usable = len(plain) <= _LONGEST_REF and not plain.startswith(COMPUTED)
    return plain if usable and not _NO_REFERENCE.fullmatch(plain) else ""


def day(year: int, month: int, number: int) -> date:
    """ValueError for a day that does not exist or lies beyond any bank's statement."""
    if year not in _YEARS:
        raise ValueError(f"the year {year} is no statement's")
    return date(year, month, number)


def sensible(cents: int) -> int:
    """The amount. ValueError where it is beyond any account of an association."""
    if abs(cents) > _LARGEST:
        raise ValueError("the amount is beyond any association's account")
    return cents


def statement(account: str, movements: Sequence[Movement], until: date | None) -> BankStatement:
    """The whole. FileRefusedError where nothing was booked, or too much for one file."""
    if len(movements) > MAX_ROWS:
        raise FileRefusedError([f"the statement has more than {MAX_ROWS} lines: send a shorter period"])
    last = max((movement.booked_on for movement in movements), default=None)
    end = until or last
    if end is None:
        raise FileRefusedError(["the statement holds no booked movement; export a period in which money moved"])
    return BankStatement(account or None, tuple(_lines(movements)), end)


def _lines(movements: Sequence[Movement]) -> list[BankLine]:
    shared = _shared(movements)
    alike: Counter[str] = Counter()
    seen: set[str] = set()
    lines = []
    for movement in movements:
        ref = movement.reference
        if not ref or ref in shared:
            content = _content(movement)
            alike[content] += 1
            ref = _computed(content, alike[content])
        if ref not in seen:
            seen.add(ref)
            lines.append(_line(movement, ref))
    return lines


def _shared(movements: Sequence[Movement]) -> set[str]:
    """References that stand on movements which differ: they name none of them."""
    first: dict[str, Movement] = {}
    for movement in movements:
        first.setdefault(movement.reference, movement)
    return {each.reference for each in movements if each.content != first[each.reference].content}


def _content(movement: Movement) -> str:
    return f"{movement.booked_on}|{movement.cents}|{fold(f'{movement.payer} {movement.text}')}"


def _computed(content: str, nth: int) -> str:
    return COMPUTED + hashlib.sha256(f"{content}|{nth}".encode()).hexdigest()[:20]


def _line(movement: Movement, ref: str) -> BankLine:
    return BankLine(
        ref,
        movement.booked_on,
        movement.value_on,
        movement.cents,
        movement.payer,
        movement.text,
        movement.structured or None,
        movement.reversal,
    )
