"""Bylaws as data: each figure and option with the day it takes effect and the article it stands in.

A field's name is its key in the bylaws file; amounts are cents. `Dated.on(day)` is the value in force that day; a day
before the first entry reads the first. Rules cite by topic: `bylaws.cite("standing")` is the article an association's
own text gives to that topic, as in `NDZ art. 8`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figure(Generic[T]):
    """A value from a day on, the article that holds it, and the assembly that voted it, where one did.

    `serves` is the article that speaks of a figure which another (the annex) holds.
    """

    since: date
    value: T
    article: str
    assembly: str | None = None
    serves: str | None = None


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A figure through time, oldest first, never empty."""

    figures: tuple[Figure[T], ...]

    def figure(self, day: date) -> Figure[T]:
        """What is in force that day."""
        for figure in reversed(self.figures):
            if figure.since <= day:
                return figure
        return self.figures[0]

    def on(self, day: date) -> T:
        """The value in force that day."""
        return self.figure(day).value


@dataclass(frozen=True, slots=True)
class Dues:
    """Dues and standing (art. 3, 8, 9, 11-13, annex)."""

    admission: Dated[int]
    annual: Dated[int]
    monthly: Dated[int]
    admission_months: Dated[int]
    admission_months_cover: Dated[str]
    """`current_and_next`: the month of admission and those after; `next_two`: only those after."""
    admission_requires_full_payment: Dated[bool]
    annual_fee_grace_months: Dated[int]
    monthly_accrual_day: Dated[int]
    accepted_arrears: Dated[int]
    arrears_include: Dated[str]
    """`all`: the whole balance; `dues`: only admission, annual and monthly charges count as arrears."""
    long_arrears_months: Dated[int]
    long_arrears_wait_months: Dated[int]
    long_arrears_wait_scope: Dated[str]
    """`all`: every right of a member up to date; `aid`: mutual aid alone."""
    suspended_accrue: Dated[bool]
    waiting_months: Dated[int]
    waiting_blocks_vote: Dated[bool]


@dataclass(frozen=True, slots=True)
class Payments:
    """Payments in and out (art. 25)."""

    methods: Dated[tuple[str, ...]]
    exceptional_methods: Dated[tuple[str, ...]]
    declaration_maximum: Dated[int]
    duplicate_declaration_days: Dated[int]
    proof_days: Dated[int]
    self_confirm: Dated[bool]
    payout_approval: Dated[str]
    payout_excludes_beneficiary: Dated[bool]


@dataclass(frozen=True, slots=True)
class Aid:
    """Mutual aid (art. 6, 9, 14, annex): for each kind of event, what is paid and what each member contributes."""

    payouts: Mapping[str, Dated[int]]
    levies: Mapping[str, Dated[int]]
    documents: Mapping[str, Dated[str]]
    """`none`, `invitation`, `birth_certificate`, by kind of event."""
    ceremony_kinds: Dated[tuple[str, ...]]
    quarter_divisor: Dated[int]
    quarter_levy: Dated[str]
    levy_due_days: Dated[int]
    levy_without_payout: Dated[bool]
    levy_suspended: Dated[bool]
    eligibility_reference: Dated[str]
    art9_methods: Dated[tuple[str, ...]]
    multi_bereaved: Dated[str]
    set_off: Dated[bool]
    birthday_per_year: Dated[int]
    one_payout_per_event: Dated[bool]
    document_deadline_days: Dated[int]
    """0: none."""
    declaration_deadline_days: Dated[int]
    """0: none."""
    open_declarations: Dated[int]
    """How many of one member's declarations may wait for the bureau at once."""


@dataclass(frozen=True, slots=True)
class Meetings:
    """Meetings, votes, proxies, quorum, meals, absences (art. 15-20)."""

    meeting_months: Dated[tuple[int, ...]]
    ago_month: Dated[int]
    bureau_minimum: Dated[int]
    convocation_notice_days: Dated[int]
    convocation_notice_advice_days: Dated[int]
    convocation_second_yes: Dated[tuple[str, ...]]
    """The kinds of session whose convocation leaves only when a second bureau member says yes."""
    convocation_email: Dated[str]
    """`without_chat`: a copy to who has an address and no chat; `all`: to everybody who has an address."""
    nudge_days: Dated[tuple[int, ...]]
    """So many days before a session those who have not answered, and they alone, are asked again."""
    reconvene_days: Dated[int]
    second_ago_needs_quorum: Dated[bool]
    quorum_rounding: Dated[str]
    quorum_excludes_suspended: Dated[bool]
    recheck_quorum_each_vote: Dated[bool]
    chat_proxy_accepted: Dated[bool]
    proxy_sessions: Dated[tuple[str, ...]]
    proxy_deadline_hours: Dated[int]
    proxy_carries_over: Dated[bool]
    proxies_per_holder: Dated[int]
    host_lump_sum: Dated[int]
    meal: Dated[int]
    meal_absence_days: Dated[int]
    meal_suspended: Dated[bool]
    absence_mode: Dated[str]
    absence_unjustified_limit: Dated[int]
    absence_justified_limit: Dated[int]
    absence_grave_limit: Dated[int]
    absence_letter_same_year: Dated[bool]
    represented_is_absent: Dated[bool]
    """Whether a meeting at which somebody else voted for the member counts as missed."""
    egm_base: Dated[str]
    egm_bureau_numerator: Dated[int]
    egm_bureau_denominator: Dated[int]


@dataclass(frozen=True, slots=True)
class Office:
    """Terms, seats, discipline, communication (art. 21-31 and the groups' charters)."""

    bureau_term_years: Dated[int]
    commission_term_years: Dated[int]
    appeal_days: Dated[int]
    suspension_max_months: Dated[int]
    radiation_after_grave_faults: Dated[int]
    duplicate_days: Dated[int]
    warning_deadline_days: Dated[int]
    warning_repeat_days: Dated[int]


@dataclass(frozen=True, slots=True)
class Reminders:
    """The monthly dues reminder (no article; the association's choice)."""

    reminder_day: Dated[int]
    reminder_hour: Dated[int]
    send_from_hour: Dated[int]
    send_until_hour: Dated[int]
    remind_within_tolerance: Dated[bool]
    remind_suspended: Dated[bool]
    remind_if_pending_covers: Dated[bool]
    remind_needs_bank_date: Dated[bool]
    bereavement_pause_months: Dated[int]


@dataclass(frozen=True, slots=True)
class Privacy:
    """For how many days what has served is kept (art. 5)."""

    inbox_days: Dated[int]
    outbox_days: Dated[int]
    invitation_days: Dated[int]


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the règlement as the bylaws file knows it: number, title by language."""

    number: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StandingItem:
    """A point that the bylaws put on the agenda of a kind of session."""

    code: str
    titles: Mapping[str, str]
    """By language."""
    article: str
    """Its number."""
    since: date
    votes: bool = False
    """Whether it is put to the vote."""


@dataclass(frozen=True, slots=True)
class Bylaws:
    """An association's bylaws, checked whole."""

    name: str
    prefix: str
    currency: str
    adopted_on: date
    articles: Mapping[str, Article]
    topics: Mapping[str, str]
    """Topic of a rule -> number of the article it rests on."""
    dues: Dues
    payments: Payments
    aid: Aid
    meetings: Meetings
    office: Office
    reminders: Reminders
    privacy: Privacy
    agendas: Mapping[str, tuple[StandingItem, ...]] = field(default_factory=dict)
    """By kind of session (`ago`), in order; a kind that is not named has none."""

    def cite(self, topic: str) -> str:
        """The article that a topic rests on, as in `NDZ art. 8` or `NDZ annexe`."""
        return self.reference(self.topics[topic])

    def reference(self, number: str) -> str:
        """An article by its number, with the association's prefix."""
        return f"{self.prefix} art. {number}" if number[:1].isdigit() else f"{self.prefix} {number}"
