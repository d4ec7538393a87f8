"""The account of mutual aid over a year: what was paid, called, received, what members still owe (art. 14, 26).

The fund's account counts a contribution from its call on; of what has come in `rules.aid.received` tells. A year ends
with its last day, or today. Money belongs to the year in which it moved, an event to that of the bureau's first yes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.aid import LISTED, EventKind
from assistant.domain.claims import AidEvent, ClaimState, FiledClaim
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.ledger import Account, Kind, Transfer
from assistant.domain.members import Member
from assistant.ports import UnitOfWork
from assistant.rules.aid.received import Contribution, contributions
from assistant.services import books
from assistant.services.permissions import Action, require

PAGE = 2000
"""Transfers read at a time."""
_NOTHING = Contribution(0, 0)
_GRANTED = frozenset({ClaimState.APPROVED, ClaimState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Sums:
    """What moved within the year, and what is still due at its end; all in cents."""

    paid: int = 0
    called: int = 0
    received: int = 0
    due: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.paid + other.paid, self.called + other.called, self.received + other.received, self.due + other.due
        )


@dataclass(frozen=True, slots=True)
class EventAccount:
    """What came of an event within the year."""

    event: int
    kind: EventKind
    """As the claim that was approved first was judged."""
    concerned: tuple[Member, ...]
    """For whom the bureau has said yes."""
    granted_on: date
    undone: bool
    """Whether all that was granted for it was cancelled since."""
    sums: Sums


@dataclass(frozen=True, slots=True)
class KindAccount:
    """What came of the events of a kind within the year; `kind` None: of other years' events, and of cancelled ones."""

    kind: EventKind | None
    granted: int
    """How many claims were approved within the year."""
    sums: Sums


@dataclass(frozen=True, slots=True)
class Summary:
    """The fund over a year, naming nobody. Amounts in cents; the balances count what was called and is still due."""

    year: int
    since: date
    """At the end of which day the year begins: the last of the year before, or that of the books' opening."""
    until: date
    opening: int
    balance: int
    kinds: tuple[KindAccount, ...]
    """In the annex's order."""
    helps: int
    """How many times exceptional help was paid."""
    helped: int
    other: int
    """What else moved the balance: opening balances entered late, entries by hand."""

    @property
    def sums(self) -> Sums:
        """Of all events together, exceptional help apart."""
        return sum((each.sums for each in self.kinds), Sums())


@dataclass(frozen=True, slots=True)
class Fund:
    """The fund over a year as the bureau sees it."""

    summary: Summary
    events: tuple[EventAccount, ...]
    """By the day of the bureau's yes, oldest first."""


def account(work: UnitOfWork, actor: Actor, year: int) -> Fund:
    """The fund over that year, event by event. Raises as `summary`."""
    found = _year(work, actor, year)
    events = tuple(found.events())
    return Fund(found.summary(year, events), events)


def summary(work: UnitOfWork, actor: Actor, year: int) -> Summary:
    """The same by kind of event, for the assembly.

    RefusedError: NOT_AUTHORISED, FUTURE_DATE. BeforeBooksError for a year that ended before the books opened.
    """
    found = _year(work, actor, year)
    return found.summary(year, tuple(found.events()))


def _year(work: UnitOfWork, actor: Actor, year: int) -> _Year:
    require(work, actor, Action.SEE_FUND)
    if year > work.today.year:
        raise RefusedError(Decision(allowed=False, reason=Reason.FUTURE_DATE))
    until = min(date(year, 12, 31), work.today)
    opened = books.opened_by(work, until)
    before = date(year - 1, 12, 31)
    return _Year(work, max(before, opened) if opened else before, until)


class _Year:
    """What is known of the claims and of the money from the end of one day to the end of another."""

    def __init__(self, work: UnitOfWork, since: date, until: date) -> None:
        self.work = work
        self.since = since
        self.until = until
        self.claims = [filed for filed in work.claims.all() if self._granted_on(filed) is not None]
        self.paid, self.helped = self._payments()
        accounts = books.all_entries_on(work, until).values()
        self.before, self.by_now = contributions(accounts, since), contributions(accounts, until)

    def summary(self, year: int, events: Iterable[EventAccount]) -> Summary:
        kinds, helped = tuple(self._kinds(events)), sum(self.helped.values())
        opening, balance = _balance(self.work, self.since), _balance(self.work, self.until)
        sums = sum((each.sums for each in kinds), Sums())
        return Summary(
            year=year,
            since=self.since,
            until=self.until,
            opening=opening,
            balance=balance,
            kinds=kinds,
            helps=sum(1 for cents in self.helped.values() if cents),
            helped=helped,
            other=balance - opening - sums.called + sums.paid + helped,
        )

    def events(self) -> Iterator[EventAccount]:
        """Those granted within the year, and those of other years of which something moved or is still due."""
        found = [self._event(event, claims) for event in self.work.claims.events() if (claims := self._on(event))]
        for each in sorted(found, key=lambda each: (each.granted_on, each.event)):
            if each.sums != Sums() or self._within(each.granted_on):
                yield each

    def _event(self, event: AidEvent, claims: list[FiledClaim]) -> EventAccount:
        standing = [filed for filed in claims if filed.state is ClaimState.APPROVED]
        counted = standing or claims
        first = min(counted, key=self._day)
        numbers = dict.fromkeys(filed.told.concerns for filed in counted)
        members = (self.work.members.get(number) for number in numbers)
        return EventAccount(
            event=event.id,
            kind=_kind(first),
            concerned=tuple(member for member in members if member is not None),
            granted_on=self._day(first),
            undone=not standing,
            sums=self._called(event) + Sums(paid=sum(self.paid[filed.id] for filed in claims)),
        )

    def _called(self, event: AidEvent) -> Sums:
        now, before = self.by_now.get(event.subject, _NOTHING), self.before.get(event.subject, _NOTHING)
        return Sums(0, now.called - before.called, now.received - before.received, now.due)

    def _kinds(self, events: Iterable[EventAccount]) -> Iterator[KindAccount]:
        """Each claim's payment under its own kind, each contribution under that of its event."""
        sums: dict[EventKind | None, Sums] = {}
        granted: Counter[EventKind | None] = Counter()
        for each in events:
            kind = each.kind if self._within(each.granted_on) and not each.undone else None
            called = Sums(0, each.sums.called, each.sums.received, each.sums.due)
            sums[kind] = sums.get(kind, Sums()) + called
        for filed in self.claims:
            counts = filed.state is ClaimState.APPROVED and self._within(self._day(filed))
            of = _kind(filed) if counts else None
            granted[of] += counts
            sums[of] = sums.get(of, Sums()) + Sums(paid=self.paid[filed.id])
        for kind in (*LISTED, EventKind.OTHER, None):
            if granted[kind] or sums.get(kind, Sums()) != Sums():
                yield KindAccount(kind, granted[kind], sums[kind])

    def _payments(self) -> tuple[Counter[int], Counter[str]]:
        """What was paid within the year, by claim; and as exceptional help, by order."""
        paid: Counter[int] = Counter()
        helped: Counter[str] = Counter()
        for row in _of_fund(self.work):
            cents = row.cents if row.debit == Account.AID else -row.cents
            if not self._within(row.value_on):
                continue
            if row.kind is Kind.HELP:
                helped[row.cause] += cents
            elif row.kind is Kind.PAYOUT and (claim := self._claim_of(row)) is not None:
                paid[claim] += cents
        return paid, helped

    def _claim_of(self, row: Transfer) -> int | None:
        """What a payout was for: its cause is the order, or the claim itself where a debt was kept back."""
        thing, _, number = row.cause.partition(":")
        if thing == "order":
            order = self.work.orders.get(int(number))
            thing, _, number = order.cause.partition(":") if order else ("", "", "")
        return int(number) if thing == "claim" else None

    def _on(self, event: AidEvent) -> list[FiledClaim]:
        return [filed for filed in self.claims if filed.event == event.id]

    def _within(self, day: date) -> bool:
        return self.since < day <= self.until

    def _day(self, filed: FiledClaim) -> date:
        day = self._granted_on(filed)
        assert day is not None  # noqa: S101 - the others were left out
        return day

    def _granted_on(self, filed: FiledClaim) -> date | None:
        """The day of the bureau's yes, be it undone since; None where there is none by the end of the year."""
        if filed.state not in _GRANTED or filed.decision is None:
            return None
        day = self.work.local(filed.decision.decided_at).date()
        return day if day <= self.until else None


def _kind(filed: FiledClaim) -> EventKind:
    return filed.verdict.kind if filed.verdict else filed.ruled or filed.told.kind


def _balance(work: UnitOfWork, day: date) -> int:
    return sum(moved.credited - moved.debited for moved in work.ledger.turnovers([Account.AID], None, day))


def _of_fund(work: UnitOfWork) -> Iterator[Transfer]:
    """The rows on the fund's account, read page by page."""
    last = 0
    while page := work.ledger.transfers(last, PAGE):
        yield from (row for row in page if Account.AID in {row.debit, row.credit})
        last = page[-1].id
