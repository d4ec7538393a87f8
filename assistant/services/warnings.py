"""The written warning about unpaid dues (art. 30): issued by the bureau, kept with what it said and the proof it left.

It leaves by the member's chat, or on paper where there is none. Nothing follows by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.decisions import Decision, Reason, Situation
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.ledger import Entry
from assistant.domain.members import BUREAU, TREASURERS, Member, Role
from assistant.domain.messages import Delivery, Json, OutboxState, Outgoing
from assistant.domain.reminding import PauseReason, Telling, ToldBy, WarningKind, WarningLetter
from assistant.ports import UnitOfWork
from assistant.rules.standing import months_closed, situation, unpaid
from assistant.rules.warnings import may_warn, non_payment
from assistant.services import pauses
from assistant.services.books import books_open_on, entries_on
from assistant.services.permissions import Action, require

KIND = "dues_warning"


@dataclass(frozen=True, slots=True)
class WarningFile:
    """What the bureau must know before it warns a member."""

    member: Member
    money: Situation
    decision: Decision
    """Whether a warning may be issued today."""
    review: Decision
    """Whether not paying may be taken for a grave fault."""
    earlier: tuple[WarningLetter, ...]
    body: Json
    """What the letter would be made of."""
    reachable: bool
    pending: int
    """Cents declared, and not confirmed."""
    pause: PauseReason | None


def about(work: UnitOfWork, actor: Actor, number: str) -> WarningFile:
    """The member's arrears, earlier warnings, and what a warning of today would say."""
    require(work, actor, Action.WARN)
    member = known(work, number)
    entries = entries_on(work, member, work.today)
    money = situation(entries, work.bylaws, work.today)
    earlier = tuple(_about_dues(work, member))
    last = max((warning.issued_on for warning in earlier), default=None)
    decision = may_warn(member.status_on(work.today), money, last, work.bylaws)
    return WarningFile(
        member=member,
        money=money,
        decision=decision,
        review=review(work, member, entries),
        earlier=earlier,
        body=_about_money(work, entries, money, decision) | about_people(work, actor, member, TREASURERS),
        reachable=work.accounts.address(member.number) is not None,
        pending=sum(payment.cents for payment in work.payments.pending(member.number)),
        pause=pauses.in_force(work, work.today).get(member.number),
    )


def issue(work: UnitOfWork, actor: Actor, number: str, *, again: bool = False) -> WarningLetter:
    """Warn the member today. `again`: although the last warning is recent.

    RefusedError: NOT_A_MEMBER, the standing of who does not owe more than is accepted, ALREADY_WARNED.
    """
    require(work, actor, Action.WARN)
    work.lock(f"member:{known(work, number).number}")
    found = about(work, actor, number)
    member, decision = found.member, found.decision
    if not decision.allowed and not (again and decision.reason is Reason.ALREADY_WARNED):
        raise RefusedError(decision)
    warning = work.warnings.add(
        member.number,
        WarningKind.DUES,
        issued_on=work.today,
        issued_by=actor.name,
        cents=found.money.overdue,
        pay_by=date.fromisoformat(found.body["pay_by"]),
        body=found.body,
        message=send(work, member, KIND, found.body),
    )
    work.audit.record(actor, "warn", {"member": member.number, "warning": warning, "cents": found.money.overdue})
    return kept(work, warning)


def note(work: UnitOfWork, actor: Actor, warning: int, *, by: ToldBy, on: date, text: str = "") -> WarningLetter:
    """Note that it was posted, handed over or told on that day.

    RefusedError: PAST_DATE before it was issued, FUTURE_DATE, ALREADY_NOTED where that was done before.
    """
    require(work, actor, Action.WARN)
    issued = kept(work, warning)
    if on < issued.issued_on or on > work.today:
        reason = Reason.PAST_DATE if on < issued.issued_on else Reason.FUTURE_DATE
        raise RefusedError(Decision(allowed=False, reason=reason))
    if not work.warnings.tell(warning, Telling(by, on, actor.name, text)):
        raise RefusedError(Decision(allowed=False, reason=Reason.ALREADY_NOTED))
    told = {"member": issued.member, "warning": warning, "by": by, "on": on.isoformat()}
    work.audit.record(actor, "warning_told", told)
    return kept(work, warning)


def told_on(work: UnitOfWork, warning: WarningLetter) -> date | None:
    """The first day on which it is proved to have reached the member, or to have been posted."""
    days = [warning.telling.on] if warning.telling else []
    if warning.chat_state is OutboxState.SENT and warning.sent_at is not None:
        days.append(work.local(warning.sent_at).date())
    return min(days, default=None)


def unproved(work: UnitOfWork, actor: Actor, number: str) -> WarningLetter | None:
    """The member's latest warning that nothing proves yet."""
    require(work, actor, Action.WARN)
    found = work.warnings.of_member(known(work, number).number)
    return next((warning for warning in reversed(found) if told_on(work, warning) is None), None)


def review(work: UnitOfWork, member: Member, entries: list[Entry]) -> Decision:
    """Whether not paying may be taken today for a grave fault: a flag for the bureau, never a sanction."""
    days = [day for warning in _about_dues(work, member) if (day := told_on(work, warning))]
    latest = max((day for day in days if day < work.today), default=None)
    return non_payment(latest, entries, work.bylaws, work.today)


def _about_dues(work: UnitOfWork, member: Member) -> list[WarningLetter]:
    return [letter for letter in work.warnings.of_member(member.number) if letter.kind is WarningKind.DUES]


def known(work: UnitOfWork, number: str) -> Member:
    """The member. MbongiError where nobody has that number."""
    member = work.members.get(number)
    if member is None:
        raise MbongiError(f"no member has the number {number}")
    return member


def kept(work: UnitOfWork, warning: int) -> WarningLetter:
    """The warning. MbongiError where there is none."""
    found = work.warnings.get(warning)
    if found is None:
        raise MbongiError(f"there is no warning {warning}")
    return found


def send(work: UnitOfWork, member: Member, kind: str, body: Json) -> int | None:
    """The outbox row of a letter; one that nobody can be reached by is kept too."""
    to = work.accounts.address(member.number)
    return work.outbox.put(Outgoing(to, kind, body, delivery=Delivery.AT_LEAST_ONCE, member=member.number))


def about_people(work: UnitOfWork, actor: Actor, member: Member, talk_to: Collection[Role]) -> Json:
    """What a letter says of who it is for, whom to talk to (those who hold one of the roles), and who signs."""
    return {
        "association": work.bylaws.name,
        "number": member.number,
        "name": member.name,
        "first_name": member.first_name,
        "talk_to": [holder.name for holder in work.members.with_role(talk_to)],
        "signed_by": actor.member.name if actor.member else None,
        "office": next((role.value for role in Role if role in actor.roles & BUREAU), None),
    }


def _about_money(work: UnitOfWork, entries: list[Entry], money: Situation, decision: Decision) -> Json:
    since, opened, pay_by = money.owing_since, books_open_on(work), decision.figures["pay_by"]
    assert isinstance(pay_by, date)  # noqa: S101 - as `may_warn` says
    return {
        "currency": work.bylaws.currency,
        "issued_on": money.day.isoformat(),
        "overdue": money.overdue,
        "tolerance": money.tolerance,
        "excess": decision.figures["excess"],
        "since": since.isoformat() if since else None,
        "since_or_earlier": since is not None and opened is not None and since <= opened,
        "pay_by": pay_by.isoformat(),
        "wait_months": months_closed(entries, work.bylaws, money),
        "lines": [
            {"on": line.value_on.isoformat(), "kind": line.kind, "cause": line.cause, "cents": -line.cents}
            for line in unpaid(entries, work.bylaws, money)
        ],
        "articles": {topic: work.bylaws.cite(topic) for topic in ("grave_fault", "standing", "long_arrears")},
    }
