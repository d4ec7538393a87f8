"""Members, lines and payments for the tests of what a bank's statement proposes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assistant.domain.ledger import Method
from assistant.domain.statements import BankLine, Booked, Declared, Known, Person, Proposal
from assistant.rules.matching import propose
from tests.rules.people import BYLAWS

PEOPLE = (
    Person("M003", "LIKIBI", "Jean-Paul"),
    Person("M006", "D'ALMEIDA", "Blandine"),
    Person("M007", "NGALIBALI", "Albert", "M008"),
    Person("M008", "NGALIBALI", "Solange", "M007"),
    Person("M011", "YOKA", "Wilfrid", "M012"),
    Person("M012", "YOKA", "Sylvie", "M011"),
    Person("M013", "OBAMI", "Côme"),
    Person("M017", "LEBAN", "Albert"),
    Person("M018", "NGALIBALI", "Marie-Noëlle"),
    Person("M019", "M'BEMBA", "Hilaire"),
    Person("M024", "MASSAMBA", "Thérèse"),
    Person("M027", "LIKIBI", "Zéphirin"),
    Person("M029", "AMPION", "Côme"),
    Person("M031", "MASSAMBA", "Barthélemy"),
    Person("M033", "LEBAN", "Gaétan"),
    Person("M034", "OKEMBA", "Arlette"),
    Person("M035", "NGALIBALI", "Cyr"),
    Person("M051", "PEA-OKO", "Noël"),
    Person("M066", "NKOUKA", "Laure", former=True),
    Person("M067", "LEBAN", "Dieudonné", former=True),
    Person("M120", "TATI", "Jean"),
)
DAY = date(2026, 11, 5)


def line(
    payer: str = "",
    text: str = "",
    cents: int = 1000,
    *,
    ref: str = "B1",
    on: date = DAY,
    structured: str | None = None,
    reversal: bool = False,
    booked_on: date | None = None,
) -> BankLine:
    """A credit of ten euros on 5 November, unless said otherwise."""
    return BankLine(ref, booked_on or on, on, cents, payer, text, structured, reversal)


def declared(
    payment: int, member: str, cents: int = 1000, on: date = DAY, method: Method = Method.TRANSFER
) -> Declared:
    """A transfer of ten euros declared for the same day, unless said otherwise."""
    return Declared(payment, member, cents, method, on)


def booked(
    payment: int,
    member: str,
    cents: int = 1000,
    on: date = DAY,
    method: Method = Method.TRANSFER,
    *,
    ref: str | None = None,
) -> Booked:
    """A transfer of ten euros booked for the same day out of a spreadsheet, unless said otherwise."""
    return Booked(payment, member, cents, method, on, ref)


def proposals(*lines: BankLine, known: Known | None = None) -> list[Proposal]:
    """What is proposed for these lines."""
    return propose(lines, known or Known(PEOPLE), BYLAWS)


def proposal(one: BankLine, known: Known | None = None) -> Proposal:
    """What is proposed for that line alone."""
    (only,) = proposals(one, known=known)
    return only


def parts(proposed: Proposal) -> dict[str, int]:
    """What a yes books: cents by member."""
    return {match.member: match.cents for match in proposed.matches}


def candidates(proposed: Proposal) -> list[dict[str, int]]:
    """How a doubtful line may be understood."""
    return [{match.member: match.cents for match in reading} for reading in proposed.candidates]


def whole(members: Iterable[str], cents: int = 1000) -> list[dict[str, int]]:
    """All of it to one of them."""
    return [{member: cents} for member in members]
