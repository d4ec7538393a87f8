"""From candidate to member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from assistant.domain.actors import OPERATOR
from assistant.domain.calendar import add_months
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import FORM_FIELDS, Application, Status
from assistant.ports import UnitOfWork
from assistant.rules.dues import admission_bill as bill_of
from assistant.rules.dues import admission_lines
from assistant.scenarios.booking import Paid, open_books, pay
from assistant.scenarios.people import LONG_AGO, NUMBER, member
from assistant.scenarios.registry import Found, Nothing
from assistant.scenarios.stage import Stage
from assistant.services import admission

_FORMER = "M000"


@dataclass(frozen=True, slots=True)
class Former:
    """An earlier membership: how and when it ended."""

    ended: Status
    ended_on: date


@dataclass(frozen=True, slots=True)
class Handed:
    """What the candidate has handed in and paid, and what the bureau decided."""

    questionnaire: bool
    form_fields: tuple[str, ...]
    family_info: bool
    texts_acknowledged_on: date | None
    bureau_accepted_on: date | None
    paid_cents: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who wants to join."""

    application: Handed
    former: Former | None = None


@dataclass(frozen=True, slots=True)
class On:
    """The day it is done."""

    date: date


@dataclass(frozen=True, slots=True)
class Admitted:
    """The day a member was admitted."""

    admitted_on: date


async def admission_bill(stage: Stage, _given: Nothing, when: On) -> Found:
    """`then`: total_cents, lines (admission, annual, monthly)."""
    decision = bill_of(stage.bylaws, when.date)
    lines = {name: cents for name, cents in decision.figures.items() if name != "total"}
    return Found({"total_cents": decision.figures["total"], "lines": lines}, decision.articles)


async def admit(stage: Stage, given: Candidate, when: On) -> Found:
    """`then`: allowed, status, reason, missing_cents, waiting_ends_on."""
    await _seat(stage, given, when.date)
    try:
        done = await stage.run(lambda work: admission.admit(work, OPERATOR, NUMBER, when.date))
    except RefusedError as error:
        decision = error.decision
        return _refused(decision, await stage.run(lambda work: _status(work, decision)))
    facts = {
        "allowed": True,
        "status": done.member.status,
        "reason": None,
        "missing_cents": 0,
        "waiting_ends_on": done.waiting_ends_on,
    }
    return Found(facts, done.articles)


async def waiting_end(stage: Stage, _given: Nothing, when: Admitted) -> Found:
    """`then`: waiting_ends_on, of somebody who hands in all and pays all on the day of admission."""
    day = when.admitted_on
    handed = Handed(
        questionnaire=True,
        form_fields=tuple(FORM_FIELDS),
        family_info=True,
        texts_acknowledged_on=day,
        bureau_accepted_on=day,
        paid_cents=sum(admission_lines(stage.bylaws, day).values()),
    )
    return await admit(stage, Candidate(handed), On(day))


async def _seat(stage: Stage, given: Candidate, day: date) -> None:
    """Candidate, file, earlier membership and what is paid, with the books open."""

    def unit(work: UnitOfWork) -> None:
        work.members.save(member(NUMBER, Status.CANDIDATE, day, day))
        if given.former:
            ended = given.former
            work.members.save(member(_FORMER, ended.ended, add_months(ended.ended_on, -LONG_AGO), ended.ended_on))
        work.members.save_application(_file(given))
        open_books(work, day - timedelta(days=1), {})
        if given.application.paid_cents:
            pay(work, NUMBER, [Paid(given.application.paid_cents, day)])

    stage.at(day)
    await stage.run(unit)


def _file(given: Candidate) -> Application:
    handed = given.application
    return Application(
        NUMBER,
        questionnaire=handed.questionnaire,
        form_fields=frozenset(handed.form_fields),
        family_info=handed.family_info,
        texts_acknowledged_on=handed.texts_acknowledged_on,
        bureau_accepted_on=handed.bureau_accepted_on,
        former=_FORMER if given.former else None,
    )


def _refused(decision: Decision, status: Status | None) -> Found:
    """`status`: how the person stands on the register afterwards."""
    facts = {
        "allowed": False,
        "status": status,
        "reason": decision.reason,
        "missing_cents": decision.figures.get("missing_cents", 0),
        "waiting_ends_on": None,
    }
    return Found(facts, decision.articles)


def _status(work: UnitOfWork, decision: Decision) -> Status | None:
    """What the register says of the person: of the earlier membership where it is that one which forbids a new one."""
    found = work.members.get(_FORMER if decision.reason is Reason.RADIATED else NUMBER)
    return found.status if found else None
