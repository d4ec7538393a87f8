"""Hilaire receives the meeting of 28 November 2026; it was called on the 15th. Times are UTC, an hour before Paris."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.clocks import StandingClock
from assistant.domain.meetings import Purpose, SessionKind
from assistant.domain.members import Status, StatusChange
from assistant.domain.messages import Delivery, Lane, Preferences, Queued
from assistant.ports import Database, UnitOfWork
from assistant.services import leaving, pauses
from assistant.services.meetings import convening, nudging, representing
from assistant.services.tick import tick
from tests.services.bureau import AWA, BINTOU, BUREAU, SYLVIE, acting
from tests.services.meetings.answers import AWAY, CLARA, COMES, gather, gives, opens, says
from tests.services.meetings.convoked import changing, proposing
from tests.services.people import person

CALLED = datetime(2026, 11, 15, 11, tzinfo=UTC)
EIGHT = datetime(2026, 11, 20, 8, tzinfo=UTC)
TWO = datetime(2026, 11, 26, 8, tzinfo=UTC)
START = datetime(2026, 11, 28, 13, 30, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
EVERYBODY = {who.number for who in (*BUREAU, AWA, BINTOU, CLARA)}


@pytest.fixture
async def called(database: Database, clock: StandingClock) -> Database:
    clock.instant = CALLED
    await gather(database)
    return database


def leave(work: UnitOfWork) -> dict[str, Queued]:
    """The nudges that leave now, by member, and whatever waited before them."""
    found: dict[str, Queued] = {}
    while rows := work.outbox.claim("test", ("paper",), 500):
        for row in rows:
            work.outbox.sent(row.id, "sent")
            if row.kind == nudging.KIND:
                found[row.member or ""] = row
    return found


async def asked(database: Database) -> dict[str, Queued]:
    """Who is asked at a tick, and how."""

    def unit(work: UnitOfWork) -> dict[str, Queued]:
        tick(work)
        return leave(work)

    return await database.run(unit)


async def asked_at(database: Database, clock: StandingClock, instant: datetime) -> set[str]:
    """Who gets one at that tick."""
    clock.instant = instant
    return set(await asked(database))


async def test_who_has_not_answered_is_asked_at_the_hour_of_reminders_eight_and_two_days_before_and_no_other_day(
    called: Database, clock: StandingClock
) -> None:
    instants = [EIGHT - INSTANT, EIGHT, EIGHT + timedelta(days=1), TWO - INSTANT, TWO, TWO + timedelta(days=1)]

    found = [await asked_at(called, clock, instant) for instant in instants]

    assert found == [set(), EVERYBODY, set(), set(), EVERYBODY, set()]


async def test_who_has_answered_or_given_a_proxy_is_left_in_peace(called: Database, clock: StandingClock) -> None:
    await says(called, COMES)
    await says(called, AWAY, who=CLARA)
    await gives(called, BINTOU, SYLVIE)

    found = await asked_at(called, clock, EIGHT)

    assert found == EVERYBODY - {AWA.number, CLARA.number, BINTOU.number}


async def test_who_took_a_proxy_back_is_asked_like_who_never_answered(called: Database, clock: StandingClock) -> None:
    proxy = await gives(called, AWA, BINTOU)
    await called.run(lambda work: representing.withdraw(work, acting(AWA), proxy.id))

    found = await asked_at(called, clock, EIGHT)

    assert AWA.number in found


async def test_the_suspended_those_who_left_and_who_joined_since_are_not_asked(
    called: Database, clock: StandingClock
) -> None:
    def unit(work: UnitOfWork) -> None:
        since = date(2026, 11, 16)
        for who, status in ((AWA, Status.SUSPENDED), (BINTOU, Status.DECEASED)):
            work.members.save(replace(who, history=(*who.history, StatusChange(since, status))))
        work.members.save(person("M030", "Nadège", joined_on=since))

    await called.run(unit)

    found = await asked_at(called, clock, EIGHT)

    assert found == EVERYBODY - {AWA.number, BINTOU.number}


async def test_who_has_no_chat_is_not_queued_for(called: Database, clock: StandingClock) -> None:
    def lose(work: UnitOfWork) -> None:
        (account,) = work.accounts.of_member(AWA.number)
        work.accounts.save(replace(account, unreachable_since=work.now))

    await called.run(lose)
    clock.instant = EIGHT

    await called.run(tick)

    queued = await called.run(lambda work: [row.member for row in work.outbox.since(0) if row.kind == nudging.KIND])
    assert set(queued) == EVERYBODY - {AWA.number}


async def test_who_is_bereaved_is_left_in_peace_and_who_merely_wants_no_dues_reminder_is_asked(
    called: Database, clock: StandingClock
) -> None:
    def unit(work: UnitOfWork) -> None:
        pauses.bereaved(work, acting(SYLVIE), AWA.number, work.today)
        pauses.stop(work, acting(SYLVIE), BINTOU.number)
        work.accounts.save_preferences(CLARA.number, Preferences(dues_reminders=False))

    await called.run(unit)

    found = await asked_at(called, clock, EIGHT)

    assert found == EVERYBODY - {AWA.number}


@pytest.mark.parametrize(
    ("late", "both"),
    [
        (EIGHT + timedelta(days=3), [EVERYBODY, EVERYBODY]),
        (TWO + timedelta(hours=1), [EVERYBODY, set()]),
        (START - timedelta(hours=4), [EVERYBODY, set()]),
        (START, [set(), set()]),
    ],
)
async def test_a_late_run_asks_once_for_what_it_missed_and_never_after_the_start(
    called: Database, clock: StandingClock, late: datetime, both: list[set[str]]
) -> None:
    first = await asked_at(called, clock, late)

    second = await asked_at(called, clock, max(late, TWO) + timedelta(hours=1))

    assert [first, second] == both


async def test_nobody_is_asked_at_night_but_in_the_morning(called: Database, clock: StandingClock) -> None:
    night = await asked_at(called, clock, EIGHT + timedelta(hours=12))

    morning = await asked_at(called, clock, EIGHT + timedelta(hours=24))

    assert (night, morning) == (set(), EVERYBODY)


@pytest.mark.parametrize(
    ("called_at", "first"),
    [
        (datetime(2026, 11, 19, 11, tzinfo=UTC), EVERYBODY),
        (datetime(2026, 11, 20, 7, tzinfo=UTC), set()),
        (datetime(2026, 11, 22, 11, tzinfo=UTC), set()),
    ],
)
async def test_a_meeting_called_late_is_not_asked_about_on_the_day_of_its_convocation(
    database: Database, clock: StandingClock, called_at: datetime, first: set[str]
) -> None:
    clock.instant = called_at
    await gather(database)

    soon = await asked_at(database, clock, max(called_at, EIGHT) + timedelta(hours=1))
    before = await asked_at(database, clock, TWO)

    assert (soon, before) == (first, EVERYBODY)


async def test_a_meeting_called_two_days_ahead_is_not_asked_about_at_all(
    database: Database, clock: StandingClock
) -> None:
    clock.instant = TWO - timedelta(hours=1)
    await gather(database)

    found = [await asked_at(database, clock, TWO + timedelta(hours=hours)) for hours in (0, 24, 47)]

    assert found == [set(), set(), set()]


async def test_a_meeting_put_off_is_asked_about_anew_before_its_new_day(called: Database, clock: StandingClock) -> None:
    week = timedelta(days=7)
    await called.run(lambda work: convening.call_off(work, acting(SYLVIE), 1, "Salle fermée"))
    await called.run(proposing(kind=SessionKind.EXCEPTIONAL, on=date(2026, 11, 28)))
    first = await asked_at(called, clock, EIGHT)

    clock.instant = EIGHT + timedelta(days=1)
    await called.run(changing(meeting=2, on=date(2026, 12, 5)))
    instants = [TWO, EIGHT + week - INSTANT, EIGHT + week, TWO + week]
    found = [await asked_at(called, clock, instant) for instant in instants]

    assert [first, *found] == [EVERYBODY, set(), set(), EVERYBODY, EVERYBODY]


async def test_a_meeting_put_off_by_a_day_is_not_asked_about_on_the_day_on_which_that_is_told(
    called: Database, clock: StandingClock
) -> None:
    await asked_at(called, clock, EIGHT)
    clock.instant = TWO - timedelta(days=4)
    await called.run(changing(on=date(2026, 11, 29)))

    found = [await asked_at(called, clock, instant) for instant in (TWO - timedelta(days=3), TWO + timedelta(days=1))]

    assert found == [set(), EVERYBODY]


async def test_a_meeting_at_another_place_is_asked_about_no_more_often(called: Database, clock: StandingClock) -> None:
    await asked_at(called, clock, EIGHT)
    await called.run(changing(place="Salle des fêtes, Lyon"))

    found = [await asked_at(called, clock, instant) for instant in (EIGHT + timedelta(hours=1), TWO)]

    assert found == [set(), EVERYBODY]


async def test_a_meeting_that_waits_for_the_bureau_or_is_called_off_is_not_asked_about(
    called: Database, clock: StandingClock
) -> None:
    await called.run(lambda work: convening.call_off(work, acting(SYLVIE), 1, "Salle fermée"))
    await called.run(proposing(kind=SessionKind.AGE, on=date(2026, 11, 28), purpose=Purpose.TEXTS))

    assert await asked_at(called, clock, EIGHT) == set()


async def test_one_that_is_still_waiting_at_the_start_never_leaves(called: Database, clock: StandingClock) -> None:
    clock.instant = TWO
    await called.run(tick)
    clock.instant = START

    left = await called.run(leave)

    assert left == {}


async def test_it_tells_of_the_meal_while_it_can_be_saved_and_of_a_proxy_to_who_may_give_one(
    database: Database, clock: StandingClock
) -> None:
    clock.instant = CALLED
    await gather(database, M012=-6001)

    clock.instant = EIGHT
    first = await asked(database)
    clock.instant = TWO
    second = await asked(database)

    said = {number: (row.body["meal_at_stake"], row.body["proxy_offered"]) for number, row in first.items()}
    assert (said["M012"], said["M013"], said["M001"]) == ((True, False), (True, True), (False, True))
    assert {row.body["meal_at_stake"] for row in second.values()} == {False}
    assert {(row.lane, row.delivery) for row in first.values()} == {(Lane.BULK, Delivery.AT_MOST_ONCE)}


async def still_due(database: Database, row: Queued) -> bool:
    return await database.run(lambda work: leaving.still_due(work, row))


async def test_it_is_judged_again_as_it_leaves(called: Database, clock: StandingClock) -> None:
    clock.instant = EIGHT
    rows = await asked(called)
    before = await still_due(called, rows["M012"])
    await says(called, AWAY)
    await gives(called, BINTOU, SYLVIE)

    after = [await still_due(called, rows[number]) for number in ("M012", "M013", "M014")]

    assert (before, after) == (True, [False, False, True])


async def test_it_does_not_leave_for_a_meeting_whose_hour_has_come_or_that_has_begun(
    called: Database, clock: StandingClock
) -> None:
    clock.instant = EIGHT
    row = (await asked(called))["M012"]
    clock.instant = START
    at_the_hour = await still_due(called, row)
    clock.instant = START - timedelta(minutes=5)
    just_before = await still_due(called, row)
    await opens(called)
    begun = await still_due(called, row)

    assert (just_before, at_the_hour, begun) == (True, False, False)


async def test_it_does_not_leave_once_the_meeting_is_otherwise(called: Database, clock: StandingClock) -> None:
    clock.instant = EIGHT
    row = (await asked(called))["M012"]

    await called.run(changing(place="Salle des fêtes, Lyon"))
    changed = await still_due(called, row)
    await called.run(lambda work: convening.call_off(work, acting(SYLVIE), 1, "Salle fermée"))

    assert (changed, await still_due(called, row)) == (False, False)


async def test_other_messages_are_not_judged_again(called: Database, clock: StandingClock) -> None:
    clock.instant = EIGHT
    row = (await asked(called))["M012"]

    assert await still_due(called, replace(row, kind="event_announced", body={}))
