"""The bureau calls the members: who may, on which days, with which agenda, to whom it goes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from assistant.clocks import StandingClock
from assistant.domain.broadcasts import BroadcastState
from assistant.domain.convening import MeetingState
from assistant.domain.decisions import Reason
from assistant.domain.meetings import SessionKind
from assistant.domain.members import Role, Status
from assistant.ports import Database
from assistant.services.meetings import answering, convening, previewing
from tests.services.bureau import AWA, BINTOU, BUREAU, SYLVIE, acting, found, refusal
from tests.services.meetings.convoked import (
    MARCH,
    POINT,
    changing,
    proposing,
    sent,
    stored,
    wanted,
)
from tests.services.people import person

AGO, AGE = SessionKind.AGO, SessionKind.AGE
EXCEPTIONAL, MONTHLY = SessionKind.EXCEPTIONAL, SessionKind.MONTHLY
EVERYBODY = sorted(member.number for member in (*BUREAU, AWA, BINTOU))


async def test_a_monthly_meeting_leaves_at_once_to_all_active_members(
    database: Database,
) -> None:
    await found(database, person("M020", "Odile", status=Status.SUSPENDED))

    done = await database.run(proposing())

    kept = await stored(database)
    assert (kept.state, kept.proposed_by, kept.convened_by) == (MeetingState.CONVENED, SYLVIE.number, SYLVIE.number)
    assert done.recipients == 6
    assert done.broadcast is not None
    assert done.broadcast.state is BroadcastState.SENT
    assert sorted(await sent(database, "meeting_convened")) == EVERYBODY


async def test_the_message_is_the_same_for_all_and_holds_the_whole_meeting(database: Database) -> None:
    await found(database)

    await database.run(proposing())

    bodies = list((await sent(database, "meeting_convened")).values())
    assert all(body == bodies[0] for body in bodies)
    body = bodies[0]
    assert (body["meeting"], body["kind"], body["edition"]) == ("1", "monthly", 0)
    assert body["starts_at"] == "2026-11-28T14:30:00+01:00"
    assert [item["code"] for item in body["agenda"]] == ["previous_minutes", ""]
    assert body["articles"]["session"] == "NDZ art. 19"
    assert body["signed_by"] == {"name": SYLVIE.name, "roles": ["secretary"]}


@pytest.mark.parametrize("member", BUREAU, ids=lambda member: str(member.first_name))
async def test_any_of_the_bureau_may_convene(database: Database, member: Any) -> None:
    await found(database)

    done = await database.run(proposing(member))

    assert done.meeting.state is MeetingState.CONVENED


@pytest.mark.parametrize("role", [None, Role.COMMUNICATION, Role.CONTROL, Role.SECTION_PRESIDENT])
async def test_nobody_else_may_convene_nor_see_what_would_be_sent(database: Database, role: Role | None) -> None:
    clara = person("M014", "Clara", *([role] if role else []))
    await found(database, clara)

    refused = await refusal(database, proposing(clara))
    unseen = await refusal(database, lambda work: previewing.proposal(work, acting(clara), wanted(work)))

    assert refused.reason is unseen.reason is Reason.NOT_AUTHORISED
    assert refused.articles == ("NDZ art. 19",)
    assert await database.run(lambda work: work.meetings.all()) == []


@pytest.mark.parametrize("month", [7, 8, 12])
async def test_there_is_no_monthly_meeting_in_july_august_and_december(database: Database, month: int) -> None:
    await found(database)

    decision = await refusal(database, proposing(on=date(2027, month, 10)))

    assert decision.reason is Reason.NO_MEETING_MONTH
    assert decision.articles == ("NDZ art. 19",)


async def test_a_month_whose_meeting_was_never_opened_may_have_another_once_its_day_is_over(
    database: Database, clock: StandingClock
) -> None:
    await found(database)
    await database.run(proposing(on=date(2026, 11, 22)))
    clock.instant = datetime(2026, 11, 22, 22, 59, tzinfo=UTC)
    late = await refusal(database, proposing(on=date(2026, 11, 28)))

    clock.instant = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    month = await database.run(answering.next_month)
    done = await database.run(proposing(on=date(2026, 11, 28)))

    assert late.reason is Reason.ALREADY_SCHEDULED
    assert month == date(2026, 11, 1)
    assert done.meeting.state is MeetingState.CONVENED


async def test_a_month_has_one_monthly_meeting_unless_the_first_is_called_off(database: Database) -> None:
    await found(database)
    await database.run(proposing())

    second = await refusal(database, proposing(on=date(2026, 11, 29)))
    beside = await database.run(proposing(kind=EXCEPTIONAL, on=date(2026, 11, 29)))
    await database.run(lambda work: convening.call_off(work, acting(SYLVIE), 1, "Salle fermée"))
    again = await database.run(proposing(on=date(2026, 11, 29)))

    assert second.reason is Reason.ALREADY_SCHEDULED
    assert beside.meeting.state is again.meeting.state is MeetingState.CONVENED


@pytest.mark.parametrize(("on", "reason"), [(date(2027, 3, 31), None), (date(2027, 4, 1), Reason.NOT_IN_MARCH)])
async def test_the_ordinary_assembly_is_held_in_march(database: Database, on: date, reason: Reason | None) -> None:
    await found(database)

    if reason is None:
        done = await database.run(proposing(kind=AGO, on=on))
        assert done.meeting.state is MeetingState.PROPOSED
    else:
        assert (await refusal(database, proposing(kind=AGO, on=on))).reason is reason


@pytest.mark.parametrize(("at", "allowed"), [(time(12, 0), False), (time(12, 1), True)])
async def test_a_meeting_begins_after_now(database: Database, at: time, *, allowed: bool) -> None:
    await found(database)
    unit = proposing(kind=EXCEPTIONAL, on=date(2026, 11, 21), at=at)

    if allowed:
        assert (await database.run(unit)).recipients == 6
    else:
        assert (await refusal(database, unit)).reason is Reason.PAST_DATE


async def test_on_the_day_the_clocks_change_the_meeting_begins_at_the_hour_that_they_show(database: Database) -> None:
    await found(database)

    await database.run(proposing(kind=EXCEPTIONAL, on=date(2027, 3, 28)))

    assert (await sent(database, "meeting_convened"))["M012"]["starts_at"] == "2027-03-28T14:30:00+02:00"


@pytest.mark.parametrize(("on", "short"), [(date(2026, 12, 5), True), (date(2026, 12, 6), False)])
async def test_a_short_notice_warns_the_bureau_and_may_be_sent(database: Database, on: date, *, short: bool) -> None:
    await found(database)

    seen = await database.run(lambda work: previewing.proposal(work, acting(SYLVIE), wanted(work, EXCEPTIONAL, on)))
    done = await database.run(proposing(kind=EXCEPTIONAL, on=on))

    assert seen.short_notice is short
    assert seen.days == (on - date(2026, 11, 21)).days
    assert done.meeting.state is MeetingState.CONVENED


# The agenda


async def test_the_points_of_the_bylaws_are_always_on_the_agenda_before_the_bureau_s_own(database: Database) -> None:
    await found(database)

    done = await database.run(proposing(kind=AGO, on=MARCH))

    codes = [item.code for item in done.meeting.agenda]
    assert codes == ["opening", "moral_report", "projects", "accounts", "tariff", "performances", ""]
    assert [item.votes for item in done.meeting.agenda][:4] == [False, False, True, True]


async def test_a_meeting_without_any_point_is_refused(database: Database) -> None:
    await found(database)

    decision = await refusal(database, proposing(kind=EXCEPTIONAL, agenda=()))

    assert decision.reason is Reason.AGENDA_INCOMPLETE


async def test_a_change_cannot_drop_a_point_of_the_bylaws(database: Database) -> None:
    await found(database)
    await database.run(proposing())

    decision = await refusal(database, changing(agenda=(POINT,)))

    assert decision.reason is Reason.AGENDA_INCOMPLETE
    assert decision.figures == {"missing": ["previous_minutes"]}
