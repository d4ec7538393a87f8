"""What documents about meetings are made of; see `assistant.domain.papers` for the conventions.

Every text is plain and in the reader's language; what a document says of its own accord (column heads, page numbers),
its maker adds.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from assistant.domain.papers import Person


class Fact(TypedDict):
    """One line of what a document states first: `Date`, `samedi 14 mars 2026 à 14 h 30`."""

    label: str
    value: str


class ConvocationPaper(TypedDict):
    """Of `convocation`, a PDF letter, the same for every member."""

    association: str
    title: str
    to: str
    """`To all members`."""
    place: NotRequired[str]
    """Where it is written: `Paris`."""
    issued_on: str
    facts: list[Fact]
    agenda: list[str]
    paragraphs: list[str]
    """After the agenda: who votes, how to be represented, how to answer, by which articles."""
    signed_by: str


class MandatePaper(TypedDict):
    """Of `mandate`, a PDF: one member's vote in the hands of another (art. 16)."""

    association: str
    title: str
    reference: str
    issued_on: str
    """When it was given."""
    giver: Person
    holder: Person
    facts: list[Fact]
    paragraphs: list[str]
    to_sign: NotRequired[bool]
    """Whether both are left room to sign; else not."""


class AttendanceRow(TypedDict):
    """One member of the sheet."""

    number: str
    name: str
    state: Literal["present", "represented", "absent"]
    note: str
    """When they came and left, or who held their mandate."""
    votes: int
    """In the member's hands; 0 for none."""


class AttendancePaper(TypedDict):
    """Of `attendance_sheet`, a PDF to sign: everybody convened, by name."""

    association: str
    title: str
    issued_on: str
    facts: list[Fact]
    rows: list[AttendanceRow]
    """In the order they are to stand."""
    summary: list[str]
    """The counts and the quorum, in words."""
    signers: list[str]
    """Who signs below: `The chair: Hilaire NTSIBA`."""
    recorded: bool
    """Whether check-ins stand in it; else the column is left for signatures."""


class VoteRow(TypedDict):
    """A resolution with its count."""

    text: str
    in_favour: int
    against: int
    abstaining: int
    outcome: str
    """`Adopted`, `Rejected`."""


class MinutesSection(TypedDict):
    """A point of the agenda, as it went."""

    title: str
    paragraphs: list[str]
    votes: list[VoteRow]


class NameList(TypedDict):
    """Those present, represented, excused, absent."""

    title: str
    names: list[str]


class MinutesPaper(TypedDict):
    """Of `minutes`, a PDF of as many pages as it takes."""

    association: str
    title: str
    issued_on: str
    facts: list[Fact]
    people: list[NameList]
    opening: list[str]
    """What was said before the first point."""
    sections: list[MinutesSection]
    closing: list[str]
    signers: list[str]
    draft: bool
    """Marked as a draft on every page."""


class PageSection(TypedDict):
    """A part of a page."""

    heading: str
    paragraphs: list[str]
    points: list[str]
    """Listed below them."""


class MarkdownPage(TypedDict):
    """Of `markdown_page`, a page for a web site: its front matter, then plain texts, which the maker marks up."""

    title: str
    date: str
    categories: list[str]
    paragraphs: list[str]
    sections: list[PageSection]
    closing: list[str]


class CalendarFile(TypedDict):
    """Of `calendar`, an iCalendar file of one event (RFC 5545)."""

    uid: str
    """The same for every edition: `meeting-3@mbongi`."""
    sequence: int
    """The edition."""
    stamped_at: str
    """ISO instant."""
    starts_at: str
    """ISO instant, aware."""
    minutes: int
    """How long it is thought to last."""
    summary: str
    location: str
    description: str
    cancelled: bool
