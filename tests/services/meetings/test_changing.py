"""A meeting received by a member, changed, called off: the same people are told, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from assistant.clocks import StandingClock
from assistant.domain.broadcasts import BroadcastKind
from assistant.domain.convening import MeetingState
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.meetings import SessionKind, Writing
from assistant.domain.members import Status
from assistant.domain.orders import OrderKind, OrderState
from assistant.ports import Database
from assistant.services.meetings import convening, previewing
from tests.services.bureau import AWA, BINTOU, BUREAU, PAUL, SYLVIE, acting, found, refusal
from tests.services.meetings.answers import COMES, says
from tests.services.meetings.convoked import MARCH, changing, proposing, sent, stored
from tests.services.people import person, register

AGO, AGE = SessionKind.AGO, SessionKind.AGE
EXCEPTIONAL, MONTHLY = SessionKind.EXCEPTIONAL, SessionKind.MONTHLY
EVERYBODY = sorted(member.number for member in (*BUREAU, AWA, BINTOU))


async def test_the_host_s_lump_sum_is_put_to_the_bureau_when_the_convocation_leaves(database: Database) -> None:
    await found(database)

    await database.run(proposing(hosts=(AWA.number,)))

    (order,) = await database.run(lambda work: work.orders.open())
    assert (order.kind, order.beneficiary, order.cents) == (OrderKind.HOST, AWA.number, 10000)
    body = (await sent(database, "meeting_convened"))["M013"]
    assert (body["hosts"], body["meal"], body["meal_until"]) == ([AWA.name], 500, "2026-11-21")


async def test_a_couple_receives_together_and_two_who_are_none_do_not(database: Database) -> None:
    await found(database)
    await database.run(lambda work: register(work, replace(AWA, spouse="M013"), replace(BINTOU, spouse="M012")))

    done = await database.run(proposing(hosts=("M012", "M013")))

    assert done.meeting.hosts == ("M012", "M013")
    with pytest.raises(MbongiError, match="no couple"):
        await database.run(proposing(kind=EXCEPTIONAL, hosts=("M012", "M001")))


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.RESIGNED, Status.HONORARY])
async def test_only_an_active_member_receives_a_meeting(database: Database, status: Status) -> None:
    await found(database, person("M020", "Odile", status=status))

    decision = await refusal(database, proposing(hosts=("M020",)))

    assert decision.reason is Reason.HOST_NOT_ACTIVE
    assert decision.articles == ("NDZ art. 15",)


async def test_with_another_host_another_order_takes_the_place_of_the_first(database: Database) -> None:
    await found(database)
    await database.run(proposing(hosts=(AWA.number,)))

    await database.run(changing(hosts=(BINTOU.number,)))

    (order,) = await database.run(lambda work: work.orders.open())
    assert order.beneficiary == BINTOU.number


async def test_a_change_is_told_once_to_those_convened_and_to_nobody_who_came_since(database: Database) -> None:
    await found(database)
    await database.run(proposing())
    await database.run(lambda work: register(work, person("M030", "Nadège")))

    done = await database.run(changing(on=date(2026, 11, 29), at=time(15), place="Salle Jaurès"))

    bodies = await sent(database, "meeting_changed")
    assert sorted(bodies) == EVERYBODY
    assert bodies["M012"]["changes"] == ["starts_at", "place"]
    assert bodies["M012"]["before"]["place"] == "12 rue des Lilas, Lyon"
    assert (done.meeting.edition, bodies["M012"]["edition"]) == (1, 1)
    assert done.broadcast is not None
    assert done.broadcast.kind is BroadcastKind.CHANGE


async def test_who_was_admitted_since_and_counts_on_it_reads_that_it_is_otherwise_or_called_off(
    database: Database,
) -> None:
    await found(database)
    await database.run(proposing())
    nadege, odile, prosper = (person(f"M03{place}", name) for place, name in enumerate(("Nadège", "Odile", "Prosper")))
    await database.run(lambda work: register(work, nadege, odile, prosper))
    await says(database, COMES, who=nadege)
    await database.run(lambda work: work.proxies.give(1, AWA.number, odile.number, Writing.CHAT, by=AWA.number))
    known = await stored(database)
    preview = await database.run(lambda work: previewing.calling_off(work, acting(SYLVIE), known, "Neige"))

    await database.run(changing(place="Salle Jaurès"))
    await database.run(lambda work: convening.call_off(work, acting(SYLVIE), 1, "Neige"))

    everybody = [*EVERYBODY, nadege.number, odile.number]
    assert [member.number for member in preview.outline.members] == everybody
    assert sorted(await sent(database, "meeting_changed")) == everybody
    assert sorted(await sent(database, "meeting_called_off")) == everybody


async def test_a_change_of_nothing_tells_nobody(database: Database) -> None:
    await found(database)
    await database.run(proposing())

    done = await database.run(changing())

    assert (done.meeting.edition, done.broadcast) == (0, None)
    assert await sent(database, "meeting_changed") == {}


async def test_a_change_keeps_to_the_calendar(database: Database) -> None:
    await found(database)
    await database.run(proposing())

    december = await refusal(database, changing(on=date(2026, 12, 5)))
    past = await refusal(database, changing(on=date(2026, 11, 21), at=time(11)))

    assert december.reason is Reason.NO_MEETING_MONTH
    assert past.reason is Reason.PAST_DATE


async def test_a_meeting_called_off_is_told_once_with_the_reason_and_its_host_is_not_paid(database: Database) -> None:
    await found(database)
    await database.run(proposing(hosts=(AWA.number,)))

    done = await database.run(lambda work: convening.call_off(work, acting(PAUL), 1, " Salle inondée "))
    again = await refusal(database, lambda work: convening.call_off(work, acting(SYLVIE), 1, "Salle inondée"))

    bodies = await sent(database, "meeting_called_off")
    assert (done.meeting.state, done.recipients) == (MeetingState.CALLED_OFF, 6)
    assert sorted(bodies) == EVERYBODY
    assert bodies["M012"]["reason"] == "Salle inondée"
    assert again.reason is Reason.ALREADY_DECIDED
    order = await database.run(lambda work: work.orders.caused_by("meeting:1"))
    assert order is not None
    assert order.state is OrderState.CANCELLED


async def test_calling_off_needs_its_reason(database: Database) -> None:
    await found(database)
    await database.run(proposing())

    decision = await refusal(database, lambda work: convening.call_off(work, acting(SYLVIE), 1, " "))

    assert decision.reason is Reason.REASON_REQUIRED


async def test_one_that_was_never_sent_is_called_off_without_a_word_to_the_members(database: Database) -> None:
    await found(database)
    await database.run(proposing(kind=AGO, on=MARCH))

    done = await database.run(lambda work: convening.call_off(work, acting(SYLVIE), 1, "Plus tard"))

    assert (done.meeting.state, done.broadcast) == (MeetingState.CALLED_OFF, None)
    assert await sent(database, "meeting_called_off") == {}


async def test_what_is_ahead_is_what_is_proposed_or_convened_from_today_on(
    database: Database, clock: StandingClock
) -> None:
    await found(database)
    await database.run(proposing())
    await database.run(proposing(kind=AGO, on=MARCH))
    clock.instant = datetime(2026, 11, 29, 11, tzinfo=clock.now().tzinfo)

    ahead = await database.run(lambda work: convening.upcoming(work, acting(PAUL)))

    assert [meeting.kind for meeting in ahead] == [AGO]
    assert (await refusal(database, lambda work: convening.upcoming(work, acting(AWA)))).reason is Reason.NOT_AUTHORISED
