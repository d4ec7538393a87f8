from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import STRANGER
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.meetings import SessionKind
from assistant.domain.members import Member, Status, StatusChange
from assistant.ports import Database
from assistant.services.meetings import answering, convening, representing
from assistant.services.meetings.answering import Counts
from tests.services.bureau import AWA, BINTOU, HILAIRE, PAUL, SYLVIE, acting, refusal
from tests.services.meetings.answers import (
    AWAY,
    CLARA,
    COMES,
    FELIX,
    ODILE,
    gather,
    gives,
    opens,
    saying,
    says,
    state,
)
from tests.services.meetings.convoked import MARCH, changing, proposing

START = datetime(2026, 11, 28, 13, 30, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


async def test_an_answer_is_changed_as_often_as_wished_and_every_one_is_kept(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)

    for said in (COMES, AWAY, COMES):
        await says(database, said)
        clock.instant = clock.now() + timedelta(hours=1)

    history = await database.run(lambda work: work.attendances.history(1, AWA.number))
    assert [rsvp.answer for rsvp in history] == [COMES, AWAY, COMES]
    assert await state(database) == "present"


async def test_the_same_answer_again_changes_nothing_and_says_so(database: Database, clock: StandingClock) -> None:
    await gather(database)
    first = await says(database, AWAY, "Un mariage")
    clock.instant = clock.now() + timedelta(days=1)

    again = await says(database, AWAY)

    done = await database.run(lambda work: work.audit.about(AWA.number))
    assert (first.changed, again.changed) == (True, False)
    assert [row["action"] for row in done] == ["meeting_answered"]
    assert (again.reason, again.meal and again.meal.owed) == ("Un mariage", 0)


async def test_a_reason_given_later_is_kept_and_the_day_of_the_absence_stays(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    await says(database, AWAY)
    clock.instant = clock.now() + timedelta(days=3)

    later = await says(database, AWAY, "Un mariage")

    assert (later.changed, later.reason) == (True, "Un mariage")
    assert later.meal
    assert later.meal.owed == 0


async def test_whoever_comes_has_no_reason_to_give(database: Database) -> None:
    await gather(database)

    told = await says(database, COMES, "avec plaisir")

    assert told.reason == ""


@pytest.mark.parametrize(
    ("on", "received", "owed"),
    [
        (date(2026, 11, 28), datetime(2026, 11, 21, 22, 59, tzinfo=UTC), 0),
        (date(2026, 11, 28), datetime(2026, 11, 21, 23, 1, tzinfo=UTC), 500),
        (date(2026, 10, 31), datetime(2026, 10, 24, 21, 59, tzinfo=UTC), 0),
        (date(2026, 10, 31), datetime(2026, 10, 24, 22, 1, tzinfo=UTC), 500),
        (date(2027, 4, 3), datetime(2027, 3, 27, 22, 59, tzinfo=UTC), 0),
        (date(2027, 4, 3), datetime(2027, 3, 27, 23, 1, tzinfo=UTC), 500),
    ],
)
async def test_an_absence_told_by_midnight_of_the_seventh_day_before_saves_the_meal(
    database: Database, clock: StandingClock, on: date, received: datetime, owed: int
) -> None:
    clock.instant = received - timedelta(days=2)
    await gather(database, on=on)
    clock.instant = received + timedelta(hours=3)

    told = await says(database, AWAY, at=received)

    assert told.meal
    assert (told.meal.owed, told.meal.free_until) == (owed, on - timedelta(days=7))


async def test_an_absence_taken_back_and_told_again_late_does_not_save_the_meal(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    await says(database, AWAY)
    clock.instant = clock.now() + timedelta(days=2)
    await says(database, COMES)
    clock.instant = clock.now() + timedelta(days=1)

    told = await says(database, AWAY)

    assert told.meal
    assert told.meal.owed == 500


async def test_the_host_owes_no_meal_and_no_meal_is_had_without_a_host(database: Database) -> None:
    await gather(database)
    elsewhere = await database.run(proposing(on=MARCH))

    host = await says(database, COMES, who=HILAIRE)
    away = await says(database, AWAY, meeting=elsewhere.meeting.id)

    assert host.meal
    assert (host.meal.host, host.meal.owed) == (True, 0)
    assert away.meal is None


@pytest.mark.parametrize("received", [START - INSTANT, START - timedelta(days=1)])
async def test_an_answer_received_before_the_hour_counts_however_late_it_is_handled(
    database: Database, clock: StandingClock, received: datetime
) -> None:
    await gather(database)
    clock.instant = START + timedelta(minutes=5)
    await opens(database)

    await says(database, AWAY, at=received)

    assert await state(database) == "absent"


@pytest.mark.parametrize("received", [START, START + INSTANT, START + timedelta(days=1)])
async def test_an_answer_received_from_the_hour_on_comes_too_late(
    database: Database, clock: StandingClock, received: datetime
) -> None:
    await gather(database)
    clock.instant = received

    decision = await refusal(database, saying(AWAY))

    assert (decision.reason, decision.articles) == (Reason.DEADLINE_PASSED, ("NDZ art. 19",))
    assert await state(database) is None


async def test_a_meeting_opened_before_its_hour_takes_no_answer_from_then_on(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    clock.instant = START - timedelta(minutes=10)
    await opens(database)

    decision = await refusal(database, saying(AWAY))
    await says(database, COMES, at=clock.now() - INSTANT)

    assert decision.reason is Reason.DEADLINE_PASSED
    assert await state(database) == "present"


async def test_a_meeting_called_off_takes_no_answer(database: Database) -> None:
    await gather(database)
    await database.run(lambda work: convening.call_off(work, acting(SYLVIE), 1, "Salle fermée"))

    decision = await refusal(database, saying(COMES))

    assert (decision.reason, decision.figures["state"]) == (Reason.ALREADY_DECIDED, "meeting_off")


async def test_a_meeting_that_the_bureau_has_still_to_agree_to_cannot_be_answered(database: Database) -> None:
    await gather(database)
    proposed = await database.run(proposing(kind=SessionKind.AGO, on=MARCH))

    with pytest.raises(MbongiError, match="not convened"):
        await says(database, COMES, meeting=proposed.meeting.id)
    with pytest.raises(MbongiError, match="no meeting 99"):
        await says(database, COMES, meeting=99)


@pytest.mark.parametrize(("who", "votes"), [(AWA, True), (BINTOU, False)])
async def test_arrears_are_no_hindrance_to_answering_but_close_the_vote_and_the_proxy(
    database: Database, who: Member, votes: bool
) -> None:
    await gather(database, M012=-6000, M013=-6001)

    told = await says(database, AWAY, who=who)

    assert (told.answer, told.may_vote, told.proxy_offered) == ("absent", votes, votes)
    assert told.articles[-1] == "NDZ art. 16"


async def test_a_suspended_member_who_left_and_a_stranger_cannot_answer(database: Database) -> None:
    await gather(database)

    suspended = await refusal(database, saying(COMES, who=ODILE))
    left = await refusal(database, saying(COMES, who=FELIX))
    unknown = await refusal(database, lambda work: answering.answer(work, STRANGER, 1, COMES, received_at=work.now))

    assert (suspended.reason, suspended.articles) == (Reason.SUSPENDED, ("NDZ art. 30",))
    assert (left.reason, unknown.reason) == (Reason.NOT_A_MEMBER, Reason.NOT_A_MEMBER)
    assert left.figures["known"]


async def test_the_bureau_enters_what_a_member_said_by_telephone_and_nobody_else_does(database: Database) -> None:
    await gather(database)

    entered = await says(database, AWAY, "Un mariage", who=SYLVIE, member=CLARA.number)
    decision = await refusal(database, saying(COMES, who=BINTOU, member=CLARA.number))

    (kept,) = await database.run(lambda work: work.attendances.history(1, CLARA.number))
    assert (entered.member, kept.entered_by, kept.reason) == (CLARA.number, SYLVIE.number, "Un mariage")
    assert decision.reason is Reason.NOT_AUTHORISED
    assert await state(database, SYLVIE) is None


async def test_a_proxy_is_an_answer_and_coming_all_the_same_is_another_that_keeps_it(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    await says(database, COMES)
    clock.instant = clock.now() + timedelta(hours=1)
    await gives(database, AWA, BINTOU)
    represented = await state(database)
    clock.instant = clock.now() + timedelta(hours=1)

    told = await says(database, COMES)
    in_hand = await database.run(lambda work: representing.in_hand(work, told.meeting, BINTOU.number))

    assert (represented, told.answer, told.changed) == ("represented", "present", True)
    assert in_hand is not None
    assert told.given == in_hand


async def test_who_holds_a_proxy_is_not_offered_to_give_one(database: Database) -> None:
    await gather(database)
    await gives(database, AWA, BINTOU)

    told = await says(database, AWAY, who=BINTOU)

    assert told.held is not None
    assert (told.held.giver, told.proxy_offered) == (AWA.number, False)


async def test_everybody_convened_counts_once_and_the_suspended_not_at_all(database: Database) -> None:
    await gather(database)
    await says(database, COMES)
    await says(database, AWAY, who=CLARA)
    await gives(database, PAUL, BINTOU)

    counts = await database.run(lambda work: answering.counts(work, acting(SYLVIE), 1))

    assert counts == Counts(present=1, absent=1, represented=1, silent=4)


async def test_who_is_admitted_after_the_convocation_counts_once_they_answer(database: Database) -> None:
    await gather(database)
    denis = replace(CLARA, number="M020", first_name="Denis")
    await database.run(lambda work: work.members.save(denis))
    before = await database.run(lambda work: answering.counts(work, acting(SYLVIE), 1))

    await says(database, COMES, who=denis)

    after = await database.run(lambda work: answering.counts(work, acting(SYLVIE), 1))
    assert (before.silent, after.silent, after.present) == (7, 7, 1)


async def test_who_has_left_since_is_no_longer_counted(database: Database) -> None:
    await gather(database)
    await says(database, COMES)
    gone = replace(AWA, history=(*AWA.history, StatusChange(date(2026, 11, 20), Status.RESIGNED)))
    await database.run(lambda work: work.members.save(gone))

    counts = await database.run(lambda work: answering.counts(work, acting(SYLVIE), 1))

    assert counts == Counts(present=0, absent=0, represented=0, silent=6)


async def test_the_counts_are_the_bureau_s(database: Database) -> None:
    await gather(database)

    decision = await refusal(database, lambda work: answering.counts(work, acting(AWA), 1))

    assert decision.reason is Reason.NOT_AUTHORISED


async def test_what_is_ahead_is_told_in_order_until_its_day_is_over(database: Database, clock: StandingClock) -> None:
    await gather(database)
    await database.run(proposing(kind=SessionKind.EXCEPTIONAL, on=date(2026, 12, 5)))

    async def ahead() -> list[int]:
        return await database.run(lambda work: [seen.meeting.id for seen in answering.upcoming(work, acting(AWA))])

    before = await ahead()
    clock.instant = START + timedelta(hours=9)
    evening = await ahead()
    clock.instant = START + timedelta(hours=10)
    night = await ahead()

    assert (before, evening, night) == ([1, 2], [1, 2], [2])


@pytest.mark.parametrize(
    ("today", "called", "month"),
    [
        (date(2026, 11, 21), None, date(2026, 11, 1)),
        (date(2026, 11, 21), date(2026, 11, 28), date(2027, 1, 1)),
        (date(2026, 12, 1), None, date(2027, 1, 1)),
        (date(2026, 7, 1), None, date(2026, 9, 1)),
        (date(2026, 6, 30), None, date(2026, 6, 1)),
    ],
)
async def test_the_next_month_is_the_first_with_a_monthly_meeting_that_is_not_called(
    database: Database, clock: StandingClock, today: date, called: date | None, month: date
) -> None:
    clock.instant = datetime(today.year, today.month, today.day, 11, tzinfo=UTC)
    if called:
        await gather(database, on=called)

    found = await database.run(answering.next_month)

    assert found == month


async def test_an_answer_stands_when_the_meeting_is_changed(database: Database) -> None:
    await gather(database)
    await says(database, AWAY)

    await database.run(changing(place="Salle des fêtes, Lyon"))

    assert await state(database) == "absent"
