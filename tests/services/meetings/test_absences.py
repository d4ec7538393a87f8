from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.attending import Answer
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.meetings import Attendance, SessionKind
from assistant.domain.members import Status, StatusChange
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import absences
from tests.services.bureau import AWA, BINTOU, PAUL, SYLVIE, acting, found, refusal, told
from tests.services.meetings.held import DAYS, meeting, missed
from tests.services.meetings.judging import judging, of
from tests.services.people import person

U, J = Attendance.UNJUSTIFIED, Attendance.JUSTIFIED


@pytest.fixture
async def bureau(database: Database) -> Database:
    await found(database)
    return database


@pytest.mark.parametrize(
    ("times", "excused", "reason"),
    [
        (3, 0, Reason.THRESHOLD_NOT_REACHED),
        (4, 0, None),
        (5, 5, Reason.THRESHOLD_NOT_REACHED),
        (6, 6, None),
        (8, 5, Reason.THRESHOLD_NOT_REACHED),
    ],
)
async def test_a_warning_may_be_issued_from_the_fourth_absence_not_excused_or_the_sixth_excused(
    bureau: Database, times: int, excused: int, reason: Reason | None
) -> None:
    await bureau.run(lambda work: missed(work, AWA.number, times, excused=excused))

    file = await bureau.run(of(AWA))

    assert (file.counts.unjustified, file.counts.justified) == (times - excused, excused)
    assert file.decision.reason is reason


async def test_a_reason_that_was_announced_waits_for_the_bureau_and_counts_for_nothing(bureau: Database) -> None:
    await bureau.run(lambda work: meeting(work, DAYS[0], [AWA.number], reasons={AWA.number: "déplacement"}))

    waiting = await bureau.run(lambda work: absences.pending(work, acting(SYLVIE)))

    file = await bureau.run(of(AWA))
    assert [(entry.member, entry.reason) for entry in waiting] == [(AWA.number, "déplacement")]
    assert (file.counts.unjustified, file.counts.justified) == (0, 0)


async def test_a_word_with_a_yes_is_no_reason_for_staying_away(bureau: Database) -> None:
    def unit(work: UnitOfWork) -> None:
        at = meeting(work, DAYS[0], [AWA.number])
        work.attendances.answer(at, AWA.number, Answer.PRESENT, "j’arriverai tard", received_at=work.now, by=AWA.number)

    await bureau.run(unit)

    assert [entry.counts_as for entry in (await bureau.run(of(AWA))).absences] == [U]


async def test_one_s_own_absence_waits_for_the_others(bureau: Database) -> None:
    await bureau.run(lambda work: meeting(work, DAYS[0], [SYLVIE.number], reasons={SYLVIE.number: "travail"}))

    own = await bureau.run(lambda work: absences.pending(work, acting(SYLVIE)))
    of_others = await bureau.run(lambda work: absences.pending(work, acting(PAUL)))

    assert (len(own), len(of_others)) == (0, 1)


@pytest.mark.parametrize(("accepted", "counts"), [(True, (0, 1)), (False, (1, 0))])
async def test_the_bureau_decides_what_an_absence_counts_as(
    bureau: Database, accepted: bool, counts: tuple[int, int]
) -> None:
    at = await bureau.run(lambda work: meeting(work, DAYS[0], [AWA.number], reasons={AWA.number: "déplacement"}))

    file = await bureau.run(judging(SYLVIE, at, AWA, accepted=accepted))

    assert (file.counts.unjustified, file.counts.justified) == counts
    assert await bureau.run(lambda work: absences.pending(work, acting(SYLVIE))) == []


async def test_an_absence_that_nobody_announced_can_be_excused_afterwards(bureau: Database) -> None:
    at = await bureau.run(lambda work: meeting(work, DAYS[0], [AWA.number]))

    file = await bureau.run(judging(SYLVIE, at, AWA, accepted=True))

    assert [entry.counts_as for entry in file.absences] == [J]


async def test_of_two_who_judge_at_once_the_second_reads_who_was_first(bureau: Database) -> None:
    at = await bureau.run(lambda work: meeting(work, DAYS[0], [AWA.number], reasons={AWA.number: "déplacement"}))
    await bureau.run(judging(SYLVIE, at, AWA, accepted=True))

    decision = await refusal(bureau, judging(PAUL, at, AWA, accepted=False))

    assert decision.reason is Reason.ALREADY_DECIDED
    assert (decision.figures["by"], decision.figures["state"]) == ("Sylvie Ibara", "excused")
    assert (await bureau.run(of(AWA))).counts.justified == 1


async def test_the_bureau_may_change_its_mind_but_not_decide_the_same_twice(bureau: Database) -> None:
    at = await bureau.run(lambda work: meeting(work, DAYS[0], [AWA.number]))
    await bureau.run(judging(SYLVIE, at, AWA, accepted=False))

    file = await bureau.run(judging(PAUL, at, AWA, accepted=True, again=True))
    twice = await refusal(bureau, judging(SYLVIE, at, AWA, accepted=True, again=True))

    assert file.counts.justified == 1
    assert twice.figures["by"] == "Paul Ibara"


async def test_the_member_reads_that_an_absence_is_not_excused_and_that_it_is_after_all(bureau: Database) -> None:
    first, second = await bureau.run(lambda work: missed(work, AWA.number, 2))

    await bureau.run(judging(SYLVIE, first, AWA, accepted=True))
    quiet = await told(bureau, AWA)
    await bureau.run(judging(SYLVIE, second, AWA, accepted=False))
    await bureau.run(judging(SYLVIE, second, AWA, accepted=True, again=True))

    assert quiet == []
    assert await told(bureau, AWA) == ["absence_judged", "absence_judged"]


async def test_nobody_decides_on_their_own_absences(bureau: Database) -> None:
    made = await bureau.run(lambda work: missed(work, SYLVIE.number, 4))

    judged = await refusal(bureau, judging(SYLVIE, made[0], SYLVIE, accepted=True))
    warned = await refusal(bureau, lambda work: absences.warn(work, acting(SYLVIE), SYLVIE.number))
    exempt = await refusal(
        bureau, lambda work: absences.exempt(work, acting(SYLVIE), SYLVIE.number, DAYS[0], DAYS[1], reason="Mission")
    )

    assert {judged.reason, warned.reason, exempt.reason} == {Reason.OWN_CASE}
    assert (await bureau.run(judging(PAUL, made[0], SYLVIE, accepted=True))).counts.unjustified == 3


@pytest.mark.parametrize(
    "unit",
    [
        lambda work: absences.file(work, acting(BINTOU), AWA.number),
        lambda work: absences.pending(work, acting(BINTOU)),
        lambda work: absences.review_all(work, acting(BINTOU)),
        lambda work: absences.excuse(work, acting(BINTOU), 1, AWA.number, accepted=True),
        lambda work: absences.exempt(work, acting(BINTOU), AWA.number, DAYS[0], DAYS[1], reason="Mission"),
        lambda work: absences.end_exemption(work, acting(BINTOU), AWA.number, 1, DAYS[0]),
        lambda work: absences.warn(work, acting(BINTOU), AWA.number),
    ],
)
async def test_absences_are_for_the_bureau_alone(bureau: Database, unit: Callable[[UnitOfWork], object]) -> None:
    decision = await refusal(bureau, unit)

    assert (decision.reason, decision.articles) == (Reason.NOT_AUTHORISED, ("NDZ art. 19",))


async def test_only_an_absence_from_a_meeting_that_is_over_is_judged(bureau: Database) -> None:
    there = await bureau.run(lambda work: meeting(work, DAYS[0]))
    still_open = await bureau.run(lambda work: meeting(work, DAYS[1], [AWA.number], closed=False))
    assembly = await bureau.run(lambda work: meeting(work, DAYS[2], [AWA.number], kind=SessionKind.AGO))

    decisions = [await refusal(bureau, judging(SYLVIE, at, AWA, accepted=True)) for at in (there, still_open, assembly)]

    assert [decision.reason for decision in decisions] == [Reason.NOT_ABSENT] * 3
    with pytest.raises(MbongiError, match="no meeting 99"):
        await bureau.run(judging(SYLVIE, 99, AWA, accepted=True))


async def test_an_absence_of_a_year_that_is_over_is_judged_no_more(bureau: Database, clock: StandingClock) -> None:
    at = await bureau.run(lambda work: meeting(work, DAYS[8], [AWA.number], reasons={AWA.number: "déplacement"}))
    clock.instant = clock.now().replace(year=2027, month=1, day=1)

    decision = await refusal(bureau, judging(SYLVIE, at, AWA, accepted=True))

    assert decision.reason is Reason.DEADLINE_PASSED
    assert await bureau.run(lambda work: absences.pending(work, acting(SYLVIE))) == []


async def test_assemblies_and_exceptional_meetings_are_not_counted(bureau: Database) -> None:
    def unit(work: UnitOfWork) -> None:
        for kind in (SessionKind.AGO, SessionKind.AGE, SessionKind.EXCEPTIONAL):
            meeting(work, date(2026, 7, 4), [AWA.number], kind=kind)

    await bureau.run(unit)

    assert (await bureau.run(of(AWA))).absences == ()


async def test_the_count_begins_anew_with_the_calendar_year(bureau: Database, clock: StandingClock) -> None:
    def unit(work: UnitOfWork) -> None:
        meeting(work, date(2025, 11, 8), [AWA.number])
        missed(work, AWA.number, 3)

    await bureau.run(unit)

    this_year = (await bureau.run(of(AWA))).counts
    clock.instant = clock.now().replace(year=2027, month=1, day=1)

    assert this_year.unjustified == 3
    assert (await bureau.run(of(AWA))).counts.unjustified == 0


async def test_who_comes_late_was_there(bureau: Database, clock: StandingClock) -> None:
    at = await bureau.run(lambda work: meeting(work, DAYS[0], [AWA.number], closed=False))
    clock.instant = clock.now() + timedelta(minutes=20)

    def unit(work: UnitOfWork) -> None:
        work.attendances.check_in(at, AWA.number, "M001")
        work.attendances.check_out(at, AWA.number)
        work.meetings.close(at, "M001")

    await bureau.run(unit)

    assert (await bureau.run(of(AWA))).absences == ()


async def test_who_is_represented_has_done_their_duty(bureau: Database) -> None:
    at = await bureau.run(lambda work: meeting(work, DAYS[0], [AWA.number], mandates=[(AWA.number, BINTOU.number)]))

    file = await bureau.run(of(AWA))

    assert at
    assert file.absences == ()


async def test_a_mandate_that_nobody_carried_is_for_the_bureau_to_judge(bureau: Database) -> None:
    away = [AWA.number, BINTOU.number]
    await bureau.run(lambda work: meeting(work, DAYS[0], away, mandates=[(AWA.number, BINTOU.number)]))

    waiting = await bureau.run(lambda work: absences.pending(work, acting(SYLVIE)))

    assert [(entry.member, entry.uncarried) for entry in waiting] == [(AWA.number, True)]
    assert (await bureau.run(of(BINTOU))).counts.unjustified == 1


async def test_only_those_who_were_members_that_day_were_to_come(bureau: Database) -> None:
    new = person("M020", "Didier", joined_on=DAYS[2])
    honorary = person("M021", "Rose", status=Status.HONORARY)
    suspended = person(
        "M022",
        "Félix",
        history=(StatusChange(date(2020, 1, 1), Status.ACTIVE), StatusChange(date(2026, 2, 1), Status.SUSPENDED)),
    )

    def unit(work: UnitOfWork) -> None:
        for each in (new, honorary, suspended):
            work.members.save(each)
        for day in DAYS[:4]:
            meeting(work, day, [new.number, honorary.number, suspended.number])

    await bureau.run(unit)

    files = [await bureau.run(of(each)) for each in (new, honorary, suspended)]
    assert [[entry.on for entry in file.absences] for file in files] == [[DAYS[2], DAYS[3]], [], [DAYS[0]]]


async def test_an_arrangement_counts_from_its_first_day_to_its_last(bureau: Database) -> None:
    await bureau.run(lambda work: missed(work, AWA.number, 6))

    await bureau.run(
        lambda work: absences.exempt(work, acting(SYLVIE), AWA.number, DAYS[1], DAYS[3], reason="Mission à Brazzaville")
    )

    file = await bureau.run(of(AWA))
    assert [entry.on for entry in file.counted()] == [DAYS[0], DAYS[4], DAYS[5]]
    assert (file.counts.unjustified, file.decision.reason) == (3, Reason.THRESHOLD_NOT_REACHED)
    assert await told(bureau, AWA) == ["absences_exempt"]


async def test_an_arrangement_can_end_earlier_or_be_undone_but_not_go_on(bureau: Database) -> None:
    def agreed(work: UnitOfWork) -> int:
        missed(work, AWA.number, 3)
        return absences.exempt(work, acting(SYLVIE), AWA.number, DAYS[0], DAYS[2], reason="Mission").id

    number = await bureau.run(agreed)

    longer = await refusal(
        bureau, lambda work: absences.end_exemption(work, acting(SYLVIE), AWA.number, number, DAYS[2])
    )
    await bureau.run(lambda work: absences.end_exemption(work, acting(SYLVIE), AWA.number, number, DAYS[1]))
    shorter = (await bureau.run(of(AWA))).counts.unjustified
    await bureau.run(lambda work: absences.end_exemption(work, acting(PAUL), AWA.number, number, date(2026, 1, 9)))

    assert longer.reason is Reason.DEADLINE_PASSED
    assert (shorter, (await bureau.run(of(AWA))).counts.unjustified) == (1, 3)


@pytest.mark.parametrize(
    ("last", "reason", "refused"),
    [
        (date(2026, 1, 9), "Mission", Reason.PAST_DATE),
        (date(2026, 1, 10), " ", Reason.REASON_REQUIRED),
    ],
)
async def test_an_arrangement_needs_days_in_order_and_a_reason(
    bureau: Database, last: date, reason: str, refused: Reason
) -> None:
    decision = await refusal(
        bureau, lambda work: absences.exempt(work, acting(SYLVIE), AWA.number, DAYS[0], last, reason=reason)
    )

    assert decision.reason is refused


async def test_an_absence_with_an_arrangement_does_not_wait_for_the_bureau(bureau: Database) -> None:
    def unit(work: UnitOfWork) -> None:
        meeting(work, DAYS[0], [AWA.number], reasons={AWA.number: "déplacement"})
        absences.exempt(work, OPERATOR, AWA.number, DAYS[0], DAYS[0], reason="Mission")

    await bureau.run(unit)

    assert await bureau.run(lambda work: absences.pending(work, acting(SYLVIE))) == []
