"""Payments declared by a member and decided by the treasurers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from assistant.domain.actors import Actor, ActorKind
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import Member, Role, Status
from assistant.domain.payments import NewPayment, Payment
from assistant.files.amounts import parse_cents
from assistant.ports import UnitOfWork
from assistant.scenarios.people import NUMBER, Person, member, seat
from assistant.scenarios.registry import Found
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage
from assistant.services import balance, payments

SEATS: Mapping[str, tuple[str, Role]] = {
    "treasurer": ("M901", Role.TREASURER),
    "deputy_treasurer": ("M902", Role.DEPUTY_TREASURER),
    "president": ("M903", Role.PRESIDENT),
    "vice_president": ("M904", Role.VICE_PRESIDENT),
    "secretary": ("M905", Role.SECRETARY),
    "deputy_secretary": ("M906", Role.DEPUTY_SECRETARY),
}
"""Who decides, by the words that cases use."""
ORDINARY = ("member", "other_member", "payer")
UNSAID = "reason not said"
"""Stands for a reason where a case leaves it out; one that a case gives as null is none."""


@dataclass(frozen=True, slots=True)
class Payer(Person):
    """A member, their payments, and which seat they hold, if any."""

    payer: str = "member"


@dataclass(frozen=True, slots=True)
class DeclarePayment:
    """A declaration as typed."""

    amount_text: str
    method: str
    value_on: date
    date: date


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does with a payment; `cents` where another amount came in."""

    do: str
    payment: str
    by: str
    date: date
    cents: int | None = None
    reason_text: str | None = UNSAID


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps in order, and the day at whose end the balance is judged."""

    steps: tuple[Step, ...]
    as_of: date


async def declare_payment(stage: Stage, given: Payer, when: DeclarePayment) -> Found:
    """`then`: allowed, reason, state, cents, flag."""
    await _seat(stage, given, when.date)

    def unit(work: UnitOfWork) -> Found:
        try:
            new = NewPayment(_cents(when.amount_text), when.method, when.value_on)
            payment, decision = payments.declare(work, _actor(work, NUMBER), new)
        except RefusedError as refusal:
            return _refused(refusal.decision)
        facts = {"allowed": True, "reason": None, "state": payment.state, "cents": payment.cents}
        return Found(facts | {"flag": decision.figures.get("flag")}, decision.articles)

    stage.at(when.date)
    return await stage.run(unit)


async def payment_steps(stage: Stage, given: Payer, when: Steps) -> Found:
    """`then`: allowed, reason, state, notified (of the last step), balance_cents, up_to_date (after all of them)."""
    await _seat(stage, given, min(when.as_of, *(step.date for step in when.steps)))
    found = Found({})
    for step in when.steps:
        stage.at(step.date)
        found = await stage.run(partial(_take, step=step))

    def unit(work: UnitOfWork) -> Found:
        payment = _payment(work, when.steps[-1].payment)
        money = balance.of(work, _member(work, NUMBER), when.as_of).situation
        facts = {"state": payment.state, "balance_cents": money.balance, "up_to_date": money.up_to_date}
        return Found({**found.facts, **facts}, found.articles)

    return await stage.run(unit)


async def _seat(stage: Stage, given: Payer, day: date) -> None:
    """The payer, and whoever may be called upon to decide; the payer may be one of them."""
    await seat(stage, given, day)

    def unit(work: UnitOfWork) -> None:
        payer = _member(work, NUMBER)
        joined = payer.joined_on or day
        for name, (number, role) in SEATS.items():
            if name == given.payer:
                work.members.save(replace(payer, roles=frozenset({role})))
            else:
                work.members.save(replace(member(number, Status.ACTIVE, joined, joined), roles=frozenset({role})))

    await stage.run(unit)


def _take(work: UnitOfWork, step: Step) -> Found:
    if step.do not in _DO:
        raise UnreadableError(f"when.steps.do is {step.do!r}; expected one of {', '.join(_DO)}")
    last = max((row.id for row in work.outbox.since(0)), default=0)
    payment = _payment(work, step.payment)
    try:
        _DO[step.do](work, _decider(work, step), payment.id, step)
    except RefusedError as refusal:
        return _refused(refusal.decision)
    notified = ["member"] if any(row.member == payment.member for row in work.outbox.since(last)) else []
    return Found({"allowed": True, "reason": None, "notified": notified}, (work.bylaws.cite("treasurer"),))


_DO: Mapping[str, Callable[[UnitOfWork, Actor, int, Step], Payment]] = {
    "confirm": lambda work, actor, payment, step: payments.confirm(
        work, actor, payment, cents=step.cents, reason=step.reason_text
    ),
    "amend": lambda work, actor, payment, step: payments.confirm(
        work, actor, payment, cents=step.cents, reason=step.reason_text
    ),
    "reject": lambda work, actor, payment, step: payments.reject(work, actor, payment, step.reason_text or ""),
    "reverse": lambda work, actor, payment, step: payments.reverse(work, actor, payment, step.reason_text or ""),
    "withdraw": lambda work, actor, payment, _: payments.withdraw(work, actor, payment),
}


def _decider(work: UnitOfWork, step: Step) -> Actor:
    payer = _member(work, NUMBER)
    if step.by in SEATS:
        number, role = SEATS[step.by]
        return _actor(work, NUMBER if role in payer.roles else number)
    if step.by not in ORDINARY:
        raise UnreadableError(f"when.steps.by is {step.by!r}; expected one of {', '.join((*SEATS, *ORDINARY))}")
    return _actor(work, NUMBER)


def _refused(decision: Decision) -> Found:
    return Found({"allowed": False, "reason": decision.reason, "notified": []}, decision.articles)


def _cents(text: str) -> int:
    try:
        return parse_cents(text)
    except ValueError:
        raise RefusedError(Decision(allowed=False, reason=Reason.BAD_AMOUNT)) from None


def _payment(work: UnitOfWork, name: str) -> Payment:
    found = next((one for one in work.payments.of_member(NUMBER) if one.reference == name), None)
    if found is None:
        raise UnreadableError(f"when.steps.payment is {name!r}; no payment of that id is given")
    return found


def _member(work: UnitOfWork, number: str) -> Member:
    found = work.members.get(number)
    assert found is not None  # noqa: S101 - it has been seated
    return found


def _actor(work: UnitOfWork, number: str) -> Actor:
    return Actor(ActorKind.MEMBER, _member(work, number))
