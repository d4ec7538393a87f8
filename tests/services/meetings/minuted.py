"""A monthly meeting held on 10 October 2026 from half past two in Lyon, and the one of 21 November that reads of it.

Hilaire, Sylvie, Rosine and Bintou are there when it opens, Clara comes ten minutes later; Bintou votes for Awa; Paul
has said why he cannot come, Denis has said nothing. Odile is suspended, Félix has left.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from assistant.clocks import StandingClock
from assistant.domain.attending import Answer
from assistant.domain.convening import AgendaItem, NewMeeting
from assistant.domain.meetings import SessionKind
from assistant.domain.members import Member
from assistant.domain.minutes import Minutes
from assistant.domain.resolutions import Method, Tally
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import holding, recording, representing, voting
from tests.services.bureau import AWA, BINTOU, HILAIRE, PAUL, ROSINE, SYLVIE, acting, found, later
from tests.services.meetings.mandates import CLARA, MEMBERS
from tests.services.people import open_books

HELD = date(2026, 10, 10)
READ = date(2026, 11, 21)
BEGINS = datetime(2026, 10, 10, 12, 30, tzinfo=UTC)
SITS = datetime(2026, 11, 21, 13, 30, tzinfo=UTC)
AGENDA = (
    AgendaItem({"fr": "Bilan financier", "en": "Financial report"}, code="finances", votes=True),
    AgendaItem.own("Fête de Noël"),
)
FIRST = (HILAIRE, SYLVIE, ROSINE, BINTOU)
ALL = Tally(4, 0, 0)
QUESTION = "La fête a lieu le 19 décembre"


def meeting(work: UnitOfWork, on: date, begins: datetime, **more: Any) -> int:
    """Convened, at somebody's home unless said."""
    known: dict[str, Any] = {"agenda": AGENDA, "hosts": (AWA.number,), "place": "12 rue des Lilas, Lyon"} | more
    number = work.meetings.add(NewMeeting(kind=SessionKind.MONTHLY, on=on, starts_at=begins, **known), HILAIRE.number)
    assert number is not None
    work.meetings.convene(number, SYLVIE.number)
    return number


async def convene(database: Database, clock: StandingClock, *others: Member) -> None:
    """Both meetings are in the calendar, before the first of them begins."""
    clock.instant = datetime(2026, 10, 9, 10, tzinfo=UTC)
    await found(database, *MEMBERS, *others)

    def unit(work: UnitOfWork) -> None:
        open_books(work, date(2026, 10, 1))
        meeting(work, HELD, BEGINS)
        meeting(work, READ, SITS, agenda=(AgendaItem.own("Divers"),), hosts=(), place="Lyon")
        representing.give(work, acting(AWA), 1, BINTOU.number)
        work.attendances.answer(1, PAUL.number, Answer.ABSENT, "Voyage à Dakar", received_at=work.now, by=PAUL.number)

    await database.run(unit)


async def opens(database: Database, clock: StandingClock, number: int, begins: datetime, *present: Member) -> None:
    """These are checked in, and it begins."""
    clock.instant = begins

    def unit(work: UnitOfWork) -> None:
        for member in present:
            holding.check_in(work, acting(HILAIRE), number, member.number)
        holding.open(work, acting(HILAIRE), number)

    await database.run(unit)


async def hold(database: Database, clock: StandingClock, *others: Member, text: str = QUESTION) -> None:
    """The first meeting is held: on its second point five are for and one abstains."""
    await convene(database, clock, *others)
    await opens(database, clock, 1, BEGINS, *FIRST)
    later(clock, minutes=10)

    def unit(work: UnitOfWork) -> None:
        holding.check_in(work, acting(HILAIRE), 1, CLARA.number)
        vote = voting.put(work, acting(HILAIRE), 1, text, item=1, method=Method.HANDS)
        voting.count(work, acting(HILAIRE), vote.id, Tally(5, 0, 1))
        dropped = voting.put(work, acting(HILAIRE), 1, "Autre chose", item=None, method=Method.HANDS)
        work.resolutions.drop(dropped.id, HILAIRE.number)

    await database.run(unit)
    later(clock, hours=2)
    await database.run(lambda work: holding.close(work, acting(HILAIRE), 1))


async def sit(database: Database, clock: StandingClock, *present: Member) -> None:
    """The second meeting is open, with the first's people unless said."""
    await opens(database, clock, 2, SITS, *(present or FIRST))


def writing(place: str, words: str, member: Member = SYLVIE) -> Callable[[UnitOfWork], recording.Draft]:
    """The unit in which the secretary writes there."""
    return lambda work: recording.write(work, acting(member), 1, place, words)


def approving(tally: Tally = ALL, *, at: int = 2, member: Member = SYLVIE) -> Callable[[UnitOfWork], Minutes]:
    """The unit in which they are approved."""

    def unit(work: UnitOfWork) -> Minutes:
        minutes = work.minutes.of_meeting(1)
        assert minutes is not None
        return recording.approve(work, acting(member), minutes.id, at, tally)

    return unit


async def approved(database: Database, clock: StandingClock, *others: Member, **words: str) -> Minutes:
    """Held, written by the secretary (`opening`, `closing`, `point_1`), read at the second meeting and approved."""
    await hold(database, clock, *others)
    for name, said in ({"opening": ""} | words).items():
        place = str(int(name.removeprefix("point_")) - 1) if name.startswith("point_") else name
        await database.run(writing(place, said))
    await sit(database, clock)
    return await database.run(approving())


def sending(member: Member = SYLVIE) -> Callable[[UnitOfWork], Minutes]:
    """The unit in which they are sent."""
    return lambda work: recording.send(work, acting(member), 1)


async def drafted(database: Database, number: int = 1, member: Member = SYLVIE) -> recording.Draft:
    """The minutes as they stand."""
    return await database.run(lambda work: recording.draft(work, acting(member), number))


async def audited(database: Database, what: str) -> list[dict[str, Any]]:
    """What was recorded of the secretary's acts of that kind."""
    rows = await database.run(lambda work: work.audit.about(SYLVIE.number))
    return [dict(row["body"]) for row in rows if row["action"] == what]


async def sent(database: Database, kind: str = "minutes_sent") -> list[str | None]:
    """To whom such a message was queued, by number."""
    rows = await database.run(lambda work: work.outbox.since(0))
    return [row.member for row in rows if row.kind == kind]
