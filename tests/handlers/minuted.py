"""A meeting of 14 February 2026 that is over, and the one of 14 March that reads of it, in the chat."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from assistant.domain.actors import OPERATOR
from assistant.domain.convening import AgendaItem, NewMeeting
from assistant.domain.meetings import SessionKind
from assistant.domain.minutes import Approval
from assistant.domain.resolutions import Method, Tally
from assistant.ports import UnitOfWork
from assistant.services.meetings import holding, voting
from tests.handlers.declaring import gather
from tests.handlers.talk import Talk

HELD, READ = date(2026, 2, 14), date(2026, 3, 14)
THERE = ("M001", "M002", "M003", "M014")
QUESTION = "La fête a lieu le 4 juillet"


def meeting_ahead(work: UnitOfWork, day: date) -> None:
    """A monthly meeting of that day, convened."""
    starts_at = datetime(day.year, day.month, day.day, 13, 30, tzinfo=UTC)
    agenda = (AgendaItem({"fr": "Bilan financier", "en": "Financial report"}), AgendaItem.own("Fête d’été"))
    new = NewMeeting(kind=SessionKind.MONTHLY, on=day, starts_at=starts_at, place="12 rue des Lilas", agenda=agenda)
    number = work.meetings.add(new, "M001")
    assert number is not None
    work.meetings.convene(number, "M002")


async def begin(talk: Talk, number: int, day: date, *present: str) -> None:
    """That meeting is open, and these are there."""
    talk.at(day, 13)
    talk.later(minutes=30)

    def unit(work: UnitOfWork) -> None:
        for who in present or THERE:
            holding.check_in(work, OPERATOR, number, who)
        holding.open(work, OPERATOR, number)

    await talk.database.run(unit)


async def hold(talk: Talk) -> None:
    """The first meeting is over: four are there, and three of them want the feast."""
    await gather(talk)
    talk.at(date(2026, 2, 1))
    for day in (HELD, READ):
        await talk.database.run(partial(meeting_ahead, day=day))
    await begin(talk, 1, HELD)

    def unit(work: UnitOfWork) -> None:
        vote = voting.put(work, OPERATOR, 1, QUESTION, item=1, method=Method.HANDS)
        voting.count(work, OPERATOR, vote.id, Tally(3, 1, 0))

    await talk.database.run(unit)
    talk.later(hours=2)
    await talk.database.run(lambda work: holding.close(work, OPERATOR, 1))


async def approve(talk: Talk) -> None:
    """The second meeting approves its minutes."""
    await talk.say("sylvie", "/pv 1 draft")
    await begin(talk, 2, READ)
    await talk.say("sylvie", "/pv 1 approve all")


async def archive(talk: Talk, *days: date, kind: SessionKind = SessionKind.EXCEPTIONAL, second: bool = False) -> None:
    """Approved minutes of meetings of those days, of which no more is known."""

    def unit(work: UnitOfWork) -> None:
        for day in days:
            begins = work.instant(day, time(14))
            new = NewMeeting(kind=kind, on=day, starts_at=begins, place="Lyon", agenda=())
            meeting = work.meetings.add(new, "M001")
            assert meeting is not None
            minutes = work.minutes.write(meeting, {}, "M002")
            assert minutes is not None
            facts = {"kind": kind.value, "second": second, "on": day.isoformat()}
            work.minutes.approve(minutes, Approval(meeting, "M002", work.now, Tally(3, 0, 0), facts))

    await talk.database.run(unit)


def files(talk: Talk, who: str) -> list[Any]:
    """What came with the last message."""
    return list(talk.to(who).files)
