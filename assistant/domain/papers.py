"""What documents are made of: the data that a reply's attachment carries to the maker of that name.

All of it is JSON: amounts in integer cents, days as ISO text (`2026-03-05`). Texts, with articles as people read them
(`art. 13`), are plain and in the reader's language; what a document says of its own accord, its maker adds.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

Theme = Literal["light", "dark"]


class Person(TypedDict):
    """A member, as documents name them."""

    number: str
    name: str


class ReceiptData(TypedDict):
    """Of `receipt`, a PDF: money that the treasurer has confirmed."""

    association: str
    payee: str | None
    """Whose account was paid into, where it is not simply the association."""
    number: str
    """The receipt's own: `2026-0042`."""
    member: Person
    cents: int
    """What was confirmed; more than zero."""
    declared: int | None
    """What the member had declared, where the treasurer amended it; None where not."""
    currency: str
    paid_on: str
    """The day the money changed hands."""
    method: Literal["transfer", "cheque", "cash"]
    balance: int
    """After the payment; negative: the member still owes."""
    article: str
    """What the payment rests on; empty where nothing does."""
    issued_on: str


class StatementLineData(TypedDict):
    """One line of an account."""

    on: str
    label: str
    """What it is, with its cause: `Monthly fee, March 2026`."""
    article: str
    """Empty where it rests on none."""
    cents: int
    """Negative: charged to the member. Positive: paid or given."""
    balance: int
    """After this line; negative: the member owes."""


class AccountStatementData(TypedDict):
    """Of `account_statement`, a PDF of as many pages as it takes."""

    association: str
    member: Person
    since: str
    until: str
    currency: str
    opening: int
    """Before the first day; negative: the member owes."""
    closing: int
    lines: list[StatementLineData]
    """Oldest first."""
    issued_on: str


class LetterRow(TypedDict):
    """One line of what a letter counts up."""

    on: str | None
    label: str
    cents: int


class LetterData(TypedDict):
    """Of `letter`, a PDF: to one member, with room to sign."""

    association: str
    date: str
    place: NotRequired[str]
    """Where it is written: `Paris`."""
    recipient: Person
    subject: str
    paragraphs: list[str]
    """From the salutation on."""
    table: list[LetterRow] | None
    """What the letter counts up; its total stands under it."""
    closing: NotRequired[list[str]]
    """The paragraphs after the table."""
    currency: NotRequired[str]
    """Needed where there is a table."""
    signed_by: str
    """Name and office: `Hilaire NTSIBA, president`."""


class PayeeData(TypedDict):
    """The account to pay into."""

    iban: str
    bic: str | None
    name: str
    """Cut at 70 characters, and written in the letters that banks exchange."""


class SepaCodeData(TypedDict):
    """Of `sepa_code`, a PNG: what a bank's application reads to fill in a transfer."""

    payee: PayeeData
    cents: int
    """1 to 99 999 999 999."""
    currency: str
    """EUR alone."""
    reference: str
    """Best the `payment_reference` of the member; else any text, such as the bare number."""


class ArrearsBand(TypedDict):
    """Members who owe more than the band before allows, up to an amount."""

    up_to: int | None
    """None: however much, for the last band."""
    members: int
    cents: int
    """What they owe together; positive."""


class ArrearsChartData(TypedDict):
    """Of `arrears_chart`, a PNG."""

    on: str
    currency: str
    bands: list[ArrearsBand]
    """From the smallest arrears to the largest; at least one."""
    theme: Theme


class MonthOfDues(TypedDict):
    """What fell due in a month, and what of it has come in; both positive."""

    month: str
    """`2026-03`."""
    due: int
    received: int


class DuesChartData(TypedDict):
    """Of `dues_chart`, a PNG."""

    currency: str
    months: list[MonthOfDues]
    """Oldest first; one to twelve."""
    theme: Theme


class DebtorData(TypedDict):
    """A member who owes."""

    number: str
    name: str
    owed: int
    overdue: int
    """What of it counts as arrears."""
    since: str | None
    """The first day of the present arrears; None where nothing is overdue."""
    status: str
    """A standing, or SUSPENDED in its place."""
    reachable: bool


class ArrearsSheetData(TypedDict):
    """Of `arrears_sheet`, a workbook."""

    on: str
    currency: str
    members: list[DebtorData]
    """In the order they are to stand."""


class ReachedData(TypedDict):
    """What became of a message to many, for one member."""

    number: str
    name: str
    phone: str | None
    email: str | None
    reach: str
    """As `assistant.domain.broadcasts.Reach` has it."""


class DeliverySheetData(TypedDict):
    """Of `delivery_sheet`, a workbook."""

    members: list[ReachedData]
    """In the order they are to stand."""


class FundLineData(TypedDict):
    """What came of the events of a kind within the year; amounts are positive or 0."""

    label: str
    granted: int | None
    """How many times the bureau has said yes; None where that is not counted."""
    paid: int
    called: int
    received: int
    due: int
    """What members still owe at the end of it."""


class FundSummaryData(TypedDict):
    """Of `fund_summary`, a PDF for the assembly: it names nobody."""

    association: str
    year: str
    since: str
    """At the end of which day the year begins: `2025-12-31`."""
    until: str
    currency: str
    opening: int
    """The fund's balance at the beginning; negative: it owes."""
    balance: int
    lines: list[FundLineData]
    helps: int
    """How many times exceptional help was paid."""
    helped: int
    other: int
    """What else moved the balance; of either sign."""
    article: str
    help_article: str
    issued_on: str


class FundEventData(TypedDict):
    """What came of an event within the year; amounts are positive or 0."""

    label: str
    concerned: list[Person]
    granted_on: str
    undone: bool
    """Whether it was cancelled since."""
    paid: int
    called: int
    received: int
    due: int


class FundSheetData(TypedDict):
    """Of `fund_sheet`, a workbook for the bureau."""

    until: str
    currency: str
    events: list[FundEventData]
    """In the order they are to stand."""
