"""A claim as plain data, read: what kept it from being paid, what it waits for, what may be said of it to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assistant.domain.aid import DEATHS, Basis, Document, EventKind
from assistant.domain.claims import ClaimState
from assistant.domain.decisions import Reason
from assistant.domain.money import Money
from handlers.citing import article as cited

Data = Mapping[str, Any]
"""As `assistant.services.aid.news.card_of` makes it."""

_HELPED = frozenset(
    {
        Reason.SUSPENDED,
        Reason.EVENT_NOT_COVERED,
        Reason.IN_WAITING_PERIOD,
        Reason.LONG_ARREARS_WAIT,
        Reason.NOT_UP_TO_DATE,
        Reason.DEADLINE_PASSED,
    }
)
"""Where exceptional help is all that is left."""


def kind_of(data: Data) -> EventKind:
    """The kind that it is judged as."""
    return EventKind(data["taken_for"])


def reason_of(data: Data) -> Reason | None:
    """Why nothing is paid as things stand."""
    verdict = data["verdict"]
    return None if verdict["allowed"] or verdict["reason"] is None else Reason(verdict["reason"])


def of_member(data: Data) -> bool:
    """A member's own death: how the deceased stood is nothing to whoever declares it."""
    return kind_of(data) is EventKind.DEATH_MEMBER


def of_successive(data: Data) -> bool:
    """Whether the month before decides (art. 9)."""
    return bool(data["verdict"]["basis"] == Basis.SUCCESSIVE_DEATHS)


def told_before(data: Data) -> bool:
    """Whether somebody else has declared that member's death, and it stands."""
    return of_member(data) and any(other["same"] and other["kind"] == data["kind"] for other in data.get("others", ()))


def awaited(data: Data) -> Document | None:
    """The document that is missing."""
    named = data["verdict"]["figures"].get("document")
    return Document(named) if named and reason_of(data) is Reason.MISSING_DOCUMENT else None


def is_sad(data: Data) -> bool:
    """Whether distress may be spoken of: a death, or what may be one; never a wedding."""
    return kind_of(data) in {*DEATHS, EventKind.OTHER}


def helped(data: Data) -> bool:
    """Whether exceptional help is all that is left."""
    return reason_of(data) in _HELPED and is_sad(data) and not of_member(data)


def consent_open(data: Data) -> bool:
    """Whether the family has still to say if the members may be told; for one event they are asked once."""
    standing = data["state"] in {ClaimState.DECLARED, ClaimState.APPROVED} and data["announced_at"] is None
    twin = told_before(data) or reason_of(data) is Reason.DUPLICATE_EVENT
    return standing and data["consent"] is None and not twin


def articles_of(data: Data) -> str:
    """All that a refusal, or a judgement on the month before, rests on; else the one that grants it."""
    verdict = data["verdict"]
    found = verdict["articles"] if not verdict["allowed"] or of_successive(data) else verdict["articles"][:1]
    return ", ".join(map(cited, found))


def judged_on(data: Data) -> date:
    """The day at whose end the money was looked at."""
    return date.fromisoformat(data["verdict"]["judged_on"])


def day_of(iso: str | None) -> date | str:
    """A day to be written out; nothing where there is none."""
    return date.fromisoformat(iso) if iso else ""


def money_of(data: Data, cents: int) -> Money:
    """An amount in the association's currency."""
    return Money(cents, data["currency"])
