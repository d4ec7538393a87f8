"""Admission of a candidate (art. 3, 4, 6, annex): the file, the decision, the first charges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.domain.actors import Actor
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.ledger import Charge, balance_of
from assistant.domain.members import FORM_FIELDS, Application, Member, Status, StatusChange
from assistant.ports import UnitOfWork
from assistant.rules.admission import may_admit, waiting_ends_on
from assistant.rules.dues import charges
from assistant.services.accrual import ACCRUED_ON
from assistant.services.books import books_open_on
from assistant.services.notify import tell
from assistant.services.permissions import Action, require


class Item(StrEnum):
    """What a candidate's file needs."""

    QUESTIONNAIRE = "questionnaire"
    FORM = "form"
    FAMILY = "family"
    TEXTS = "texts"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Admission:
    """The new member, what admission charges, and the first day that mutual aid covers."""

    member: Member
    bill: tuple[Charge, ...]
    waiting_ends_on: date
    articles: tuple[str, ...]


_RECORD: dict[Item, Callable[[Application, date], Application]] = {
    Item.QUESTIONNAIRE: lambda file, _: replace(file, questionnaire=True),
    Item.FORM: lambda file, _: replace(file, form_fields=FORM_FIELDS),
    Item.FAMILY: lambda file, _: replace(file, family_info=True),
    Item.TEXTS: lambda file, day: replace(file, texts_acknowledged_on=day),
    Item.ACCEPTED: lambda file, day: replace(file, bureau_accepted_on=day),
}


def candidates(work: UnitOfWork, actor: Actor) -> list[Member]:
    """Those who wait for admission."""
    require(work, actor, Action.ADMIT)
    return [member for member in work.members.all() if member.status is Status.CANDIDATE]


def application(work: UnitOfWork, candidate: str) -> Application:
    """The candidate's file; an empty one where nothing was handed in."""
    empty = Application(
        candidate, questionnaire=False, form_fields=frozenset(), family_info=False, texts_acknowledged_on=None,
        bureau_accepted_on=None,
    )  # fmt: skip
    return work.members.application(candidate) or empty


def record(work: UnitOfWork, actor: Actor, candidate: str, item: Item, day: date) -> Application:
    """Note that this part of the file is there since that day. RefusedError: NOT_A_CANDIDATE, FUTURE_DATE."""
    require(work, actor, Action.ADMIT)
    number = _candidate(work, candidate).number
    if day > work.today:
        raise RefusedError(Decision(allowed=False, reason=Reason.FUTURE_DATE))
    file = _RECORD[item](application(work, number), day)
    work.members.save_application(file)
    work.audit.record(actor, "application", {"member": number, "item": item, "day": day.isoformat()})
    return file


def judge(work: UnitOfWork, actor: Actor, candidate: str, day: date) -> Decision:
    """Whether this candidate may be admitted on that day."""
    require(work, actor, Action.ADMIT)
    member = _candidate(work, candidate)
    file = application(work, member.number)
    former = work.members.get(file.former) if file.former else None
    if day > work.today:
        return Decision(allowed=False, reason=Reason.FUTURE_DATE)
    return may_admit(file, former.status if former else None, _paid(work, member, day), work.bylaws, day)


def admit(work: UnitOfWork, actor: Actor, candidate: str, day: date) -> Admission:
    """Make the candidate a member from that day. RefusedError with the reason where the file is not complete."""
    require(work, actor, Action.ADMIT)
    number = _candidate(work, candidate).number
    work.lock(f"member:{number}")
    decision = judge(work, actor, number, day)
    if not decision.allowed:
        raise RefusedError(decision)
    member = _candidate(work, number)
    admitted = replace(member, joined_on=day, history=(*member.history, StatusChange(day, Status.ACTIVE)))
    work.members.save(admitted)
    work.book.put(ACCRUED_ON, None)
    work.audit.record(actor, "admit", {"member": member.number, "day": day.isoformat()})
    waits = waiting_ends_on(day, work.bylaws)
    told = {"first_name": member.first_name, "waiting_ends_on": waits.isoformat(), "articles": list(decision.articles)}
    tell(work, member.number, "admitted", told, key=f"admitted:{member.number}:{day}")
    opened = books_open_on(work)
    bill = tuple(charge for charge in charges(admitted, work.bylaws, opened, day)) if opened else ()
    return Admission(admitted, bill, waits, decision.articles)


def _candidate(work: UnitOfWork, number: str) -> Member:
    member = work.members.get(number)
    if member is None or member.status is not Status.CANDIDATE:
        raise RefusedError(Decision(allowed=False, reason=Reason.NOT_A_CANDIDATE))
    return member


def _paid(work: UnitOfWork, member: Member, day: date) -> int:
    """Cents confirmed on the candidate's account by then."""
    return max(balance_of(work.ledger.entries(member.number), day), 0)
