from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.ledger import Method
from assistant.domain.members import Status, StatusChange
from assistant.domain.messages import Preferences
from assistant.domain.payments import PaymentState
from assistant.ports import Database, UnitOfWork
from assistant.rules.reminders import Reminder, ReminderKind, Skip, Tone
from assistant.services import pauses
from assistant.services.tick import tick
from tests.services.debtors import DAY, ESTHER, NINE, SECOND, owing, queued, reminded, under
from tests.services.people import open_books, pays, person, register, voted

# When


@pytest.mark.parametrize(
    ("opened", "nine"),
    [
        (date(2026, 3, 1), datetime(2026, 3, 5, 8, tzinfo=UTC)),
        (date(2026, 4, 1), datetime(2026, 4, 5, 7, tzinfo=UTC)),
        (date(2026, 10, 1), datetime(2026, 10, 5, 7, tzinfo=UTC)),
        (date(2026, 11, 1), datetime(2026, 11, 5, 8, tzinfo=UTC)),
    ],
)
async def test_reminders_leave_on_the_fifth_at_nine_in_paris_in_winter_and_in_summer(
    database: Database, clock: StandingClock, opened: date, nine: datetime
) -> None:
    await database.run(owing(opened))

    early = await reminded(database, clock, nine - SECOND)
    on_time = await reminded(database, clock, nine)

    assert early.sent == {}
    assert set(on_time.sent) == {"M012"}


@pytest.mark.parametrize(
    ("day", "opened", "nine"),
    [
        (28, date(2026, 3, 1), datetime(2026, 3, 28, 8, tzinfo=UTC)),
        (29, date(2026, 3, 1), datetime(2026, 3, 29, 7, tzinfo=UTC)),
        (24, date(2026, 10, 1), datetime(2026, 10, 24, 7, tzinfo=UTC)),
        (25, date(2026, 10, 1), datetime(2026, 10, 25, 8, tzinfo=UTC)),
    ],
)
async def test_nine_is_nine_before_and_after_the_clocks_change(
    tmp_path: Path, clock: StandingClock, day: int, opened: date, nine: datetime
) -> None:
    async with under(voted("reminders", "reminder_day", day, date(2026, 1, 1)), tmp_path, clock) as database:
        await database.run(owing(opened))

        early = await reminded(database, clock, nine - SECOND)
        on_time = await reminded(database, clock, nine)

    assert early.sent == {}
    assert set(on_time.sent) == {"M012"}


async def test_what_a_stop_missed_on_the_fifth_leaves_once_on_the_seventh(
    database: Database, clock: StandingClock
) -> None:
    await database.run(owing())

    caught_up = await reminded(database, clock, NINE + 2 * DAY + timedelta(hours=3))
    again = await reminded(database, clock, NINE + 3 * DAY)

    assert (set(caught_up.sent), again.sent) == ({"M012"}, {})


async def test_a_month_missed_altogether_is_not_made_up_for_in_the_next(
    database: Database, clock: StandingClock
) -> None:
    await database.run(owing())

    first_of_may = await reminded(database, clock, datetime(2026, 5, 1, 8, tzinfo=UTC))
    eve = await reminded(database, clock, datetime(2026, 5, 5, 7, tzinfo=UTC) - SECOND)
    fifth = await reminded(database, clock, datetime(2026, 5, 5, 7, tzinfo=UTC))

    assert (first_of_may.sent, eve.sent) == ({}, {})
    assert fifth.sent == {"M012": Reminder(ReminderKind.NOT_UP_TO_DATE, 7001, 0, Tone.SECOND)}
    assert [member for member, _ in await queued(database)] == ["M012"]


async def test_the_last_evening_of_the_month_still_catches_up_and_the_night_does_not(
    database: Database, clock: StandingClock
) -> None:
    await database.run(owing())
    eight = datetime(2026, 4, 30, 18, tzinfo=UTC)

    late = await reminded(database, clock, eight)
    in_time = await reminded(database, clock, eight - SECOND)

    assert late.sent == {}
    assert set(in_time.sent) == {"M012"}


@pytest.mark.parametrize(
    ("local", "leaves"), [((8, 59, 59), False), ((9, 0, 0), True), ((19, 59, 59), True), ((20, 0, 0), False)]
)
async def test_reminders_leave_between_nine_and_twenty(
    database: Database, clock: StandingClock, local: tuple[int, int, int], leaves: bool
) -> None:
    await database.run(owing())
    hour, minute, second = local

    run = await reminded(database, clock, datetime(2026, 4, 7, hour - 2, minute, second, tzinfo=UTC))

    assert bool(run.sent) is leaves


# Once


async def test_a_member_is_reminded_once_a_month_and_again_in_the_next(
    database: Database, clock: StandingClock
) -> None:
    await database.run(owing())

    april = [await reminded(database, clock, NINE + days * DAY) for days in range(26)]
    may = await reminded(database, clock, datetime(2026, 5, 5, 7, tzinfo=UTC))

    assert [len(run.sent) for run in april] == [1] + [0] * 25
    assert set(may.sent) == {"M012"}


async def test_a_run_that_breaks_before_its_commit_is_made_whole_by_the_next(
    database: Database, clock: StandingClock
) -> None:
    await database.run(owing())
    clock.instant = NINE

    def breaks(work: UnitOfWork) -> None:
        tick(work)
        raise RuntimeError("the power failed")

    with pytest.raises(RuntimeError, match="the power failed"):
        await database.run(breaks)
    run = await reminded(database, clock, NINE + SECOND)

    assert set(run.sent) == {"M012"}
    assert [member for member, _ in await queued(database)] == ["M012"]
    assert len(await queued(database, "reminder_summary")) == 2


async def test_who_was_reminded_is_left_in_peace_even_if_the_month_s_run_is_made_again(
    database: Database, clock: StandingClock
) -> None:
    await database.run(owing())
    await database.run(lambda work: work.book.once("reminder:2026-04:M012"))

    run = await reminded(database, clock, NINE)

    assert run.sent == {}
    assert await queued(database) == []


# To whom, and what


async def test_who_owes_is_reminded_in_two_wordings_and_nobody_at_zero_or_ahead(
    database: Database, clock: StandingClock
) -> None:
    def found(work: UnitOfWork) -> None:
        names = ["Chantal", "Didier", "Esther", "Firmin", "Grace"]
        register(work, *(person(f"M01{place}", name) for place, name in enumerate(names)))
        open_books(work, date(2026, 4, 1), M010=-1, M011=-6000, M012=-6001, M013=0, M014=1)

    await database.run(found)

    run = await reminded(database, clock, NINE)

    assert run.sent == {
        "M010": Reminder(ReminderKind.WITHIN_TOLERANCE, 1, 0, Tone.FIRST),
        "M011": Reminder(ReminderKind.WITHIN_TOLERANCE, 6000, 0, Tone.FIRST),
        "M012": Reminder(ReminderKind.NOT_UP_TO_DATE, 6001, 0, Tone.FIRST),
    }


@pytest.mark.parametrize(("declared", "sent"), [(6000, True), (6001, False), (9000, False)])
async def test_a_declared_payment_that_covers_what_is_owed_spares_the_reminder(
    database: Database, clock: StandingClock, declared: int, sent: bool
) -> None:
    def declare(work: UnitOfWork) -> None:
        work.payments.add(
            "M012",
            cents=declared,
            method=Method.TRANSFER,
            value_on=date(2026, 4, 2),
            reference="",
            state=PaymentState.DECLARED,
            key=None,
        )

    await database.run(owing())
    await database.run(declare)

    run = await reminded(database, clock, NINE)

    kept = {"M012": Reminder(ReminderKind.NOT_UP_TO_DATE, 6001, declared, Tone.FIRST)}
    assert (run.sent, run.skipped) == ((kept, {}) if sent else ({}, {"M012": Skip.PENDING_COVERS}))


async def test_who_chose_to_have_no_reminders_gets_none(database: Database, clock: StandingClock) -> None:
    await database.run(owing())
    await database.run(lambda work: work.accounts.save_preferences("M012", Preferences(dues_reminders=False)))

    run = await reminded(database, clock, NINE)

    assert (run.sent, run.skipped) == ({}, {"M012": Skip.OWN_CHOICE})


@pytest.mark.parametrize("reminds", [True, False])
async def test_the_bylaws_say_whether_a_suspended_member_is_reminded(
    tmp_path: Path, clock: StandingClock, reminds: bool
) -> None:
    suspended = replace(ESTHER, history=(StatusChange(date(2026, 1, 1), Status.SUSPENDED),))
    terms = voted("reminders", "remind_suspended", reminds, date(2026, 1, 1))
    async with under(terms, tmp_path, clock) as database:
        await database.run(owing(esther=suspended))

        run = await reminded(database, clock, NINE)

    assert bool(run.sent) is reminds


@pytest.mark.parametrize("status", [Status.RESIGNED, Status.RADIATED, Status.DECEASED])
async def test_who_left_is_not_reminded(database: Database, clock: StandingClock, status: Status) -> None:
    gone = replace(ESTHER, history=(StatusChange(date(2026, 4, 4), status),))
    await database.run(owing(esther=gone))

    run = await reminded(database, clock, NINE)

    assert (run.sent, run.skipped) == ({}, {"M012": Skip.NOT_A_MEMBER})


MARKS: dict[str, Callable[[UnitOfWork], object]] = {
    "bereaved that month": lambda work: pauses.bereaved(work, OPERATOR, "M012", date(2026, 4, 2)),
    "asked until a day": lambda work: pauses.until(work, OPERATOR, "M012", date(2026, 4, 30)),
    "until further notice": lambda work: pauses.stop(work, OPERATOR, "M012"),
}


@pytest.mark.parametrize(
    ("mark", "skip", "left_in_peace"),
    [
        ("bereaved that month", Skip.BEREAVED, 1),
        ("asked until a day", Skip.DO_NOT_REMIND, 1),
        ("until further notice", Skip.DO_NOT_REMIND, 3),
    ],
)
async def test_whom_the_bureau_has_marked_is_left_in_peace_and_reminded_when_it_is_over(
    database: Database, clock: StandingClock, mark: str, skip: Skip, left_in_peace: int
) -> None:
    await database.run(owing())
    clock.instant = NINE - DAY
    await database.run(MARKS[mark])

    runs = [await reminded(database, clock, NINE.replace(month=month)) for month in (4, 5, 6)]

    assert [run.skipped for run in runs] == [{"M012": skip}] * left_in_peace + [{}] * (3 - left_in_peace)
    assert [set(run.sent) for run in runs] == [set()] * left_in_peace + [{"M012"}] * (3 - left_in_peace)


async def test_the_tone_grows_with_the_months_in_a_row_and_softens_when_all_is_paid(
    database: Database, clock: StandingClock
) -> None:
    await database.run(owing(M012=-1000))

    tones = []
    for month in range(4, 9):
        run = await reminded(database, clock, NINE.replace(month=month))
        tones.append(run.sent["M012"].tone)
    await database.run(lambda work: pays(work, "M012", 5000))
    autumn = await reminded(database, clock, NINE.replace(month=9))

    assert tones == [Tone.FIRST, Tone.SECOND, Tone.THIRD, Tone.THIRD, Tone.THIRD]
    assert autumn.sent["M012"].tone is Tone.FIRST
    assert [body["months_in_a_row"] for _, body in await queued(database)] == [1, 2, 3, 4, 5, 1]


async def test_a_month_left_in_peace_still_counts_since_the_books_alone_are_asked(
    database: Database, clock: StandingClock
) -> None:
    await database.run(owing())
    clock.instant = NINE - DAY
    await database.run(MARKS["bereaved that month"])

    runs = [await reminded(database, clock, NINE.replace(month=month)) for month in (4, 5)]

    assert runs[1].sent["M012"].tone is Tone.SECOND


async def test_the_bureau_s_summary_counts_the_reminders_and_names_whom_none_could_reach(
    database: Database, clock: StandingClock
) -> None:
    def found(work: UnitOfWork) -> None:
        owing(M013=-2000)(work)
        register(work, person("M013", "Firmin"), chat=False)

    await database.run(found)

    run = await reminded(database, clock, NINE)

    told = {
        "month": "2026-04",
        "sent": 1,
        "tones": {"first": 1},
        "skipped": {},
        "unreachable": ["Firmin Ibara"],
    }
    assert set(run.sent) == {"M012", "M013"}
    assert await queued(database, "reminder_summary") == [("M001", told), ("M002", told)]


async def test_the_bureau_s_summary_names_who_was_skipped_by_reason_and_counts_the_tones(
    database: Database, clock: StandingClock
) -> None:
    def found(work: UnitOfWork) -> None:
        owing(date(2026, 3, 1), M013=-9000, M014=-500, M015=-500, M016=-500, M020=0)(work)
        register(
            work,
            person("M013", "Firmin", history=(StatusChange(date(2026, 4, 4), Status.RESIGNED),)),
            *(person(f"M01{place}", name) for place, name in ((4, "Grace"), (5, "Hilaire"), (6, "Inès"))),
            person("M020", "Joy", joined_on=date(2026, 4, 1)),
        )
        pauses.bereaved(work, OPERATOR, "M014", date(2026, 4, 1))
        pauses.stop(work, OPERATOR, "M016")

    clock.instant = NINE - DAY
    await database.run(found)

    run = await reminded(database, clock, NINE)

    told = {
        "month": "2026-04",
        "sent": 3,
        "tones": {"first": 1, "second": 2},
        "skipped": {
            "not_a_member": ["Firmin Ibara"],
            "bereaved": ["Grace Ibara"],
            "do_not_remind": ["Inès Ibara"],
        },
        "unreachable": [],
    }
    assert set(run.sent) == {"M012", "M015", "M020"}
    assert await queued(database, "reminder_summary") == [("M001", told), ("M002", told)]


async def test_where_all_who_owe_were_skipped_the_bureau_still_learns_why(
    database: Database, clock: StandingClock
) -> None:
    await database.run(owing())
    clock.instant = NINE - DAY
    await database.run(MARKS["until further notice"])

    await reminded(database, clock, NINE)

    told = [body for _, body in await queued(database, "reminder_summary")]
    assert [(body["sent"], body["skipped"]) for body in told] == [(0, {"do_not_remind": ["Esther Ibara"]})] * 2


async def test_where_nobody_owes_the_bureau_hears_nothing(database: Database, clock: StandingClock) -> None:
    await database.run(owing(M012=0))

    await reminded(database, clock, NINE)

    assert await queued(database, "reminder_summary") == []
