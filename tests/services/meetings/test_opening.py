"""A meeting begins and ends: who must be there, who presides, what no longer changes, what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.domain.convening import MeetingState
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.meetings import Attendance, SessionKind
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.resolutions import Method
from assistant.services.meetings import holding, rollcall
from tests.services.bureau import AWA, BINTOU, HILAIRE, PAUL, ROSINE, SYLVIE, TODAY, acting, refusal
from tests.services.meetings.hall import CLARA, DENIS, MEMBERS, Hall, closing, numbers, opening
from tests.services.meetings.judging import of
from tests.services.people import person, register

ODILE = person("M005", "Odile", Role.VICE_PRESIDENT)


@pytest.mark.parametrize("there", [[], [SYLVIE], [SYLVIE, AWA, BINTOU]], ids=["nobody", "one", "one and members"])
async def test_with_fewer_than_two_of_the_bureau_in_person_it_is_not_opened(hall: Hall, there: list[Member]) -> None:
    await hall.gives(HILAIRE, AWA)
    for who in there:
        await hall.enter(who)

    decision = await refusal(hall.database, opening())

    assert (decision.reason, decision.figures["required"]) == (Reason.BUREAU_QUORUM, 2)
    assert decision.figures["present"] == sum(bool(who.roles) for who in there)


async def test_with_two_of_the_bureau_it_is_opened_even_without_a_quorum(hall: Hall) -> None:
    count = await hall.open(ROSINE, PAUL)

    assert not count.roll.quorum.reached
    assert (count.meeting.state, count.meeting.opened_by) == (MeetingState.OPEN, SYLVIE.number)


@pytest.mark.parametrize(("there", "reached"), [(MEMBERS[:4], False), (MEMBERS[:5], True)])
async def test_five_of_eight_are_enough_and_four_are_not(
    hall: Hall, there: tuple[Member, ...], *, reached: bool
) -> None:
    count = await hall.open(*there)

    assert (count.roll.quorum.required, count.roll.quorum.reached) == (5, reached)


async def test_it_is_opened_on_its_day_alone_and_once(hall: Hall) -> None:
    await hall.convene(TODAY + timedelta(days=1))
    early = await refusal(hall.database, opening(meeting=2))
    await hall.open(HILAIRE, SYLVIE)
    twice = await refusal(hall.database, opening())

    assert early.reason is Reason.NOT_YET
    assert (twice.reason, twice.figures["state"], twice.figures["by"]) == (
        Reason.ALREADY_DECIDED,
        "meeting_open",
        "Sylvie Ibara",
    )
    assert (await refusal(hall.database, opening(AWA))).reason is Reason.NOT_AUTHORISED


@pytest.mark.parametrize(
    ("there", "chair"),
    [
        ((SYLVIE, ODILE, HILAIRE), HILAIRE),
        ((SYLVIE, ODILE, PAUL), ODILE),
        ((SYLVIE, ROSINE), SYLVIE),
    ],
    ids=["the president", "else the deputy", "else one of the bureau"],
)
async def test_who_presides_follows_from_who_is_there(hall: Hall, there: tuple[Member, ...], chair: Member) -> None:
    await hall.run(lambda work: register(work, ODILE))

    count = await hall.open(*there)

    assert count.meeting.chair == chair.number


async def test_of_several_the_bureau_chooses_and_nobody_else_presides(hall: Hall) -> None:
    await hall.enter(SYLVIE, ROSINE, AWA)
    decision = await refusal(hall.database, opening(chair=AWA))

    count = await hall.open(chair=ROSINE)

    assert (decision.reason, decision.figures["name"]) == (Reason.NOT_THERE, "Awa Ibara")
    assert (count.meeting.chair, count.meeting.secretary) == (ROSINE.number, SYLVIE.number)


async def test_a_president_who_comes_late_takes_the_chair(hall: Hall) -> None:
    await hall.open(SYLVIE, ROSINE)
    too_soon = await refusal(hall.database, lambda work: holding.preside(work, acting(SYLVIE), 1, chair=HILAIRE.number))
    await hall.enter(HILAIRE)

    count = await hall.run(lambda work: holding.preside(work, acting(SYLVIE), 1, chair=HILAIRE.number))

    assert too_soon.reason is Reason.NOT_THERE
    assert count.meeting.chair == HILAIRE.number


async def test_anybody_there_may_write_the_minutes(hall: Hall) -> None:
    opened = await hall.open(HILAIRE, ROSINE, AWA)

    count = await hall.run(lambda work: holding.preside(work, acting(ROSINE), 1, secretary=AWA.number))

    assert (opened.meeting.secretary, count.meeting.secretary) == (None, AWA.number)
    assert count.meeting.chair == HILAIRE.number


async def test_what_becomes_of_standings_after_the_opening_changes_nothing(hall: Hall) -> None:
    await hall.gives(BINTOU, CLARA)
    await hall.owes(DENIS, 6001)
    before = await hall.open(HILAIRE, SYLVIE, AWA, CLARA, DENIS)

    await hall.owes(AWA, 6001)
    suspended = replace(CLARA, history=(*CLARA.history, StatusChange(TODAY, Status.SUSPENDED)))
    await hall.run(lambda work: work.members.save(suspended))
    await hall.run(lambda work: register(work, person("M030", "Nadège")))
    after = await hall.roll()

    assert before.roll == after
    assert (after.quorum.base, after.quorum.count, after.represented) == (7, 5, (BINTOU.number,))


@pytest.mark.parametrize(
    ("fallen", "reason"),
    [(AWA, Reason.GIVER_NOT_UP_TO_DATE), (BINTOU, Reason.HOLDER_NOT_UP_TO_DATE)],
    ids=["giver", "holder"],
)
async def test_a_mandate_of_who_is_not_up_to_date_at_the_opening_does_not_count(
    hall: Hall, fallen: Member, reason: Reason
) -> None:
    await hall.gives(AWA, BINTOU)
    await hall.owes(fallen, 6001)

    count = await hall.open(HILAIRE, SYLVIE, BINTOU)

    assert (count.roll.void, count.roll.represented) == ({AWA.number: reason}, ())


@pytest.mark.parametrize(
    ("status", "reason"), [(Status.SUSPENDED, Reason.SUSPENDED), (Status.RESIGNED, Reason.NOT_A_MEMBER)]
)
async def test_a_mandate_of_who_is_suspended_or_has_left_by_the_opening_does_not_count(
    hall: Hall, status: Status, reason: Reason
) -> None:
    await hall.gives(AWA, BINTOU)
    left = replace(AWA, history=(*AWA.history, StatusChange(TODAY, status)))
    await hall.run(lambda work: work.members.save(left))

    count = await hall.open(HILAIRE, SYLVIE, BINTOU)

    assert (count.roll.void, count.roll.quorum.base) == ({AWA.number: reason}, 7)


async def test_a_second_assembly_asks_for_mandates_again(hall: Hall) -> None:
    first = await hall.convene(TODAY - timedelta(days=7), kind=SessionKind.AGE)
    await hall.gives(AWA, BINTOU, first.id)
    second = await hall.convene(kind=SessionKind.AGE, first=first.id)
    await hall.enter(HILAIRE, SYLVIE, BINTOU, meeting=second.id)

    count = await hall.run(opening(meeting=second.id))

    assert (count.roll.represented, count.roll.void) == ((), {})


async def test_closing_keeps_who_stayed_and_lets_nobody_in_any_more(hall: Hall) -> None:
    await hall.open(HILAIRE, SYLVIE, AWA)
    await hall.leave(AWA)

    sheet, _ = await hall.run(closing())

    states = {line.member.number: line.state for line in sheet.lines}
    assert [number for number, state in states.items() if state == "present"] == numbers((AWA, HILAIRE, SYLVIE))
    assert set(states) == {who.number for who in MEMBERS}
    assert (sheet.roll.quorum.count, sheet.present) == (2, 3)
    assert (await refusal(hall.database, closing())).figures["state"] == "meeting_closed"
    assert (await hall.meeting()).state is MeetingState.CLOSED
    assert await hall.run(lambda work: work.audit.problems()) == []


async def test_a_meeting_is_not_closed_before_it_is_open_nor_while_a_vote_is(hall: Hall) -> None:
    early = await refusal(hall.database, closing())
    await hall.open(*MEMBERS)
    await hall.put(Method.HANDS)
    voting_ = await refusal(hall.database, closing())

    assert (early.reason, voting_.reason) == (Reason.NOT_OPEN, Reason.STILL_OPEN)
    assert (await refusal(hall.database, closing(AWA))).reason is Reason.NOT_AUTHORISED


async def test_the_sheet_names_who_came_who_left_and_who_was_represented_by_whom(hall: Hall) -> None:
    await hall.gives(BINTOU, AWA)
    await hall.gives(CLARA, DENIS)
    await hall.open(HILAIRE, SYLVIE, AWA)
    await hall.leave(AWA)

    sheet = await hall.run(lambda work: rollcall.sheet(work, acting(SYLVIE), 1))

    lines = {line.member.number: line for line in sheet.lines}
    assert (lines[BINTOU.number].state, lines[BINTOU.number].holder) == ("represented", AWA)
    assert (lines[CLARA.number].state, lines[CLARA.number].holder) == ("absent", None)
    assert lines[AWA.number].left_at is not None
    assert lines[HILAIRE.number].left_at is None
    assert (lines[HILAIRE.number].votes, lines[AWA.number].votes) == (1, 0)


async def test_the_sheet_to_sign_names_who_will_be_represented_by_whom(hall: Hall) -> None:
    await hall.gives(BINTOU, AWA)
    await hall.owes(CLARA, 6001)
    await hall.gives(CLARA, DENIS)

    sheet = await hall.run(lambda work: rollcall.sheet(work, acting(SYLVIE), 1))

    lines = {line.member.number: (line.state, line.holder) for line in sheet.lines}
    assert lines[BINTOU.number] == ("represented", AWA)
    assert lines[CLARA.number] == lines[AWA.number] == ("absent", None)


async def test_what_can_be_held_is_open_of_today_ahead_or_not_long_ago(hall: Hall) -> None:
    await hall.convene(TODAY + timedelta(days=30))
    await hall.open(HILAIRE, SYLVIE)
    await hall.run(closing())
    today = await hall.run(lambda work: holding.at_hand(work, holding.sessions(work, acting(SYLVIE))))
    hall.clock.instant = datetime(2026, 12, 6, 11, tzinfo=UTC)
    last = await hall.run(lambda work: holding.sessions(work, acting(SYLVIE)))
    hall.clock.instant = datetime(2026, 12, 7, 11, tzinfo=UTC)
    gone = await hall.run(lambda work: holding.sessions(work, acting(SYLVIE)))

    assert [each.id for each in today] == [1]
    assert [each.id for each in last] == [1, 2]
    assert [each.id for each in gone] == [2]
    with pytest.raises(MbongiError, match="no meeting 99"):
        await hall.run(lambda work: holding.quorum(work, acting(SYLVIE), 99))


async def test_one_left_open_on_another_day_does_not_stand_before_that_of_today(hall: Hall) -> None:
    await hall.open(HILAIRE, SYLVIE)
    week = timedelta(days=7)
    await hall.convene(TODAY + week)
    hall.clock.instant = hall.clock.now() + week

    offered = await hall.run(lambda work: holding.at_hand(work, holding.sessions(work, acting(SYLVIE))))
    code = await hall.run(lambda work: holding.own_code(work, acting(AWA)))
    await hall.run(lambda work: holding.check_in_by_code(work, acting(SYLVIE), 2, code.digits))

    assert [each.id for each in offered] == [1, 2]
    assert code.meeting.id == 2


async def test_of_two_on_one_day_the_one_that_is_open_is_at_hand_though_the_other_was_to_begin_before(
    hall: Hall,
) -> None:
    await hall.convene(kind=SessionKind.EXCEPTIONAL)
    await hall.enter(HILAIRE, SYLVIE, meeting=2)
    await hall.run(opening(meeting=2))

    offered = await hall.run(lambda work: holding.at_hand(work, holding.sessions(work, acting(SYLVIE))))
    code = await hall.run(lambda work: holding.own_code(work, acting(AWA)))

    assert ([each.id for each in offered], code.meeting.id) == ([2], 2)


async def test_past_midnight_the_code_is_still_that_of_the_meeting_that_is_open(hall: Hall) -> None:
    await hall.open(HILAIRE, SYLVIE)
    hall.clock.instant = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)

    code = await hall.run(lambda work: holding.own_code(work, acting(AWA)))

    assert code.meeting.id == 1


async def test_who_had_left_before_the_opening_was_not_there_nor_carried_a_mandate(hall: Hall) -> None:
    await hall.gives(BINTOU, AWA)
    await hall.enter(AWA, CLARA)
    await hall.leave(AWA)
    await hall.open(HILAIRE, SYLVIE)
    await hall.leave(CLARA)
    await hall.run(closing())

    files = [await hall.run(of(who)) for who in (AWA, BINTOU, CLARA)]

    counted = [[(entry.counts_as, entry.uncarried) for entry in file.absences] for file in files]
    assert counted == [[(Attendance.UNJUSTIFIED, False)], [(Attendance.UNDECIDED, True)], []]


async def test_who_is_admitted_during_the_meeting_is_not_on_its_sheet_unless_they_come_in(hall: Hall) -> None:
    early, late, guest = (
        person(f"M03{place}", name, joined_on=TODAY) for place, name in enumerate(("Eva", "Luc", "Zoé"))
    )
    await hall.run(lambda work: register(work, early))
    await hall.open(HILAIRE, SYLVIE)
    await hall.run(lambda work: register(work, late, guest))
    await hall.enter(guest)

    sheet, _ = await hall.run(closing())

    listed = {line.member.number: line.state for line in sheet.lines}
    assert (listed.get("M030"), listed.get("M031"), listed.get("M032")) == ("absent", None, "present")
