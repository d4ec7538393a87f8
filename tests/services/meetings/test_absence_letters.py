from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.decisions import Reason
from assistant.domain.meetings import Attendance
from assistant.domain.reminding import ToldBy, WarningKind
from assistant.ports import Database, UnitOfWork
from assistant.services import warnings
from assistant.services.meetings import absences
from assistant.services.tick import tick
from tests.services.bureau import AWA, BINTOU, HILAIRE, PAUL, SYLVIE, acting, found, refusal, told
from tests.services.meetings.held import DAYS, excuse, meeting, missed
from tests.services.meetings.judging import of, proposed

U, J = Attendance.UNJUSTIFIED, Attendance.JUSTIFIED


@pytest.fixture
async def bureau(database: Database) -> Database:
    await found(database)
    return database


async def test_the_letter_says_which_meetings_and_leaves_once_a_year_for_each_count(bureau: Database) -> None:
    made = await bureau.run(lambda work: missed(work, AWA.number, 4))

    letter = await bureau.run(lambda work: absences.warn(work, acting(SYLVIE), AWA.number))
    again = await refusal(bureau, lambda work: absences.warn(work, acting(PAUL), AWA.number))

    assert (letter.kind, letter.cents, letter.pay_by) == (WarningKind.ABSENCES, 0, None)
    assert [each["on"] for each in letter.body["absences"]] == [day.isoformat() for day in DAYS[:4]]
    assert (again.reason, again.figures["warned_on"]) == (Reason.ALREADY_WARNED, date(2026, 11, 21))
    assert await told(bureau, AWA) == ["absence_warning"]
    assert len(made) == 4


async def test_the_other_count_may_bring_a_letter_of_its_own(bureau: Database) -> None:
    await bureau.run(lambda work: missed(work, AWA.number, 4))
    await bureau.run(lambda work: absences.warn(work, acting(SYLVIE), AWA.number))

    def six_excused(work: UnitOfWork) -> None:
        for day in (*DAYS[4:], date(2026, 11, 20)):
            excuse(work, meeting(work, day, [AWA.number]), AWA.number, accepted=True)

    await bureau.run(six_excused)

    letter = await bureau.run(lambda work: absences.warn(work, acting(SYLVIE), AWA.number))

    assert letter.body["beyond"] == [J, U] == sorted([U, J])


async def test_a_letter_about_dues_is_none_about_absences(bureau: Database) -> None:
    def unit(work: UnitOfWork) -> None:
        missed(work, AWA.number, 4)
        work.warnings.add(
            AWA.number,
            WarningKind.DUES,
            issued_on=work.today,
            issued_by="M001",
            cents=8000,
            pay_by=work.today,
            body={},
            message=None,
        )

    await bureau.run(unit)

    file = await bureau.run(of(AWA))

    assert (file.letters, file.decision.allowed) == ((), True)


@pytest.mark.parametrize(("times", "grave"), [(5, False), (6, True)])
async def test_six_absences_after_a_letter_that_has_arrived_may_be_a_grave_fault(
    bureau: Database, times: int, grave: bool
) -> None:
    def unit(work: UnitOfWork) -> None:
        missed(work, AWA.number, times)
        letter = absences.warn(work, acting(SYLVIE), AWA.number)
        assert not absences.file(work, acting(SYLVIE), AWA.number).counts.grave
        warnings.note(work, acting(SYLVIE), letter.id, by=ToldBy.LETTER, on=work.today)

    await bureau.run(unit)

    files = await bureau.run(lambda work: absences.review_all(work, acting(HILAIRE)))
    assert [(file.member.number, file.counts.grave) for file in files] == [(AWA.number, grave)]
    assert (await bureau.run(lambda work: work.members.get(AWA.number))) == AWA


async def test_the_proof_of_a_letter_is_noted_as_that_of_any_warning(bureau: Database) -> None:
    await bureau.run(lambda work: missed(work, AWA.number, 4))
    letter = await bureau.run(lambda work: absences.warn(work, acting(SYLVIE), AWA.number))

    unproved = await bureau.run(lambda work: warnings.unproved(work, acting(SYLVIE), AWA.number))

    assert unproved == letter


async def test_after_a_meeting_the_bureau_gets_one_notice_with_all_the_names(bureau: Database) -> None:
    def unit(work: UnitOfWork) -> None:
        for day in DAYS[:3]:
            meeting(work, day, [AWA.number, BINTOU.number])
        tick(work)
        meeting(work, DAYS[3], [AWA.number, BINTOU.number, PAUL.number], reasons={PAUL.number: "fièvre"})
        tick(work)
        tick(work)

    await bureau.run(unit)

    (notice,) = await proposed(bureau, SYLVIE)
    assert [(who["number"], who["unjustified"], who["warning"]) for who in notice["members"]] == [
        (AWA.number, 4, True),
        (BINTOU.number, 4, True),
    ]
    assert (notice["on"], notice["waiting"]) == ("2026-04-10", 1)
    assert await proposed(bureau, AWA) == []


async def test_who_was_at_the_limit_before_is_not_named_again(bureau: Database) -> None:
    def unit(work: UnitOfWork) -> None:
        missed(work, AWA.number, 4)
        tick(work)
        meeting(work, DAYS[4], [AWA.number])
        tick(work)

    await bureau.run(unit)

    assert len(await proposed(bureau, HILAIRE)) == 1


async def test_a_meeting_after_which_there_is_nothing_to_decide_says_nothing(bureau: Database) -> None:
    def unit(work: UnitOfWork) -> None:
        missed(work, AWA.number, 3)
        tick(work)

    await bureau.run(unit)

    assert await proposed(bureau, HILAIRE) == []


async def test_a_grave_fault_that_a_meeting_may_show_is_told_to_the_bureau_and_nothing_else_happens(
    bureau: Database,
) -> None:
    def unit(work: UnitOfWork) -> None:
        missed(work, AWA.number, 5)
        letter = absences.warn(work, acting(SYLVIE), AWA.number)
        warnings.note(work, acting(SYLVIE), letter.id, by=ToldBy.CALL, on=work.today)
        tick(work)
        meeting(work, DAYS[5], [AWA.number])
        tick(work)

    await bureau.run(unit)

    (notice,) = await proposed(bureau, HILAIRE)
    assert [(who["warning"], who["grave"]) for who in notice["members"]] == [(False, True)]
    assert await told(bureau, AWA) == ["absence_warning"]
