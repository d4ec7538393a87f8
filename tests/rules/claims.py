"""Claims to mutual aid and what is known about them, for the tests of the rules.

Hilaire (M012), a member since 2012 and up to date, is bereaved on 10 May 2025 among four others.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from assistant.domain.aid import Assessment, Claim, Death, EventKind
from assistant.domain.bylaws import Bylaws
from assistant.domain.ledger import Entry, Kind, Method
from assistant.domain.members import Member, Status, StatusChange
from assistant.domain.orders import Choice, Vote
from assistant.rules.aid import Facts, assess
from tests.rules.people import BYLAWS, day, member, opening

EVENT_ON = day("2025-05-10")
HILAIRE = member()


def claim(kind: EventKind = EventKind.DEATH_FATHER, on: str | None = None, **told: Any) -> Claim:
    """Hilaire's claim, announced and made on the event's day unless told otherwise."""
    event_on = day(on) if on else EVENT_ON
    days = {"announced_on": event_on, "declared_on": event_on}
    return Claim(**{"event": "event", "kind": kind, "concerns": HILAIRE.number, "event_on": event_on, **days, **told})


def other(number: str, joined: str = "2012-08-11", *changes: tuple[str, Status]) -> Member:
    """Somebody else on the register."""
    return replace(member(joined, *changes), number=number)


def left(number: str, status: Status, on: str) -> Member:
    """Somebody who joined long ago and left on that day."""
    return other(number, "2012-08-11", ("2012-08-11", Status.ACTIVE), (on, status))


OTHERS = (other("M001"), other("M002"), other("M003"), other("M004"))


def facts(balance: int = 0, on: str = "2025-04-30", **known: Any) -> Facts:
    """Hilaire's balance at the end of that day, and the four others."""
    return Facts(**{"member": HILAIRE, "entries": [opening(balance, on)], "register": (HILAIRE, *OTHERS), **known})


def judged(made: Claim | None = None, known: Facts | None = None, bylaws: Bylaws = BYLAWS) -> Assessment:
    """What the bylaws make of it."""
    return assess(made or claim(), known or facts(), bylaws)


def died(on: str, kind: EventKind = EventKind.DEATH_MOTHER, event: str = "another") -> Death:
    """Another death."""
    return Death(event, kind, day(on))


def paid(cents: int, on: str, method: Method = Method.TRANSFER) -> Entry:
    """A confirmed payment by that means."""
    return Entry(day(on), cents, Kind.PAYMENT, method=method)


def newcomer(joined: str) -> Member:
    """Hilaire, had he joined on that day."""
    return replace(HILAIRE, joined_on=day(joined), history=(StatusChange(date.fromisoformat(joined), Status.ACTIVE),))


def ballots(choice: Choice, *voters: str) -> list[Vote]:
    """One answer by each."""
    at = datetime(2025, 5, 20, 9, 0, tzinfo=UTC)
    return [Vote("order:1", voter, choice, "non" if choice is Choice.REFUSE else None, at) for voter in voters]
