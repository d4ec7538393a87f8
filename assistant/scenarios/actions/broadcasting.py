"""A convocation or a message that leaves: at whose word, and how long before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from assistant.domain.actors import Actor, ActorKind
from assistant.domain.broadcasts import BroadcastKind
from assistant.domain.errors import RefusedError
from assistant.domain.meetings import Session, SessionKind
from assistant.domain.members import Role, Status
from assistant.ports import UnitOfWork
from assistant.rules.meetings import calendar
from assistant.scenarios.actions.sessions import office
from assistant.scenarios.people import NUMBER, member
from assistant.scenarios.registry import Found
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage
from assistant.services import messages

_COMMISSION = "_commission"
_MEMBER = "member"
"""Who holds no office."""


@dataclass(frozen=True, slots=True)
class Endorsed:
    """Whether somebody of the bureau has said yes to it."""

    endorsed_by_bureau: bool = False


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaves, at whose word; of a convocation perhaps when, and for which day."""

    kind: str
    by: str
    session_on: date | None = None
    date: date | None = None


async def broadcast(stage: Stage, given: Endorsed, when: Leaving) -> Found:
    """`then`: allowed, reason, short_notice (where the days are given)."""
    if when.kind not in set(BroadcastKind):
        raise UnreadableError(f"when.kind is {when.kind!r}, which is nothing that is sent")

    def unit(work: UnitOfWork) -> Found:
        actor = _actor(when.by, when.date or work.today)
        try:
            messages.require_sender(work, actor, endorsed=given.endorsed_by_bureau)
        except RefusedError as refusal:
            return Found({"allowed": False, "reason": refusal.decision.reason}, refusal.decision.articles)
        if when.date is None or when.session_on is None:
            return Found({"allowed": True})
        notice = calendar.short_notice(Session(SessionKind.MONTHLY, when.session_on), when.date, work.bylaws)
        facts = {"allowed": notice.allowed, "reason": notice.reason, **notice.figures}
        return Found({name: fact for name, fact in facts.items() if fact is not None}, notice.articles)

    return await stage.run(unit)


def _actor(word: str, day: date) -> Actor:
    """An active member, with that office where it is one."""
    role = None if word == _MEMBER else _role(word)
    who = member(NUMBER, Status.ACTIVE, day, day)
    return Actor(ActorKind.MEMBER, replace(who, roles=frozenset({role} if role else ())))


def _role(word: str) -> Role:
    return office(word.removesuffix(_COMMISSION), "when.by")
