"""Why members stayed away is kept as long as the bureau may need it, then forgotten; what it decided stays."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

import storage
from assistant.clocks import StandingClock
from assistant.domain.attending import Answer
from assistant.domain.convening import NewMeeting
from assistant.domain.meetings import Attendance, SessionKind
from assistant.domain.members import Status, StatusChange
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import absences, answering, recording
from assistant.services.meetings.absence_words import forget_reasons
from assistant.services.tick import tick
from storage.tables import metadata
from tests.services.bureau import AWA, BINTOU, HILAIRE, PAUL, SYLVIE, acting, found
from tests.services.conftest import NOON
from tests.services.meetings.held import DAYS, meeting
from tests.services.meetings.judging import judging, of
from tests.services.people import BYLAWS, open_books, voted
from tests.storage.raw import query

SECOND = timedelta(seconds=1)
WORDS = "Hospitalisée, ne pas ébruiter"
HELD = date(2026, 11, 10)
REASONS = {AWA.number: WORDS}


@pytest.fixture
async def bureau(database: Database) -> Database:
    await found(database)
    return database


@pytest.fixture
async def both(url: str, clock: StandingClock) -> AsyncIterator[Database]:
    """The same people, on each database."""
    opened = storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris")
    await found(opened)
    yield opened
    await opened.close()


def missing(on: date = HELD, **more: Any) -> Callable[[UnitOfWork], int]:
    """The unit in which a meeting was held without Awa, who had said why."""
    return lambda work: meeting(work, on, [AWA.number], reasons=REASONS, **more)


async def forgets(database: Database, clock: StandingClock, instant: datetime) -> list[str]:
    """What is left of Awa's reasons once what has served by then is forgotten."""
    clock.instant = instant
    await database.run(tick)
    return await reasons(database)


async def reasons(database: Database) -> list[str]:
    return [each.reason for each in await database.run(lambda work: work.attendances.answers_of(AWA.number))]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_reason_is_kept_for_the_term_after_the_decision_and_the_decision_for_good(
    both: Database, clock: StandingClock, accepted: bool
) -> None:
    number = await both.run(missing(DAYS[0]))
    await both.run(judging(SYLVIE, number, AWA, accepted=accepted))
    before = await both.run(of(AWA))

    early = await forgets(both, clock, NOON + timedelta(days=30) - SECOND)
    late = await forgets(both, clock, NOON + timedelta(days=31))

    after = await both.run(of(AWA))
    (rsvp,) = await both.run(lambda work: work.attendances.answers_of(AWA.number))
    assert (early, late) == ([WORDS], [""])
    assert (rsvp.answer, rsvp.forgotten, rsvp.explained) == (Answer.ABSENT, True, True)
    assert after.counts == before.counts
    assert [(each.counts_as, each.excuse) for each in after.absences] == [
        (each.counts_as, each.excuse) for each in before.absences
    ]
    assert await both.run(lambda work: absences.pending(work, acting(SYLVIE))) == []


async def test_the_term_runs_to_the_second(bureau: Database, clock: StandingClock) -> None:
    number = await bureau.run(missing(DAYS[0]))
    await bureau.run(judging(SYLVIE, number, AWA, accepted=True))

    assert await forgets(bureau, clock, NOON + timedelta(days=30)) == [""]


async def test_a_reason_waits_for_the_bureau_until_nobody_can_decide_any_more(
    both: Database, clock: StandingClock
) -> None:
    await both.run(missing(DAYS[0]))
    waiting = [await forgets(both, clock, at(day)) for day in (date(2026, 12, 31), date(2027, 1, 30))]

    over = await forgets(both, clock, at(date(2027, 1, 31)))

    assert (waiting, over) == ([[WORDS], [WORDS]], [""])


async def test_what_still_waits_in_the_year_can_be_judged_with_its_reason(
    bureau: Database, clock: StandingClock
) -> None:
    number = await bureau.run(missing(DAYS[0]))
    await forgets(bureau, clock, at(date(2026, 12, 30)))

    (pending,) = await bureau.run(lambda work: absences.pending(work, acting(SYLVIE)))
    judged = await bureau.run(judging(SYLVIE, number, AWA, accepted=True))

    assert (pending.reason, pending.counts_as) == (WORDS, Attendance.UNDECIDED)
    assert judged.counts.justified == 1


async def test_the_bureau_may_change_its_mind_when_the_reason_is_gone(bureau: Database, clock: StandingClock) -> None:
    number = await bureau.run(missing(DAYS[0]))
    await bureau.run(judging(SYLVIE, number, AWA, accepted=False))
    await forgets(bureau, clock, NOON + timedelta(days=30))

    file = await bureau.run(judging(PAUL, number, AWA, accepted=True, again=True))

    assert [(each.counts_as, each.reason) for each in file.absences] == [(Attendance.JUSTIFIED, "")]


def _an_assembly(work: UnitOfWork) -> None:
    missing(kind=SessionKind.AGO)(work)


def _one_called_off(work: UnitOfWork) -> None:
    new = NewMeeting(kind=SessionKind.MONTHLY, on=HELD, starts_at=at(HELD), place="Lyon", agenda=())
    number = work.meetings.add(new, HILAIRE.number)
    assert number is not None
    work.meetings.convene(number, SYLVIE.number)
    work.attendances.answer(number, AWA.number, Answer.ABSENT, WORDS, received_at=work.now, by=AWA.number)
    work.meetings.call_off(number, SYLVIE.number, "Salle fermée")


def _who_came(work: UnitOfWork) -> None:
    meeting(work, HELD, reasons=REASONS)


def _who_changed_their_mind(work: UnitOfWork) -> None:
    number = missing()(work)
    work.attendances.answer(number, AWA.number, Answer.PRESENT, "", received_at=work.now + SECOND, by=AWA.number)


def _who_was_represented(work: UnitOfWork) -> None:
    missing(mandates=[(AWA.number, BINTOU.number)])(work)


def _who_was_exempt(work: UnitOfWork) -> None:
    missing()(work)
    work.attendances.exempt(AWA.number, HELD, HELD, reason="en mission", by="M001")


def _who_has_left(work: UnitOfWork) -> None:
    missing()(work)
    work.members.save(replace(AWA, history=(*AWA.history, StatusChange(work.today, Status.RESIGNED))))


@pytest.mark.parametrize(
    "told",
    [
        _an_assembly,
        _one_called_off,
        _who_came,
        _who_changed_their_mind,
        _who_was_represented,
        _who_was_exempt,
        _who_has_left,
    ],
)
async def test_a_reason_on_which_nobody_decides_is_kept_for_the_term_after_the_meeting(
    bureau: Database, clock: StandingClock, told: Callable[[UnitOfWork], None]
) -> None:
    await bureau.run(told)

    early = await forgets(bureau, clock, at(HELD + timedelta(days=29)))
    late = await forgets(bureau, clock, at(HELD + timedelta(days=30)))

    assert (WORDS in early, WORDS in late) == (True, False)


async def test_while_a_meeting_sits_every_reason_may_still_be_needed(bureau: Database, clock: StandingClock) -> None:
    await bureau.run(missing(closed=False))

    assert await forgets(bureau, clock, at(date(2026, 12, 31))) == [WORDS]
    assert await forgets(bureau, clock, at(date(2027, 1, 31))) == [""]


async def test_a_meeting_ahead_keeps_what_was_said_of_it(bureau: Database, clock: StandingClock) -> None:
    def unit(work: UnitOfWork) -> None:
        day = date(2027, 3, 13)
        new = NewMeeting(kind=SessionKind.MONTHLY, on=day, starts_at=at(day), place="Lyon", agenda=())
        number = work.meetings.add(new, HILAIRE.number)
        assert number is not None
        work.meetings.convene(number, SYLVIE.number)
        work.attendances.answer(number, AWA.number, Answer.ABSENT, WORDS, received_at=work.now, by=AWA.number)

    await bureau.run(unit)

    assert await forgets(bureau, clock, at(date(2027, 3, 13))) == [WORDS]


@pytest.mark.parametrize(("days", "left"), [(9, WORDS), (10, "")])
async def test_a_term_that_the_association_changes_is_followed(
    url: str, clock: StandingClock, days: int, left: str
) -> None:
    shorter = voted("privacy", "inbox_days", 10, date(2026, 1, 1))
    database = storage.open_database(url, bylaws=shorter, clock=clock, timezone="Europe/Paris")
    await found(database)
    number = await database.run(missing(DAYS[0]))
    await database.run(judging(SYLVIE, number, AWA, accepted=True))

    assert await forgets(database, clock, NOON + timedelta(days=days)) == [left]
    await database.close()


async def test_what_the_bureau_noted_is_forgotten_with_it_and_why_a_member_was_away_after_that(
    both: Database, clock: StandingClock
) -> None:
    number = await both.run(missing(DAYS[0]))

    def decide(work: UnitOfWork) -> None:
        absences.excuse(work, acting(SYLVIE), number, AWA.number, accepted=True, note="Certificat de l’hôpital vu")
        absences.exempt(work, acting(SYLVIE), AWA.number, HELD, date(2026, 12, 1), reason="En soins")

    async def kept(instant: datetime) -> tuple[str, str, bool]:
        await forgets(both, clock, instant)
        excuse = (await both.run(lambda work: work.attendances.excuses(number)))[AWA.number]
        (exemption,) = await both.run(lambda work: work.attendances.exemptions(AWA.number))
        assert (exemption.first, exemption.last) == (HELD, date(2026, 12, 1))
        return excuse.note, exemption.reason, excuse.accepted

    await both.run(decide)

    assert await kept(NOON + timedelta(days=29)) == ("Certificat de l’hôpital vu", "En soins", True)
    assert await kept(NOON + timedelta(days=30)) == ("", "En soins", True)
    assert await kept(at(date(2026, 12, 31))) == ("", "", True)


async def test_a_draft_of_the_minutes_says_the_same_when_the_reason_is_gone(
    bureau: Database, clock: StandingClock
) -> None:
    number = await bureau.run(missing(kind=SessionKind.AGO))

    async def people() -> list[list[str]]:
        draft = await bureau.run(lambda work: recording.draft(work, acting(SYLVIE), number))
        return [draft.facts["excused"], draft.facts["absent"]]

    before = await people()
    left = await forgets(bureau, clock, NOON + timedelta(days=30))

    assert left == [""]
    assert await people() == before == [[AWA.name], []]


async def test_no_table_holds_the_words_in_the_end_and_the_books_are_whole(
    both: Database, url: str, clock: StandingClock
) -> None:
    """The chain of audit rows holds none from the first day on; what was sent goes after its own term."""

    def unit(work: UnitOfWork) -> None:
        open_books(work, date(2026, 11, 1))
        day = work.today + timedelta(days=1)
        new = NewMeeting(kind=SessionKind.MONTHLY, on=day, starts_at=at(day), place="Lyon", agenda=())
        number = work.meetings.add(new, HILAIRE.number)
        assert number is not None
        work.meetings.convene(number, SYLVIE.number)
        for reason in ("", WORDS):
            answering.answer(work, acting(AWA), number, Answer.ABSENT, reason, received_at=work.now)
        past = missing(DAYS[0])(work)
        absences.excuse(work, acting(SYLVIE), past, AWA.number, accepted=False, note=WORDS)
        absences.exempt(work, acting(SYLVIE), BINTOU.number, HELD, HELD, reason=WORDS)

    await both.run(unit)
    first = _holding(url)
    await both.run(_sent)
    await forgets(both, clock, NOON + timedelta(days=100))

    assert first == {"rsvp", "excuse", "exemption", "outbox"}
    assert _holding(url) == set()
    assert storage.verify(url) == []


def _sent(work: UnitOfWork) -> None:
    """Whatever waits has left."""
    for row in work.outbox.since(0):
        work.outbox.sent(row.id, "9")


def _holding(url: str) -> set[str]:
    """The tables where the words stand."""
    tables = metadata.sorted_tables
    return {table.name for table in tables if any(WORDS in str(row) for row in query(url, str(select(table))))}


async def test_a_batch_is_no_more_than_so_many_and_the_next_one_goes_on(bureau: Database) -> None:
    def unit(work: UnitOfWork) -> None:
        for day in (date(2026, 3, 28), date(2025, 3, 22), date(2024, 3, 23)):
            missing(day, kind=SessionKind.AGO)(work)

    await bureau.run(unit)

    counts = [await bureau.run(lambda work: forget_reasons(work, work.now, work.today, 2)) for _ in range(3)]

    assert counts == [2, 1, 0]
    assert await reasons(bureau) == ["", "", ""]
