"""Approved minutes, for whoever would be sent them today to read again (art. 19); a draft is for the bureau alone."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.actors import Actor
from assistant.domain.decisions import Decision
from assistant.domain.errors import RefusedError
from assistant.domain.members import Member
from assistant.domain.minutes import Minutes
from assistant.ports import UnitOfWork
from assistant.rules.meetings import minutes as rules
from assistant.services.permissions import Action, own_number, require

AT_ONCE = 5
"""How many a page has."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the approved minutes, of the latest meeting first."""

    minutes: tuple[Minutes, ...]
    older: bool
    """Whether there are any of earlier meetings."""


def page(work: UnitOfWork, actor: Actor, before: int | None = None) -> Page:
    """Those of the latest meetings; `before`: of those that began before that meeting.

    RefusedError: SUSPENDED; NOT_A_MEMBER for whoever is not, or no longer, an active member.
    """
    _require(work, actor)
    found = work.minutes.approved(AT_ONCE + 1, before)
    return Page(tuple(found[:AT_ONCE]), len(found) > AT_ONCE)


def of_meeting(work: UnitOfWork, actor: Actor, meeting: int) -> Minutes | None:
    """Those of that meeting; None where there are none, or a draft. Raises as `page`."""
    _require(work, actor)
    found = work.minutes.of_meeting(meeting)
    return found if found is not None and rules.may_send(found.state, work.bylaws).allowed else None


def offered(work: UnitOfWork, actor: Actor) -> bool:
    """Whether there is something for the actor to read again."""
    return actor.member is not None and _decision(work, actor.member).allowed and bool(work.minutes.approved(1))


def _require(work: UnitOfWork, actor: Actor) -> None:
    require(work, actor, Action.USE_OWN_FILE)
    own_number(actor)
    assert actor.member is not None  # noqa: S101 - own_number has refused it
    decision = _decision(work, actor.member)
    if not decision.allowed:
        raise RefusedError(decision)


def _decision(work: UnitOfWork, member: Member) -> Decision:
    return rules.may_reread(member.status_on(work.today), work.bylaws)
