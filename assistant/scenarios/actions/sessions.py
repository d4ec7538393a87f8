"""The calendar of sessions: when they may be held, the second assembly, who presides, their minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision
from assistant.domain.meetings import Session, SessionKind
from assistant.domain.members import Role
from assistant.rules.meetings import calendar, quorum
from assistant.scenarios.actions.proxies import Counts, kind_of
from assistant.scenarios.registry import Found, Nothing
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage

SATURDAY = 5
RULES: dict[str, Callable[[int, int], date]] = {
    "second_saturday": lambda year, month: calendar.nth_weekday(year, month, 2, SATURDAY),
    "first_saturday": lambda year, month: calendar.nth_weekday(year, month, 1, SATURDAY),
}
_WORDS = {"secretary_general": Role.SECRETARY}
"""Words of cases for offices, besides the domain's own (with `_` for `-`)."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year, and how its days are chosen."""

    year: int
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class First:
    """An assembly that was held, or could not be."""

    date: date
    quorum: bool
    agenda: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """What there was before."""

    first: First


@dataclass(frozen=True, slots=True)
class Reconvene:
    """The second assembly."""

    date: date
    agenda: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SecondOn:
    """The day of the second assembly."""

    date: date


@dataclass(frozen=True, slots=True)
class Presence:
    """Who of the bureau is in the room, by office."""

    present_roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chair:
    """The kind of session."""

    session_kind: str


@dataclass(frozen=True, slots=True)
class Room(Counts):
    """A meeting in figures."""

    bureau_present: int = 0
    bureau_by_proxy: int = 0


async def year_calendar(stage: Stage, given: Nothing, when: Year) -> Found:
    """`then`: months, dates, count."""
    _ = given
    months = calendar.meeting_months(when.year, stage.bylaws)
    facts: dict[str, object] = {"months": list(months), "count": len(months)}
    if when.rule is not None:
        if when.rule not in RULES:
            raise UnreadableError(f"when.rule is {when.rule!r}; expected one of {', '.join(RULES)}")
        facts["dates"] = [RULES[when.rule](when.year, month) for month in months]
    return Found(facts, (stage.bylaws.cite("monthly_meeting"),))


async def reconvene(stage: Stage, given: Before, when: Reconvene) -> Found:
    """`then`: allowed, reason, latest."""
    first = given.first
    session = Session(SessionKind.AGO, first.date)
    return _found(
        calendar.may_reconvene(session, when.date, first.agenda, when.agenda, stage.bylaws, reached=first.quorum)
    )


async def chair(stage: Stage, given: Presence, when: Chair) -> Found:
    """`then`: chair, or chair_candidates where the bureau chooses."""
    kind, _ = kind_of(when.session_kind)
    found = [
        role.replace("-", "_")
        for role in calendar.presiding([office(word, "given.present_roles") for word in given.present_roles])
    ]
    facts = {"chair": found[0] if len(found) == 1 else None, "chair_candidates": sorted(found)}
    return Found(facts, (_cited(kind, stage.bylaws),))


async def hold_meeting(stage: Stage, given: Room, when: Nothing) -> Found:
    """`then`: allowed, may_deliberate, reason."""
    _ = when
    kind, second = kind_of(given.session_kind)
    session = Session(kind, stage.bylaws.adopted_on, second)
    held = calendar.may_hold(given.bureau_present, session, stage.bylaws)
    there = given.present_up_to_date + given.represented_valid
    counted = quorum.quorum(given.up_to_date_active, there, session, stage.bylaws)
    decides = quorum.may_deliberate(counted, session, stage.bylaws)
    refused = held if not held.allowed else decides
    facts = {"allowed": held.allowed, "may_deliberate": held.allowed and decides.allowed, "reason": refused.reason}
    return Found(facts, (*held.articles, *decides.articles))


def office(word: str, path: str) -> Role:
    """The office that a case names there. UnreadableError where there is none of that name."""
    known = _WORDS.get(word) or word.replace("_", "-")
    if known not in set(Role):
        raise UnreadableError(f"{path} holds {word!r}, which is no office")
    return Role(known)


def _cited(kind: SessionKind, bylaws: Bylaws) -> str:
    assembly = kind in {SessionKind.AGO, SessionKind.AGE}
    return bylaws.cite("general_assembly" if assembly else "monthly_meeting")


def _found(decision: Decision) -> Found:
    return Found({"allowed": decision.allowed, "reason": decision.reason, **decision.figures}, decision.articles)
