"""Warnings and what may follow them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.domain.actors import OPERATOR
from assistant.domain.bylaws import Bylaws
from assistant.domain.reminding import ToldBy
from assistant.ports import UnitOfWork
from assistant.scenarios.actions.standing import AsOf
from assistant.scenarios.booking import Paid
from assistant.scenarios.people import NUMBER, Opening, Person, seat
from assistant.scenarios.registry import Found
from assistant.scenarios.stage import Stage
from assistant.services import warnings

ASSEMBLY = "age"
"""Who decides on a grave fault: an extraordinary assembly."""
YEARS_AHEAD = 10
"""What is paid by who is up to date again, in years of monthly fees."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Whether the member is up to date on the day that is looked at, and when a dues warning was sent."""

    up_to_date: bool
    dues_warning_on: date | None = None


async def non_payment_review(stage: Stage, given: Warned, when: AsOf) -> Found:
    """`then`: grave (a flag for the bureau), status_changed, decided_by (nobody where nothing is flagged)."""
    warned_on = given.dues_warning_on
    opened = min(warned_on or when.as_of, when.as_of)
    await seat(stage, _debtor(stage.bylaws, opened, when.as_of if given.up_to_date else None), when.as_of)
    if warned_on is not None:
        stage.at(warned_on)
        await stage.run(_warn)
    stage.at(when.as_of)
    return await stage.run(_review)


def _debtor(bylaws: Bylaws, opened: date, settled_on: date | None) -> Person:
    """Somebody who owes a month more than is accepted, until it is settled."""
    monthly = bylaws.dues.monthly.on(opened)
    owed = bylaws.dues.accepted_arrears.on(opened) + monthly
    settled = (Paid(owed + 12 * YEARS_AHEAD * monthly, settled_on),) if settled_on else ()
    return Person(Opening(opened, -owed), payments=settled)


def _warn(work: UnitOfWork) -> None:
    """A letter, posted the same day."""
    warning = warnings.issue(work, OPERATOR, NUMBER)
    warnings.note(work, OPERATOR, warning.id, by=ToldBy.LETTER, on=work.today)


def _review(work: UnitOfWork) -> Found:
    before = work.members.get(NUMBER)
    decision = warnings.about(work, OPERATOR, NUMBER).review
    facts = {
        "grave": decision.allowed,
        "status_changed": work.members.get(NUMBER) != before,
        "decided_by": ASSEMBLY if decision.allowed else None,
    }
    return Found(facts, decision.articles)
