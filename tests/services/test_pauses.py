"""The bureau's marks, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import date
from functools import partial

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR, SCHEDULER, Actor, ActorKind
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.reminding import Pause, PauseReason
from assistant.ports import Database, UnitOfWork
from assistant.rules.reminders import Skip
from assistant.services import pauses
from assistant.services.tick import tick
from tests.services.debtors import AWA, BRICE, DAY, ESTHER, NINE, kept_at, owing, queued
from tests.services.people import person

TODAY = NINE.date()
PRESIDENT, TREASURER = Actor(ActorKind.MEMBER, AWA), Actor(ActorKind.MEMBER, BRICE)
MARKS: dict[str, Callable[[UnitOfWork, Actor], object]] = {
    "bereaved": lambda work, actor: pauses.bereaved(work, actor, "M012", TODAY),
    "until a day": lambda work, actor: pauses.until(work, actor, "M012", TODAY),
    "until further notice": lambda work, actor: pauses.stop(work, actor, "M012"),
    "resumed": lambda work, actor: pauses.resume(work, actor, "M012"),
    "listed": pauses.standing,
}


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NINE)


@pytest.fixture
async def database(url: str, clock: StandingClock) -> AsyncIterator[Database]:
    async with kept_at(url, clock) as opened:
        await opened.run(owing())
        yield opened


def marked(mark: str, actor: Actor) -> Callable[[UnitOfWork], object]:
    return lambda work: MARKS[mark](work, actor)


async def held(database: Database, day: date) -> PauseReason | None:
    """Why Esther gets no reminder that day."""
    return (await database.run(lambda work: pauses.in_force(work, day))).get("M012")


async def test_who_is_bereaved_is_left_in_peace_for_a_month_from_that_day(database: Database) -> None:
    pause = await database.run(lambda work: pauses.bereaved(work, PRESIDENT, "M012", date(2026, 4, 3)))

    assert pause == Pause(pause.id, "M012", PauseReason.BEREAVED, date(2026, 4, 3), date(2026, 5, 2), "", "M001", NINE)
    assert [await held(database, date(2026, *on)) for on in ((4, 2), (4, 3), (5, 2), (5, 3))] == [
        None,
        PauseReason.BEREAVED,
        PauseReason.BEREAVED,
        None,
    ]


async def test_a_bereavement_said_twice_stands_once_and_another_one_stands_beside_it(database: Database) -> None:
    first, again, other = [
        await database.run(partial(pauses.bereaved, actor=SCHEDULER, member="M012", day=day))
        for day in (TODAY, TODAY, TODAY + DAY)
    ]

    kept = await database.run(lambda work: work.pauses.of_member("M012"))
    assert again == first
    assert kept == [first, other]


async def test_members_may_say_of_themselves_that_they_are_bereaved_and_of_nobody_else(database: Database) -> None:
    esther = Actor(ActorKind.MEMBER, ESTHER)

    await database.run(lambda work: pauses.bereaved(work, esther, "M012", TODAY))
    with pytest.raises(RefusedError, match="NOT_AUTHORISED"):
        await database.run(lambda work: pauses.bereaved(work, esther, "M002", TODAY))

    assert await held(database, TODAY) is PauseReason.BEREAVED


async def test_until_a_day_holds_on_that_day_and_not_after(database: Database) -> None:
    last = date(2026, 6, 30)

    pause = await database.run(lambda work: pauses.until(work, TREASURER, "m012", last, "pays in June"))

    assert (pause.reason, pause.since, pause.until, pause.note) == (PauseReason.ASKED, TODAY, last, "pays in June")
    assert [await held(database, day) for day in (TODAY - DAY, TODAY, last, last + DAY)] == [
        None,
        PauseReason.ASKED,
        PauseReason.ASKED,
        None,
    ]


async def test_a_day_that_is_over_is_refused_and_today_is_not(database: Database) -> None:
    await database.run(lambda work: pauses.until(work, TREASURER, "M012", TODAY))

    with pytest.raises(RefusedError) as refused:
        await database.run(lambda work: pauses.until(work, TREASURER, "M012", TODAY - DAY))

    assert refused.value.decision.reason is Reason.PAST_DATE


async def test_a_stop_holds_until_it_is_lifted(database: Database, clock: StandingClock) -> None:
    await database.run(lambda work: pauses.stop(work, TREASURER, "M012"))
    years_on = await held(database, date(2036, 1, 1))
    clock.instant = NINE + 10 * DAY

    lifted = await database.run(lambda work: pauses.resume(work, PRESIDENT, "M012"))

    assert (years_on, lifted) == (PauseReason.OTHER, 1)
    assert [await held(database, TODAY + days * DAY) for days in (9, 10)] == [PauseReason.OTHER, None]


async def test_lifting_ends_all_that_hold_and_finds_nothing_the_second_time(database: Database) -> None:
    for mark in ("bereaved", "until a day", "until further notice"):
        await database.run(marked(mark, PRESIDENT))

    lifted = [await database.run(lambda work: pauses.resume(work, PRESIDENT, "M012")) for _ in range(2)]

    assert lifted == [3, 0]
    assert await held(database, TODAY) is None


async def test_where_several_hold_bereavement_comes_first(database: Database) -> None:
    await database.run(lambda work: pauses.stop(work, PRESIDENT, "M012"))
    await database.run(lambda work: pauses.bereaved(work, PRESIDENT, "M012", TODAY))
    await database.run(lambda work: pauses.until(work, PRESIDENT, "M012", date(2027, 1, 1)))

    assert await held(database, TODAY) is PauseReason.BEREAVED


async def test_the_bureau_sees_those_that_hold_today(database: Database) -> None:
    stopped = await database.run(lambda work: pauses.stop(work, PRESIDENT, "M012"))
    await database.run(lambda work: pauses.bereaved(work, PRESIDENT, "M002", date(2026, 1, 2)))

    assert await database.run(lambda work: pauses.standing(work, TREASURER)) == [stopped]


@pytest.mark.parametrize("mark", MARKS)
async def test_only_the_bureau_marks_lifts_and_sees(database: Database, mark: str) -> None:
    member = Actor(ActorKind.MEMBER, person("M013", "Firmin"))

    with pytest.raises(RefusedError) as refused:
        await database.run(marked(mark, member))
    await database.run(marked(mark, TREASURER))

    assert (refused.value.decision.reason, refused.value.decision.articles) == (
        Reason.NOT_AUTHORISED,
        ("NDZ art. 5",),
    )


async def test_an_unknown_number_is_said(database: Database) -> None:
    with pytest.raises(MbongiError, match="no member has the number M099"):
        await database.run(lambda work: pauses.stop(work, OPERATOR, "M099"))


async def test_marking_and_lifting_are_audited_and_nobody_is_told(database: Database) -> None:
    await database.run(lambda work: pauses.until(work, PRESIDENT, "M012", date(2026, 6, 30)))
    await database.run(lambda work: pauses.resume(work, PRESIDENT, "M012"))

    audited = await database.run(lambda work: work.audit.about("M012"))
    told = await database.run(lambda work: work.outbox.since(0))

    assert [(row["actor"], row["action"]) for row in audited] == [
        ("M001", "pause_reminders"),
        ("M001", "resume_reminders"),
    ]
    assert audited[0]["body"] == {"member": "M012", "reason": "asked", "since": "2026-04-05", "until": "2026-06-30"}
    assert told == []
    assert await database.run(lambda work: work.audit.problems()) == []


async def test_the_run_of_the_month_leaves_the_marked_out_and_says_so(database: Database) -> None:
    await database.run(lambda work: pauses.bereaved(work, PRESIDENT, "M012", TODAY))

    run = (await database.run(tick)).reminders

    assert (run.sent, run.skipped) == ({}, {"M012": Skip.BEREAVED})
    assert [body["skipped"] for _, body in await queued(database, "reminder_summary")] == [
        {"bereaved": ["Esther Ibara"]}
    ] * 2
