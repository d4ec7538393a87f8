"""A bank's statement and what is proposed for each of its lines. Credits are positive cents, debits negative.

Nothing here is booked: a proposal waits for a treasurer's yes (art. 22).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.domain.ledger import Method
from assistant.words import fold

COMPUTED = "~"
"""What a reference begins with that the bank did not give: it is made of day, amount, label and place that day."""


@dataclass(frozen=True, slots=True)
class BankLine:
    """A booked movement of the account."""

    ref: str
    """The bank's, else one that begins with `COMPUTED`; one of its kind in a statement."""
    booked_on: date
    value_on: date
    cents: int
    payer: str
    """Whoever stands on the other side; empty where the bank says nothing."""
    text: str
    structured: str | None = None
    """The reference that the payer gave in a field of its own."""
    reversal: bool = False
    """The bank takes back an earlier movement."""

    @property
    def label(self) -> str:
        """What makes two lines look alike, case and accents aside."""
        return fold(f"{self.payer} {self.text}")


@dataclass(frozen=True, slots=True)
class BankStatement:
    """A file of the bank: an account's movements up to the end of a day."""

    account: str | None
    """The IBAN, or what else the bank calls it; None where the file does not say."""
    lines: tuple[BankLine, ...]
    until: date
    """The statement's last day: its closing balance's, else its last line's."""


class LineState(StrEnum):
    """What is to become of a line."""

    MATCHED = "matched"
    DOUBTFUL = "doubtful"
    UNMATCHED = "unmatched"
    IGNORED = "ignored"


class LineReason(StrEnum):
    """Why a line has its state."""

    REFERENCE = "reference"
    """A creditor reference with the right check digits."""
    NUMBER = "number"
    NAME = "name"
    COUPLE = "couple"
    """Both of a couple are named."""

    SEVERAL_PEOPLE = "several_people"
    """A name that several members share, or several members named."""
    NAME_PARTLY = "name_partly"
    """A member's last name alone, or more names than the member's."""
    JOINT_ACCOUNT = "joint_account"
    """A couple's account, and nothing says for whom."""
    SPLIT_UNCLEAR = "split_unclear"
    NAME_CONTRADICTS = "name_contradicts"
    NUMBER_UNKNOWN = "number_unknown"
    """Nobody has that number, but a name says who it may be."""
    REFERENCE_WRONG = "reference_wrong"
    """A creditor reference whose check digits are wrong."""
    AMOUNT_UNUSUAL = "amount_unusual"
    DECLARED_OTHERWISE = "declared_otherwise"
    """The member declared another amount, or a cheque."""
    ALIKE = "alike"
    """Another line of the same day has the same amount and label."""
    PERHAPS_BOOKED = "perhaps_booked"
    UNDONE = "undone"
    """It was booked, and the payment was reversed since."""

    UNKNOWN_PAYER = "unknown_payer"
    FORMER_MEMBER = "former_member"
    REVERSAL = "reversal"
    LEFT = "left"
    """A treasurer has said that it is nobody's."""

    DEBIT = "debit"
    BOOKED = "booked"
    BEFORE_BOOKS = "before_books"
    """The balance sheet holds it."""


@dataclass(frozen=True, slots=True)
class Match:
    """A member's part of a line."""

    member: str
    cents: int
    payment: int | None = None
    """The declaration that it settles; None where nothing was declared."""


Reading = tuple[Match, ...]
"""One way to understand a line: the parts add up to it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a line."""

    line: BankLine
    state: LineState
    reason: LineReason
    matches: Reading = ()
    """What a yes books; of a matched line alone."""
    candidates: tuple[Reading, ...] = ()
    """How a doubtful line may be understood, the likeliest first."""
    booked: tuple[int, ...] = ()
    """The payments that the line is, or perhaps is, booked as already."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member as a bank's line may name them."""

    number: str
    last_name: str
    first_name: str
    spouse: str | None = None
    former: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration that waits for the treasurer."""

    payment: int
    member: str
    cents: int
    method: Method
    value_on: date


@dataclass(frozen=True, slots=True)
class Booked:
    """A confirmed payment, and the bank's line it was booked from, where it was."""

    payment: int
    member: str
    cents: int
    method: Method
    value_on: date
    ref: str | None = None


class Decided(StrEnum):
    """What a treasurer has said about a line."""

    ACCEPTED = "accepted"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line as it is kept."""

    id: int
    account: str
    """Empty where the bank's file does not say."""
    line: BankLine
    decided: Decided | None = None
    payments: tuple[int, ...] = ()
    """Those booked from it, undone ones too."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A line of an earlier statement of the same account."""

    ref: str
    value_on: date
    cents: int
    label: str
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """All that a proposal rests on beside the lines."""

    people: Sequence[Person]
    declared: Sequence[Declared] = ()
    booked: Sequence[Booked] = ()
    seen: Sequence[Seen] = ()
    sheet_on: date | None = None
    """The day of the balance sheet that opened the books, which holds all that moved before."""
