"""The demo's association, seeded through the services on a throwaway database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import storage
from assistant import bylaws, demo
from assistant.clocks import ShiftedClock
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.aid import EventKind
from assistant.domain.claims import ClaimState, FiledClaim, NewClaim
from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.decisions import Standing
from assistant.domain.ledger import Kind
from assistant.domain.members import BUREAU, Role, Status
from assistant.domain.orders import Choice, Order, OrderKind
from assistant.ports import Database, UnitOfWork
from assistant.services.admission import judge
from assistant.services.aid import deciding, declaring
from assistant.services.books import situation_of
from assistant.services.tick import TickReport, tick

PARIS = ZoneInfo("Europe/Paris")
NDZOUANA = bylaws.load("ndzouana")


@pytest.fixture
def clock() -> ShiftedClock:
    clock = ShiftedClock()
    clock.set(demo.BEGINS)
    return clock


@pytest.fixture
async def database(clock: ShiftedClock, tmp_path: Path) -> AsyncIterator[Database]:
    database = storage.throwaway(tmp_path / "demo.db", bylaws=NDZOUANA, clock=clock, timezone=PARIS)
    await database.run(demo.seed)
    yield database
    await database.close()


async def standing_of(database: Database, number: str) -> Standing:
    def read(work: UnitOfWork) -> Standing:
        member = work.members.get(number)
        assert member is not None
        return situation_of(work, member, work.today).standing

    return await database.run(read)


async def test_its_books_are_in_order(database: Database) -> None:
    assert await database.run(lambda work: work.audit.problems()) == []


async def test_its_people_stand_as_they_are_introduced(database: Database) -> None:
    assert await standing_of(database, "D003") is Standing.UP_TO_DATE
    assert await standing_of(database, "D007") is Standing.WITHIN_TOLERANCE
    assert await standing_of(database, "D008") is Standing.NOT_UP_TO_DATE
    pending = await database.run(lambda work: work.payments.all_pending())
    assert pending == {demo.PENDING: demo.DECLARED_CENTS}


async def test_every_role_of_the_bureau_is_filled(database: Database) -> None:
    everybody = await database.run(lambda work: work.members.all())

    assert {role for member in everybody for role in member.roles} >= BUREAU
    assert {Status.ACTIVE, Status.SUSPENDED, Status.HONORARY, Status.CANDIDATE} <= {one.status for one in everybody}


async def test_the_whole_bureau_and_both_commissions_can_be_played(database: Database) -> None:
    everybody = await database.run(lambda work: {member.number: member for member in work.members.all()})

    played = [everybody[person.account.removeprefix("demo:")] for person in demo.people()]

    assert {one.number for one in played} >= {one.number for one in everybody.values() if one.roles & BUREAU}
    assert {role for one in played for role in one.roles} >= {Role.SOCIAL, Role.CONTROL}
    assert [sum(role in one.roles for one in everybody.values()) for role in (Role.SOCIAL, Role.CONTROL)] == [2, 2]


async def test_the_bank_the_cash_box_and_the_fund_are_opened_and_the_president_has_seen_it(database: Database) -> None:
    opened = await database.run(lambda work: [(entry.account, entry.cents) for entry in work.manual.all()])
    told = await database.run(lambda work: [row.member for row in work.outbox.since(0) if "manual" in row.kind])

    assert dict(opened) == demo.OPENED_WITH
    assert told == ["D001"] * 3


async def test_a_death_can_be_played_from_its_declaration_to_the_contribution(database: Database) -> None:
    def actor(work: UnitOfWork, number: str) -> Actor:
        return Actor(ActorKind.MEMBER, work.members.get(number))

    def play(work: UnitOfWork) -> FiledClaim:
        new = NewClaim(EventKind.DEATH_FATHER, "D003", work.today - timedelta(days=1))
        filed = declaring.declare(work, actor(work, "D003"), new)
        for number in ("D001", "D002", "D004", "D005", "D006", "D009"):
            filed, _ = deciding.vote(work, actor(work, number), filed.id, Choice.APPROVE)
        return filed

    filed = await database.run(play)
    levied = await database.run(lambda work: [e.cents for e in work.ledger.entries("D007") if e.kind is Kind.LEVY])

    assert filed.state is ClaimState.APPROVED
    assert levied == [-5000]


async def test_its_candidate_may_be_admitted_at_once(database: Database) -> None:
    decision = await database.run(lambda work: judge(work, OPERATOR, demo.CANDIDATE, work.today))

    assert decision.allowed


async def test_everybody_shown_but_one_has_a_chat(database: Database) -> None:
    shown = [person.account for person in demo.people()]

    tied = await database.run(lambda work: [one for one in shown if work.accounts.get("web", one) is not None])

    assert set(shown) - set(tied) == {f"demo:{demo.NOT_TIED}"}
    assert [person.phone for person in demo.people() if person.phone] == ["+33639987118"]


async def test_the_next_reminder_goes_to_whoever_owes_and_nobody_else(database: Database, clock: ShiftedClock) -> None:
    clock.set(demo.stops(PARIS, NDZOUANA)["reminder"](demo.BEGINS))

    report: TickReport = await database.run(tick)

    assert {"D007", "D008"} <= report.reminders.sent.keys()
    assert report.reminders.sent.keys().isdisjoint({"D003", "D011"})


def test_the_clock_goes_a_day_a_week_to_the_next_reminder_or_to_the_first() -> None:
    stops = demo.stops(PARIS, NDZOUANA)

    reached = {name: stop(demo.BEGINS).astimezone(PARIS).replace(tzinfo=None) for name, stop in stops.items()}

    assert reached == {
        "day": datetime(2026, 11, 4, 18, 40),  # noqa: DTZ001 - compared by the local clock
        "week": datetime(2026, 11, 10, 18, 40),  # noqa: DTZ001 - the same
        "reminder": datetime(2026, 11, 5, 9),  # noqa: DTZ001 - the same
        "month": datetime(2026, 12, 1, 18, 40),  # noqa: DTZ001 - the same
    }


def test_at_the_instant_of_a_reminder_the_next_one_is_a_month_away() -> None:
    reminder = demo.stops(PARIS, NDZOUANA)["reminder"]

    second = reminder(reminder(demo.BEGINS))

    assert second == datetime(2026, 12, 5, 9, tzinfo=PARIS)


def test_the_scheduler_runs_each_day_on_the_way() -> None:
    end = demo.BEGINS + timedelta(days=7)

    way = demo.on_the_way(demo.BEGINS, end, PARIS, NDZOUANA)

    assert [(moment.day, moment.hour) for moment in way] == [(day, 9) for day in range(4, 11)] + [(10, 18)]
    assert demo.on_the_way(end, end, PARIS, NDZOUANA) == [end]


async def test_its_next_meeting_is_convened_and_its_hosts_are_to_be_paid(database: Database) -> None:
    def read(work: UnitOfWork) -> tuple[Meeting, int, Order | None]:
        (meeting,) = work.meetings.all()
        (convocation,) = work.broadcasts.of_meeting(meeting.id)
        return meeting, len(work.broadcasts.members(convocation.id)), work.orders.caused_by(meeting.subject)

    meeting, told, order = await database.run(read)

    assert (meeting.state, meeting.on, meeting.hosts) == (MeetingState.CONVENED, demo.MEETING_ON, demo.HOSTS)
    assert told == 21
    assert order is not None
    assert (order.kind, order.beneficiary) == (OrderKind.HOST, demo.HOSTS[0])
