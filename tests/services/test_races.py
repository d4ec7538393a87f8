"""A hundred at once, from two processes on one database, on SQLite and on PostgreSQL: one effect."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from typing import TypeVar

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.ledger import Kind
from assistant.domain.members import Role, Status
from assistant.domain.messages import ChatAccount
from assistant.ports import Database, UnitOfWork
from assistant.services import books
from assistant.services.admission import Item, admit, record
from assistant.services.linking import invite, link_by_code
from assistant.services.tick import tick
from tests.engine.small_talk import Cafe
from tests.engine.small_talk import person as guest
from tests.services.people import BYLAWS, CHANNEL, open_books, pays, person, register

T = TypeVar("T")
FIFTH = datetime(2026, 4, 5, 7, tzinfo=UTC)
MEMBERS = [person(f"M{place:03}", f"Awa{place}") for place in range(1, 7)]
AWA, BRICE = MEMBERS[:2]


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(FIFTH)


@pytest.fixture
async def processes(url: str, clock: StandingClock) -> AsyncIterator[list[Database]]:
    """Two processes on the same database."""
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    yield opened
    for database in opened:
        await database.close()


async def raced(processes: list[Database], unit: Callable[[UnitOfWork], T]) -> list[T]:
    """What a hundred runs at once gave back."""
    return await asyncio.gather(*(database.run(unit) for database in islice(cycle(processes), 100)))


def found(work: UnitOfWork) -> None:
    register(work, *MEMBERS, person("M099", "Jean", Role.SECRETARY))
    open_books(work, date(2025, 12, 31), M099=100000)


def found_with_candidate(work: UnitOfWork) -> None:
    found(work)
    register(work, person("M100", "Didier", joined_on=None, status=Status.CANDIDATE))
    for item in Item:
        record(work, OPERATOR, "M100", item, work.today)
    pays(work, "M100", 5000)


def refusal(work: UnitOfWork, phone: ChatAccount, code: str) -> Reason | None:
    """Why the code does not tie the account; None where it does."""
    try:
        link_by_code(work, phone, code)
    except RefusedError as refused:
        return refused.decision.reason
    return None


async def dues(database: Database) -> tuple[int, int]:
    """How many rows of dues are recorded, and how many are due."""

    def count(work: UnitOfWork) -> tuple[int, int]:
        recorded = sum(row.kind is not Kind.OPENING for row in work.ledger.transfers())
        due = sum(len(lines) for lines in books.all_entries_on(work, work.today).values())
        return recorded, due - 1

    return await database.run(count)


async def test_a_hundred_ticks_at_once_charge_and_remind_once(processes: list[Database]) -> None:
    await processes[0].run(found)

    reports = await raced(processes, tick)

    queued = await processes[1].run(lambda work: [row.kind for row in work.outbox.since(0)])
    assert sorted(report.accrued for report in reports) == [0] * 99 + [35]
    assert await dues(processes[0]) == (35, 35)
    assert sorted(queued) == ["dues_reminder"] * 6 + ["reminder_summary"]
    assert await processes[1].run(lambda work: work.audit.problems()) == []


async def test_an_admission_amid_ticks_is_charged_by_the_next_one(
    processes: list[Database], clock: StandingClock
) -> None:
    await processes[0].run(found_with_candidate)
    await processes[0].run(tick)
    clock.instant = FIFTH + timedelta(days=1)
    units: list[Callable[[UnitOfWork], object]] = [tick] * 10
    units.insert(3, lambda work: admit(work, OPERATOR, "M100", work.today))
    await asyncio.gather(*(database.run(unit) for unit, database in zip(units, cycle(processes), strict=False)))

    await processes[0].run(tick)

    charged = await processes[1].run(lambda work: [row.cents for row in work.ledger.entries("M100") if row.cents < 0])
    assert sorted(charged) == [-2000, -1500, -1500]


async def test_one_candidate_typed_in_two_ways_by_two_at_once_is_admitted_once(processes: list[Database]) -> None:
    await processes[0].run(found_with_candidate)
    done, go_on = threading.Event(), threading.Event()

    def slowly(work: UnitOfWork) -> None:
        admit(work, OPERATOR, "M100", work.today)
        done.set()
        assert go_on.wait(30)

    first = asyncio.create_task(processes[0].run(slowly))
    assert await asyncio.to_thread(done.wait, 30)
    second = asyncio.create_task(processes[1].run(lambda work: admit(work, OPERATOR, "m100", work.today)))
    await asyncio.wait([second], timeout=0.5)
    go_on.set()

    await first
    with pytest.raises(RefusedError, match="NOT_A_CANDIDATE"):
        await second


async def test_of_a_hundred_accounts_with_the_same_code_one_is_tied(processes: list[Database]) -> None:
    await processes[0].run(found)
    code = await processes[0].run(lambda work: invite(work, OPERATOR, "M001"))

    async def try_code(place: int, database: Database) -> Reason | None:
        phone = ChatAccount(CHANNEL, f"phone{place}", f"phone{place}")
        return await database.run(lambda work: refusal(work, phone, code))

    tries = await asyncio.gather(*(try_code(place, processes[place % 2]) for place in range(100)))

    kept = await processes[1].run(lambda work: [row.account for row in work.accounts.of_member("M001")])
    assert sorted(map(str, tries)) == ["INVITATION_INVALID"] * 99 + ["None"]
    assert len([name for name in kept if name.startswith("phone")]) == 1
    assert await processes[1].run(lambda work: work.audit.problems()) == []


async def test_a_hundred_wrong_codes_at_once_are_five_tries_and_a_lock(processes: list[Database]) -> None:
    phone = ChatAccount(CHANNEL, "phone", "phone")
    await processes[0].run(lambda work: work.accounts.save(phone))

    tries = await raced(processes, lambda work: refusal(work, phone, "wrong"))

    assert sorted(map(str, tries)) == ["INVITATION_INVALID"] * 5 + ["TOO_MANY_ATTEMPTS"] * 95


async def test_an_update_received_a_hundred_times_at_once_has_one_effect_and_one_answer(
    processes: list[Database], clock: StandingClock
) -> None:
    cafes = [Cafe(database, clock) for database in processes]
    await cafes[0].register(guest("M001", "Awa"))
    await cafes[0].say("awa", "/table window 12/04")
    token = cafes[0].paper.sent[-1].keys[0].data
    update = cafes[0].incoming("awa", press=token, update="confirm")

    await asyncio.gather(*(cafe.intake.receive([update]) for cafe in islice(cycle(cafes), 100)))
    await settled(cafes)

    answers = [str(message.text) for cafe in cafes for message in cafe.paper.sent[-1:] if message.question is None]
    assert answers == ["Booked: window."]
    assert await cafes[1].booked("window") == "2026-04-12"
    assert await told(processes[0]) == 2


async def test_an_update_handled_a_hundred_times_at_once_has_one_effect_and_one_answer(
    processes: list[Database], clock: StandingClock
) -> None:
    cafes = [Cafe(database, clock) for database in processes]
    await cafes[0].register(guest("M001", "Awa"))
    update = cafes[0].incoming("awa", "/hello", update="hello")
    await processes[0].run(lambda work: work.inbox.receive([update]))

    await asyncio.gather(*(cafe.intake.handle_waiting() for cafe in islice(cycle(cafes), 100)))
    await settled(cafes)

    assert [str(message.text) for cafe in cafes for message in cafe.paper.sent] == ["Hello Awa, see /table."]
    assert await told(processes[0]) == 1
    assert await processes[0].run(lambda work: work.inbox.waiting(1)) == []


async def settled(cafes: list[Cafe]) -> None:
    """Everything handled, everything sent."""
    for cafe in cafes:
        await cafe.intake.handle_waiting()
        await cafe.sender.stop()
        await cafe.sender.drain()


async def told(database: Database) -> int:
    """How many messages were ever queued."""
    return await database.run(lambda work: len(work.outbox.since(0)))
