"""A French bank's CSV: lines of its own before the column names, one signed amount or debit and credit columns.

A column is known by its name; those that nobody needs are passed over. A reference is taken for the bank's where it
looks like one (no spaces, some digits); whatever it is, a member's reference is looked for in it too.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from enum import Enum

from assistant.domain.errors import FileRefusedError
from assistant.domain.statements import BankStatement
from assistant.files.amounts import parse_cents
from assistant.files.limits import MAX_COLUMNS, MAX_ROWS
from assistant.files.statements import movements
from assistant.files.statements.movements import Movement, problem
from assistant.files.statements.texts import decoded
from assistant.words import fold


class _Column(Enum):
    """What a column holds, and by which names banks call it."""

    BOOKED = (
        "date operation|date de l'operation|date d'operation|date comptable|date de comptabilisation|date|booking date|"
        "dateop|date ope|jour"
    )
    VALUE = "date valeur|date de valeur|dateval|value date|valeur"
    TEXT = (
        "libelle|libelle operation|libelle de l'operation|libelle simplifie|libelle complet|description|label|intitule|"
        "nature de l'operation|detail|details|informations complementaires|motif|communication|memo"
    )
    PAYER = "tiers|donneur d'ordre|emetteur|contrepartie|nom de la contrepartie|payer|beneficiaire/donneur d'ordre"
    AMOUNT = "montant|montant de l'operation|montant operation|amount"
    DEBIT = "debit|montant debit"
    CREDIT = "credit|montant credit"
    REFERENCE = "reference|reference operation|reference de l'operation|reference bancaire|n° operation|ref"
    CURRENCY = "devise|currency"


_NAMES = {name: column for column in _Column for name in column.value.split("|")}
_UNIT = re.compile(r"\(.*?\)|\ben euros?\b|\beuros?\b|\beur\b|€|:")
_SEPARATORS = ";\t,"
_PREAMBLE = 60
_DAY = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CLOSING = re.compile(r"\bau:? ([0-9]{2}/[0-9]{2}/[0-9]{4})")
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,3})?\b")
_BANK_REFERENCE = re.compile(r"(?=.*[0-9].*[0-9])[0-9A-Za-z/._-]{6,64}")
_RECEIVED = re.compile(
    r"^vir(?:ement)?s? .*?(?:/de |\bde:? )(?P<payer>.+?)(?: ?/?\bmotif:? ?(?P<text>.*))?$", re.IGNORECASE
)

Places = Mapping[_Column, Sequence[int]]


def read_csv(content: bytes) -> BankStatement:
    """The statement. FileRefusedError with every bad row, or where no line names the columns."""
    text = decoded(content)
    lines = text.splitlines(keepends=True)
    header, separator, places = _header(lines)
    preamble = fold(" ".join(lines[:header]))
    rows = _rows("".join(lines[header + 1 :]), separator, header + 2)
    found = _told_apart(list(_movements(rows, places)))
    return movements.statement(_account("".join(lines[:header])), found, _closing(preamble, found))


def _header(lines: Sequence[str]) -> tuple[int, str, Places]:
    """The first line that names a day, a text and an amount; its place, what parts its cells, where each column is."""
    for place, line in enumerate(lines[:_PREAMBLE]):
        for separator in _SEPARATORS:
            places = _places(line.strip().split(separator))
            if _complete(places):
                return place, separator, places
    names = "Date, Libellé, and Montant or Débit and Crédit"
    raise FileRefusedError([f"no line names the columns of a bank's statement; expected: {names}; or camt.053, or OFX"])


def _places(names: Sequence[str]) -> Places:
    places: dict[_Column, list[int]] = {}
    for place, name in enumerate(names[:MAX_COLUMNS]):
        column = _NAMES.get(" ".join(_UNIT.sub(" ", fold(name.strip('" \ufeff'))).split()))
        if column is not None:
            places.setdefault(column, []).append(place)
    return places


def _complete(places: Places) -> bool:
    amounts = _Column.AMOUNT in places or {_Column.DEBIT, _Column.CREDIT} <= places.keys()
    return amounts and {_Column.BOOKED, _Column.TEXT} <= places.keys()


def _rows(text: str, separator: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """Each record that holds anything, with the number of its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = first
    count = 0
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                count += 1
                yield line, record
            if count > MAX_ROWS:
                raise FileRefusedError([f"the statement has more than {MAX_ROWS} lines: send a shorter period"])
            line = first + reader.line_num
    except csv.Error as error:
        raise problem(line, f"is not CSV: {error}") from error


def _movements(rows: Iterator[tuple[int, list[str]]], places: Places) -> Iterator[Movement]:
    problems = []
    for line, record in rows:
        try:
            yield _movement(_Row(record, places))
        except ValueError as error:
            problems.append(f"line {line}: {error}")
    if problems:
        raise FileRefusedError(problems)


def _told_apart(found: list[Movement]) -> list[Movement]:
    """A reference that stands twice is none of the bank's: payers wrote it."""
    times = Counter(movement.reference for movement in found)
    return [replace(each, reference="") if times[each.reference] > 1 else each for each in found]


class _Row:
    """A record's cells by column."""

    def __init__(self, record: Sequence[str], places: Places) -> None:
        self._record = record
        self._places = places

    def get(self, column: _Column) -> str:
        """The first such cell that holds anything."""
        return next(iter(self.all(column)), "")

    def all(self, column: _Column) -> list[str]:
        """All such cells that hold anything."""
        cells = (self._record[place] for place in self._places.get(column, ()) if place < len(self._record))
        return [cell.strip() for cell in cells if cell.strip()]


def _movement(row: _Row) -> Movement:
    if row.get(_Column.CURRENCY).upper() not in {"", movements.CURRENCY, "€", "EUROS"}:
        raise ValueError(f"the currency is {row.get(_Column.CURRENCY)[:10]!r}; only {movements.CURRENCY} is booked")
    booked = _day(row.get(_Column.BOOKED))
    payer, text = _told(row.get(_Column.PAYER), " ".join(dict.fromkeys(row.all(_Column.TEXT))))
    reference = row.get(_Column.REFERENCE)
    return Movement(
        booked_on=booked,
        value_on=_day(row.get(_Column.VALUE)) if row.get(_Column.VALUE) else booked,
        cents=movements.sensible(_cents(row)),
        payer=movements.name(payer),
        text=movements.label(text),
        reference=movements.reference(reference) if _BANK_REFERENCE.fullmatch(reference) else "",
        structured=movements.name(reference),
    )


def _told(payer: str, text: str) -> tuple[str, str]:
    """Who paid and what for; a transfer's label says both: `VIR SEPA RECU /DE … /MOTIF …`."""
    label = movements.label(text)
    match = None if payer else _RECEIVED.match(label)
    return (match["payer"], match["text"] or label) if match else (payer, label)


def _cents(row: _Row) -> int:
    amount = row.get(_Column.AMOUNT)
    if amount:
        return parse_cents(amount)
    debit, credit = (parse_cents(row.get(column) or "0") for column in (_Column.DEBIT, _Column.CREDIT))
    if bool(debit) == bool(credit) or credit < 0:
        raise ValueError("expected: an amount either in the debit's column or, above zero, in the credit's")
    return credit - abs(debit)


def _day(typed: str) -> date:
    iso, french = _ISO.fullmatch(typed), _DAY.fullmatch(typed)
    try:
        if iso:
            return movements.day(int(iso[1]), int(iso[2]), int(iso[3]))
        if french:
            year = int(french[3]) if len(french[3]) > 2 else 2000 + int(french[3])  # noqa: PLR2004 - two digits
            return movements.day(year, int(french[2]), int(french[1]))
    except ValueError as error:
        raise ValueError(f"{typed[:30]!r} is no day: {error}") from None
    raise ValueError(f"{typed[:30]!r} is no day; expected: dd/mm/yyyy, as in 20/11/2026")


def _account(preamble: str) -> str:
    match = _IBAN.search(preamble)
    return "".join(match[0].split()) if match else ""


def _closing(preamble: str, found: Sequence[Movement]) -> date | None:
    """The last day that the lines above the columns speak of, where it is not before the last movement."""
    last = max((movement.booked_on for movement in found), default=date.min)
    days = []
    for said in _CLOSING.findall(preamble):
        with suppress(ValueError):
            days.append(_day(said))
    return max((day for day in days if day >= last), default=None)
