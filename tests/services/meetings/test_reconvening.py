"""A second assembly where the first had no quorum: the same agenda, soon, with a second yes (art. 18)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest

from assistant.clocks import StandingClock
from assistant.domain.convening import AgendaItem, Frozen, Meeting, MeetingState
from assistant.domain.decisions import Reason
from assistant.domain.meetings import Party, Quorum, SessionKind
from assistant.domain.members import Member, Status
from assistant.domain.resolutions import Method, Tally
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import convening
from tests.services.bureau import AWA, BUREAU, HILAIRE, SYLVIE, acting, found, refusal
from tests.services.meetings.convoked import MARCH, agreeing, changing, proposing, sent, stored

AGO = SessionKind.AGO
LATEST = date(2027, 3, 28)
NO_QUORUM, QUORUM = Quorum(4, 3, 2), Quorum(4, 3, 3)


async def held(
    database: Database, clock: StandingClock, kind: SessionKind = AGO, *, present: int = 2, on: date = MARCH
) -> None:
    """The assembly is convened and open, with so many of the bureau of four in the room."""
    await found(database)
    await database.run(proposing(kind=kind, on=on))
    if kind is AGO:
        await database.run(agreeing(HILAIRE))
    clock.instant = datetime(on.year, on.month, on.day, 14, tzinfo=clock.now().tzinfo)

    def unit(work: UnitOfWork) -> None:
        parties = {who.number: Party(who.number, Status.ACTIVE, up_to_date=True, votes=True) for who in BUREAU}
        work.meetings.open(1, SYLVIE.number, Frozen(parties, tuple(parties), ()), chair=None, secretary=None)
        for who in BUREAU[:present]:
            work.attendances.check_in(1, who.number, SYLVIE.number)

    await database.run(unit)


def again(member: Member = SYLVIE, on: date = LATEST, first: int = 1) -> Callable[[UnitOfWork], Meeting]:
    """The unit in which the member convenes the second assembly."""
    return lambda work: convening.reconvene(work, acting(member), first, on, time(15), "Salle Jaurès")


async def test_the_second_assembly_has_the_agenda_of_the_first_and_waits_for_a_second_yes(
    database: Database, clock: StandingClock
) -> None:
    await held(database, clock)

    second = await database.run(again())
    asked = second.state
    await database.run(agreeing(HILAIRE, second.id))

    first = await stored(database)
    assert (second.first, second.kind, second.agenda) == (1, AGO, first.agenda)
    assert asked is MeetingState.PROPOSED
    body = (await sent(database, "meeting_convened"))["M012"]
    assert (body["second"], body["first_on"], body["proxies_again"]) == (True, "2027-03-13", True)
    assert body["agenda"] == [item.plain() for item in first.agenda]


@pytest.mark.parametrize(
    ("on", "reason"),
    [(MARCH, Reason.PAST_DATE), (LATEST, None), (date(2027, 3, 29), Reason.RECONVENE_TOO_LATE)],
)
async def test_it_is_held_within_fifteen_days_after_the_first(
    database: Database, clock: StandingClock, on: date, reason: Reason | None
) -> None:
    await held(database, clock)

    if reason is None:
        assert (await database.run(again(on=on))).on == on
    else:
        assert (await refusal(database, again(on=on))).reason is reason


async def test_it_may_spill_into_april(database: Database, clock: StandingClock) -> None:
    await held(database, clock, on=date(2027, 3, 27))

    second = await database.run(again(on=date(2027, 4, 10)))

    assert second.on == date(2027, 4, 10)


@pytest.mark.parametrize(("present", "allowed"), [(2, True), (3, False)])
async def test_there_is_none_where_the_first_had_its_quorum(
    database: Database, clock: StandingClock, present: int, *, allowed: bool
) -> None:
    await held(database, clock, present=present)

    if allowed:
        assert (await database.run(again())).first == 1
    else:
        assert (await refusal(database, again())).reason is Reason.QUORUM_WAS_REACHED


@pytest.mark.parametrize(("quorum", "allowed"), [(NO_QUORUM, True), (QUORUM, False)])
async def test_a_vote_counted_with_a_quorum_shows_that_there_was_one_although_many_have_left_since(
    database: Database, clock: StandingClock, quorum: Quorum, *, allowed: bool
) -> None:
    await held(database, clock)

    def unit(work: UnitOfWork) -> None:
        vote = work.resolutions.open(1, "Budget", item=None, method=Method.HANDS, quorum=quorum, by=SYLVIE.number)
        work.resolutions.close(vote, Tally(3, 0, 0), SYLVIE.number)

    await database.run(unit)

    if allowed:
        assert (await database.run(again())).first == 1
    else:
        assert (await refusal(database, again())).reason is Reason.QUORUM_WAS_REACHED


async def test_there_is_one_second_assembly_unless_it_is_called_off_and_no_third(
    database: Database, clock: StandingClock
) -> None:
    await held(database, clock)
    second = await database.run(again())

    twice = await refusal(database, again())
    await database.run(lambda work: convening.call_off(work, acting(SYLVIE), second.id, "Salle prise"))
    other = await database.run(again())
    third = await refusal(database, again(first=other.id))

    assert twice.reason is Reason.ALREADY_SCHEDULED
    assert other.first == 1
    assert third.reason is Reason.NOT_OPEN


async def test_only_an_assembly_is_convened_again_and_only_once_it_was_held(
    database: Database, clock: StandingClock
) -> None:
    await held(database, clock, SessionKind.MONTHLY, on=date(2026, 11, 28))
    await database.run(proposing(kind=AGO, on=MARCH))

    monthly = await refusal(database, again())
    ahead = await refusal(database, again(first=2))

    assert (monthly.reason, ahead.reason) == (Reason.ASSEMBLY_REQUIRED, Reason.NOT_OPEN)


async def test_nobody_outside_the_bureau_convenes_it(database: Database, clock: StandingClock) -> None:
    await held(database, clock)

    assert (await refusal(database, again(AWA))).reason is Reason.NOT_AUTHORISED


@pytest.mark.parametrize(
    ("moved", "reason"),
    [
        ({"on": date(2027, 3, 27)}, None),
        ({"on": date(2027, 3, 29)}, Reason.RECONVENE_TOO_LATE),
        ({"agenda": "one more"}, Reason.AGENDA_CHANGED),
    ],
)
async def test_a_change_of_it_keeps_the_agenda_and_the_fifteen_days(
    database: Database, clock: StandingClock, moved: dict[str, Any], reason: Reason | None
) -> None:
    await held(database, clock)
    second = await database.run(again())
    if "agenda" in moved:
        moved = {"agenda": (*second.agenda, AgendaItem.own("Divers"))}

    if reason is None:
        done = await database.run(changing(meeting=second.id, **moved))
        assert replace(done.meeting, edition=0).on == moved["on"]
    else:
        assert (await refusal(database, changing(meeting=second.id, **moved))).reason is reason
