"""Those present at a later meeting approve the minutes; then they leave, once, whole, to every member."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.clocks import StandingClock
from assistant.domain.attending import Excuse
from assistant.domain.broadcasts import BroadcastKind
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.members import Role, Status, StatusChange
from assistant.domain.minutes import MinutesState
from assistant.domain.resolutions import Tally
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import holding, recording
from tests.services.bureau import AWA, BINTOU, HILAIRE, PAUL, ROSINE, SYLVIE, acting, later, refusal
from tests.services.meetings.mandates import CLARA, DENIS
from tests.services.meetings.minuted import (
    FIRST,
    HELD,
    SITS,
    approved,
    approving,
    audited,
    convene,
    drafted,
    hold,
    opens,
    sending,
    sent,
    sit,
    writing,
)


async def test_those_present_at_the_next_meeting_approve_and_the_whole_is_frozen(
    database: Database, clock: StandingClock
) -> None:
    await hold(database, clock)
    await database.run(writing("0", "Lu par Rosine."))
    await sit(database, clock)

    minutes = await database.run(approving(Tally(3, 1, 0)))
    before = (await drafted(database)).facts
    await database.run(lambda work: work.members.save(replace(CLARA, last_name="Mabiala")))
    await database.run(lambda work: work.attendances.excuse(Excuse(1, PAUL.number, False, "M001", work.now)))

    assert minutes.state is MinutesState.APPROVED
    assert minutes.approval is not None
    assert (minutes.approval.meeting, minutes.approval.approved_by) == (2, "M002")
    assert minutes.approval.tally == Tally(3, 1, 0)
    assert (await drafted(database)).facts == before
    assert before["words"] == {"0": "Lu par Rosine."}
    assert before["approved"]["starts_at"] == "2026-11-21T14:30:00+01:00"
    assert await audited(database, "minutes_approved") == [
        {"minutes": 1, "meeting": 1, "read_at": 2, "in_favour": 3, "against": 1, "abstaining": 0}
    ]


async def test_a_correction_asked_at_the_reading_is_made_before_the_approval_and_none_after_it(
    database: Database, clock: StandingClock
) -> None:
    await hold(database, clock)
    await database.run(writing("0", "Lu par Paul."))
    await sit(database, clock)
    await database.run(writing("0", "Lu par Rosine."))
    await database.run(approving())

    late = await refusal(database, writing("0", "Lu par Paul."))

    assert (late.reason, late.figures["state"], late.figures["by"]) == (
        Reason.ALREADY_DECIDED,
        "minutes_approved",
        "Sylvie Ibara",
    )
    assert (await drafted(database)).facts["words"] == {"0": "Lu par Rosine."}


async def test_they_are_approved_once(database: Database, clock: StandingClock) -> None:
    await approved(database, clock)

    again = await refusal(database, approving())

    assert (again.reason, again.articles) == (Reason.ALREADY_DECIDED, ("NDZ art. 19",))


@pytest.mark.parametrize("at", [1, 2])
async def test_nobody_approves_at_the_same_meeting_nor_at_one_that_has_not_begun(
    database: Database, clock: StandingClock, at: int
) -> None:
    await hold(database, clock)
    await drafted(database)

    decision = await refusal(database, approving(at=at))

    assert (decision.reason, decision.figures) == (Reason.NOT_YET, {"held": HELD})


async def test_an_earlier_meeting_approves_nothing_of_a_later_one(database: Database, clock: StandingClock) -> None:
    await hold(database, clock)
    await sit(database, clock)
    await database.run(lambda work: holding.close(work, acting(HILAIRE), 2))
    await drafted(database, 2)

    decision = await refusal(database, lambda work: recording.approve(work, acting(SYLVIE), 1, 1, Tally(4, 0, 0)))

    assert decision.reason is Reason.NOT_YET


@pytest.mark.parametrize(("hours", "taken"), [(5, True), (10, False)])
async def test_a_meeting_that_has_closed_approves_until_the_end_of_its_day(
    database: Database, clock: StandingClock, hours: int, *, taken: bool
) -> None:
    await hold(database, clock)
    await drafted(database)
    await sit(database, clock)
    await database.run(lambda work: holding.close(work, acting(HILAIRE), 2))
    later(clock, hours=hours)

    if taken:
        assert (await database.run(approving())).state is MinutesState.APPROVED
    else:
        assert (await refusal(database, approving())).reason is Reason.NOT_YET


async def test_the_minutes_of_a_meeting_that_is_still_open_are_not_approved(
    database: Database, clock: StandingClock
) -> None:
    await convene(database, clock)
    await opens(database, clock, 1, SITS.replace(month=10, day=10, hour=12), *FIRST)
    await drafted(database)
    await sit(database, clock)

    assert (await refusal(database, approving())).reason is Reason.NOT_YET


@pytest.mark.parametrize(
    ("tally", "reason"),
    [
        (Tally(4, 0, 0), None),
        (Tally(2, 1, 1), None),
        (Tally(1, 0, 3), None),
        (Tally(4, 0, 1), Reason.TOO_MANY_VOTES),
        (Tally(2, 2, 0), Reason.MINUTES_NOT_APPROVED),
        (Tally(1, 2, 0), Reason.MINUTES_NOT_APPROVED),
        (Tally(0, 0, 0), Reason.MINUTES_NOT_APPROVED),
        (Tally(0, 0, 4), Reason.MINUTES_NOT_APPROVED),
    ],
)
async def test_more_for_than_against_and_no_more_votes_than_are_there(
    database: Database, clock: StandingClock, tally: Tally, reason: Reason | None
) -> None:
    await hold(database, clock)
    await drafted(database)
    await sit(database, clock)

    if reason is None:
        assert (await database.run(approving(tally))).state is MinutesState.APPROVED
        return
    decision = await refusal(database, approving(tally))
    assert decision.reason is reason
    assert (await drafted(database)).minutes.state is MinutesState.DRAFT


async def test_who_left_after_the_reading_has_voted_all_the_same(database: Database, clock: StandingClock) -> None:
    await hold(database, clock)
    await drafted(database)
    await sit(database, clock)
    later(clock, minutes=30)
    await database.run(lambda work: holding.check_out(work, acting(HILAIRE), 2, ROSINE.number))

    assert (await database.run(approving(Tally(4, 0, 0)))).state is MinutesState.APPROVED


async def test_those_present_approve_without_a_quorum(database: Database, clock: StandingClock) -> None:
    await hold(database, clock)
    await drafted(database)
    await sit(database, clock, HILAIRE, SYLVIE)

    assert (await database.run(approving(Tally(2, 0, 0)))).state is MinutesState.APPROVED


async def test_a_count_below_zero_is_none(database: Database, clock: StandingClock) -> None:
    await hold(database, clock)
    await drafted(database)
    await sit(database, clock)

    with pytest.raises(MbongiError, match="zero or more"):
        await database.run(approving(Tally(4, -1, 0)))


async def test_a_draft_is_never_sent(database: Database, clock: StandingClock) -> None:
    await hold(database, clock)
    none = await refusal(database, lambda work: recording.check_sendable(work, acting(SYLVIE), 1))
    await drafted(database)

    decision = await refusal(database, sending())

    assert (decision.reason, decision.articles) == (Reason.MINUTES_NOT_APPROVED, ("NDZ art. 19",))
    assert none.reason is Reason.MINUTES_NOT_APPROVED
    assert await sent(database) == []


async def test_approved_minutes_go_whole_to_every_active_member_once(database: Database, clock: StandingClock) -> None:
    await approved(database, clock)

    minutes = await database.run(sending())
    again = await refusal(database, sending(HILAIRE))

    assert (minutes.state, minutes.sent_by, minutes.broadcast) == (MinutesState.SENT, "M002", 1)
    told = [HILAIRE, SYLVIE, ROSINE, PAUL, AWA, BINTOU, CLARA, DENIS]
    assert await sent(database) == [member.number for member in told]
    assert (again.reason, again.figures["state"], again.figures["by"]) == (
        Reason.ALREADY_DECIDED,
        "minutes_sent",
        "Sylvie Ibara",
    )
    broadcast = await database.run(lambda work: work.broadcasts.get(1))
    assert broadcast is not None
    assert (broadcast.kind, broadcast.audience, broadcast.meeting) == (BroadcastKind.MINUTES, "all", 1)
    assert minutes.approval is not None
    assert broadcast.body == minutes.approval.facts


async def test_who_was_suspended_since_or_lost_their_office_gets_none_and_sends_none(
    database: Database, clock: StandingClock
) -> None:
    await approved(database, clock)
    lost = replace(SYLVIE, roles=frozenset({Role.CULTURE}))
    suspended = replace(DENIS, history=(*DENIS.history, StatusChange(SITS.date(), Status.SUSPENDED)))

    def save(work: UnitOfWork) -> None:
        work.members.save(lost)
        work.members.save(suspended)

    await database.run(save)

    refused = await refusal(database, sending(lost))
    await database.run(sending(HILAIRE))

    assert refused.reason is Reason.NOT_AUTHORISED
    assert DENIS.number not in await sent(database)
