"""A bank's statement against the books: what each line is, and what a treasurer's yes books (art. 22).

A line is kept the first time it is handed in and known by account and reference ever after. Proposals are made anew
each time from what is booked and declared by then, so a line that somebody has booked meanwhile is booked no second
time. All booking goes through the payments, which number the receipts and tell the members.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import BookkeepingError, RefusedError
from assistant.domain.ledger import Method
from assistant.domain.members import GONE
from assistant.domain.payments import NewPayment, Payment, PaymentState
from assistant.domain.statements import (
    BankLine,
    BankStatement,
    Booked,
    Decided,
    Declared,
    Known,
    LineState,
    Match,
    Person,
    Proposal,
    Reading,
    Seen,
    StatementLine,
)
from assistant.ports import UnitOfWork
from assistant.rules.matching import propose as proposals_for
from assistant.rules.settling import DECLARED_WITHIN
from assistant.services import bank, payments
from assistant.services.imports.common import SHEET_ON
from assistant.services.permissions import Action, require


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A statement as it is kept: its last day, and the ids of its lines as runs of neighbours, first and last."""

    until: date
    runs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A line with what is proposed for it, and why this actor cannot book it, where they cannot."""

    id: int
    proposal: Proposal
    held: Reason | None = None
    """SELF_CONFIRMATION: the actor's own payment. FUTURE_DATE: the money counts from a day to come."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A statement's lines, in the order of its days."""

    until: date
    lines: tuple[Proposed, ...]

    def of(self, state: LineState) -> list[Proposed]:
        """Those in that state."""
        return [line for line in self.lines if line.proposal.state is state]

    def ready(self) -> list[Proposed]:
        """Those that a yes of this actor books."""
        return [line for line in self.of(LineState.MATCHED) if line.held is None]

    def digest(self) -> str:
        """Another one as soon as a yes would book anything else."""
        said = "|".join(f"{line.id}:{line.proposal.matches}" for line in self.ready())
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def hand_in(work: UnitOfWork, actor: Actor, statement: BankStatement) -> HandedIn:
    """Keep the lines that were not seen before. Nothing is booked."""
    require(work, actor, Action.RECONCILE)
    work.lock(payments.LOCK)
    ids = work.statements.keep(statement.account or "", statement.lines)
    return HandedIn(statement.until, runs(ids))


def runs(ids: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """The numbers as runs of neighbours, first and last."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(ids)):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def propose(work: UnitOfWork, actor: Actor, handed: HandedIn) -> Reconciliation:
    """What each line is by now; nobody else decides on a payment for the rest of the unit."""
    require(work, actor, Action.RECONCILE)
    work.lock(payments.LOCK)
    kept = [line for first, last in handed.runs for line in work.statements.between(first, last)]
    kept.sort(key=lambda line: (line.line.value_on, line.id))
    found = proposals_for([line.line for line in kept], _known(work, kept), work.bylaws)
    lines = [
        Proposed(line.id, each, held(work, actor, line.line, each.matches))
        for line, each in zip(kept, found, strict=True)
    ]
    return Reconciliation(handed.until, tuple(lines))


def accept(work: UnitOfWork, actor: Actor, handed: HandedIn) -> list[Payment]:
    """Book every matched line, and note up to which day the bank is entered. Returns what was booked."""
    found = propose(work, actor, handed)
    booked = [
        payment for line in found.ready() for payment in _book(work, actor, _kept(work, line.id), line.proposal.matches)
    ]
    bank.enter_through(work, actor, handed.until)
    return booked


def decide(work: UnitOfWork, actor: Actor, line: int, reading: Reading) -> list[Payment]:
    """Book a line as a treasurer reads it.

    RefusedError: ALREADY_DECIDED, SELF_CONFIRMATION, FUTURE_DATE, BAD_AMOUNT.
    """
    require(work, actor, Action.RECONCILE)
    work.lock(payments.LOCK)
    kept = _kept(work, line)
    _refuse(_reason_against(work, actor, kept, reading))
    return _book(work, actor, kept, reading)


def leave(work: UnitOfWork, actor: Actor, line: int) -> None:
    """The line is nobody's payment: it is not asked about again. RefusedError: ALREADY_DECIDED."""
    require(work, actor, Action.RECONCILE)
    work.lock(payments.LOCK)
    if _is_booked(work, _kept(work, line)):
        raise RefusedError(Decision(allowed=False, reason=Reason.ALREADY_DECIDED))
    work.statements.decide(line, Decided.LEFT, actor.name, again=True)
    work.audit.record(actor, "bank_line_left", {"line": line})


def _known(work: UnitOfWork, kept: Sequence[StatementLine]) -> Known:
    """All that the proposals rest on."""
    first = min((line.line.value_on for line in kept), default=work.today)
    account = kept[0].account if kept else ""
    sheet = work.book.get(SHEET_ON)
    return Known(
        people=[
            Person(each.number, each.last_name, each.first_name, each.spouse, each.status_on(work.today) in GONE)
            for each in work.members.all()
        ],
        declared=[
            Declared(each.id, each.member, each.cents, each.method, each.value_on) for each in work.payments.queue()
        ],
        booked=_booked(work, kept, account, first),
        seen=[
            Seen(each.line.ref, each.line.value_on, each.line.cents, each.line.label, each.decided)
            for each in work.statements.since(account, first)
        ],
        sheet_on=date.fromisoformat(sheet) if sheet else None,
    )


def _booked(work: UnitOfWork, kept: Sequence[StatementLine], account: str, first: date) -> list[Booked]:
    """Confirmed payments of that time, and those of these very lines, each with the line of this account it is from."""
    since = first - 2 * DECLARED_WITHIN
    found = {payment.id: payment for payment in work.payments.booked(since)}
    refs = {payment: ref for payment, (of, ref) in work.statements.sources(since).items() if of == account}
    for line in kept:
        for number in line.payments:
            payment = found.get(number) or work.payments.get(number)
            if payment is not None and payment.state is PaymentState.CONFIRMED:
                found[number], refs[number] = payment, line.line.ref
    return [
        Booked(each.id, each.member, each.amount, each.method, each.value_on, refs.get(each.id))
        for each in found.values()
    ]


def held(work: UnitOfWork, actor: Actor, line: BankLine, reading: Reading) -> Reason | None:
    """Why this actor cannot book that line so, right though it may be."""
    if line.value_on > work.today:
        return Reason.FUTURE_DATE
    own = work.bylaws.payments.self_confirm.on(work.today)
    if not own and any(match.member == actor.name for match in reading):
        return Reason.SELF_CONFIRMATION
    return None


def _kept(work: UnitOfWork, line: int) -> StatementLine:
    found = work.statements.between(line, line)
    if not found:
        raise RefusedError(Decision(allowed=False, reason=Reason.ALREADY_DECIDED))
    return found[0]


def _is_booked(work: UnitOfWork, line: StatementLine) -> bool:
    payments_of = (work.payments.get(number) for number in line.payments)
    return any(each is not None and each.state is PaymentState.CONFIRMED for each in payments_of)


def _reason_against(work: UnitOfWork, actor: Actor, kept: StatementLine, reading: Reading) -> Reason | None:
    """Whatever speaks against booking the line so, before anything is written."""
    if _is_booked(work, kept) or not all(_still_open(work, match) for match in reading):
        return Reason.ALREADY_DECIDED
    if kept.line.cents <= 0 or sum(match.cents for match in reading) != kept.line.cents:
        return Reason.BAD_AMOUNT
    return held(work, actor, kept.line, reading)


def _still_open(work: UnitOfWork, match: Match) -> bool:
    """Whether the declaration that it settles still waits, and is that member's."""
    if match.payment is None:
        return work.members.get(match.member) is not None
    payment = work.payments.get(match.payment)
    return payment is not None and payment.state is PaymentState.DECLARED and payment.member == match.member


def _refuse(reason: Reason | None) -> None:
    if reason is not None:
        raise RefusedError(Decision(allowed=False, reason=reason))


def _book(work: UnitOfWork, actor: Actor, kept: StatementLine, reading: Reading) -> list[Payment]:
    """A confirmed payment a part, tied to the line; the line is decided."""
    booked = [_part(work, actor, kept, match) for match in reading]
    for payment in booked:
        work.statements.link(kept.id, payment.id)
    work.statements.decide(kept.id, Decided.ACCEPTED, actor.name, again=True)
    work.audit.record(actor, "bank_line_accepted", {"line": kept.id, "payments": [each.id for each in booked]})
    return booked


def _part(work: UnitOfWork, actor: Actor, kept: StatementLine, match: Match) -> Payment:
    if match.payment is not None:
        return payments.confirm(work, actor, match.payment, cents=match.cents)
    line = kept.line
    new = NewPayment(match.cents, Method.TRANSFER.value, line.value_on, line.text)
    key = f"bank:{kept.account}:{line.ref}:{match.member}:{len(kept.payments)}"
    payment = payments.receive(work, actor, match.member, new, key)
    if payment is None:
        raise BookkeepingError(f"line {kept.id} of the bank was booked for {match.member} before")
    return payment
