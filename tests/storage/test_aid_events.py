from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from assistant.domain.actors import OPERATOR
from assistant.domain.claims import AidEvent, Announcement, LevyCall
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, registered
from tests.storage.raw import execute

CALL = LevyCall(date(2026, 4, 5), 500, date(2026, 5, 5))
TOLD = Announcement("M014", NOON + timedelta(hours=1), "Chers membres,\nnotre sœur Amina est en deuil.")


@pytest.fixture(autouse=True)
async def people(database: Database) -> None:
    await database.run(registered(AMINA, BRICE))


async def test_an_event_opens_without_call_or_announcement(database: Database) -> None:
    first = await database.run(lambda work: work.claims.open_event())
    second = await database.run(lambda work: work.claims.open_event())

    assert await database.run(lambda work: work.claims.event(first)) == AidEvent(first, NOON)
    assert await database.run(lambda work: [event.id for event in work.claims.events()]) == [first, second]
    assert await database.run(lambda work: work.claims.event(second + 1)) is None


async def test_a_contribution_is_called_once_until_the_call_is_undone(database: Database) -> None:
    event = await database.run(lambda work: work.claims.open_event())
    again = replace(CALL, cents=700)

    done = [await database.run(lambda work, call=call: work.claims.call(event, call)) for call in (CALL, again)]  # type: ignore[misc]
    called = await database.run(lambda work: work.claims.event(event))
    await database.run(lambda work: work.claims.uncall(event))
    undone = await database.run(lambda work: work.claims.event(event))
    anew = await database.run(lambda work: work.claims.call(event, again))
    found = await database.run(lambda work: work.claims.event(event))

    assert (done, anew) == ([True, False], True)
    assert (called, undone) == (AidEvent(event, NOON, CALL), AidEvent(event, NOON))
    assert found == AidEvent(event, NOON, again)


async def test_members_are_told_once_and_the_call_stays(database: Database) -> None:
    event = await database.run(lambda work: work.claims.open_event())
    await database.run(lambda work: work.claims.call(event, CALL))

    done = await database.run(lambda work: work.claims.announce(event, TOLD))
    again = await database.run(lambda work: work.claims.announce(event, replace(TOLD, text="anything else")))
    await database.run(lambda work: work.claims.uncall(event))

    assert (done, again) == (True, False)
    assert await database.run(lambda work: work.claims.event(event)) == AidEvent(event, NOON, None, TOLD)


async def test_of_many_who_call_or_announce_at_once_one_wins(database: Database, other: Database) -> None:
    event = await database.run(lambda work: work.claims.open_event())

    def unit(work: UnitOfWork) -> tuple[bool, bool]:
        return work.claims.call(event, CALL), work.claims.announce(event, TOLD)

    done = await asyncio.gather(*((other if place % 2 else database).run(unit) for place in range(40)))

    assert [sum(column) for column in zip(*done, strict=True)] == [1, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE aid_event SET called_on = '2026-04-05'",
        "UPDATE aid_event SET levy_cents = 500, due_on = '2026-05-05'",
        "UPDATE aid_event SET called_on = '2026-04-05', levy_cents = 0, due_on = '2026-05-05'",
        "UPDATE aid_event SET called_on = '2026-4-5', levy_cents = 500, due_on = '2026-05-05'",
        "UPDATE aid_event SET announced_by = 'M014', announced_at = 1",
        "UPDATE aid_event SET announcement = 'hello'",
    ],
)
async def test_the_database_itself_refuses_what_cannot_be(database: Database, url: str, wrong: str) -> None:
    await database.run(lambda work: work.claims.open_event())

    with pytest.raises(IntegrityError):
        execute(url, wrong)


def _levy(event: int, number: str) -> NewTransfer:
    return NewTransfer(
        member_account(number), Account.AID, CALL.cents, Kind.LEVY, CALL.called_on, f"event:{event}",
        key=f"levy:{event}:{number}", due_on=CALL.due_on,
    )  # fmt: skip


def _called(work: UnitOfWork) -> None:
    """Event 1 has called the contribution of two, and lifted the first's; event 10 has called nothing."""
    for _ in range(10):
        event = work.claims.open_event()
    assert event == 10
    work.claims.call(1, CALL)
    charged = [_levy(1, "M012"), _levy(1, "M014")]
    first = work.ledger.record(charged, OPERATOR)[0]
    row = charged[0]
    lifted = replace(row, debit=row.credit, credit=row.debit, key=None, due_on=None, reverses=first)
    work.ledger.record([lifted], OPERATOR)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE aid_event SET levy_cents = 400 WHERE id = 1", "Transfer 2 charges a contribution that event 1 has"),
        ("UPDATE aid_event SET due_on = '2026-05-06' WHERE id = 1", "Transfer 2 charges a contribution that event 1"),
        ("UPDATE aid_event SET called_on = '2026-04-04' WHERE id = 1", "Transfer 2 charges a contribution that event"),
        (
            "UPDATE aid_event SET called_on = NULL, levy_cents = NULL, due_on = NULL",
            "Transfer 2 charges a contribution",
        ),
        (
            "UPDATE aid_event SET called_on = '2026-04-05', levy_cents = 500, due_on = '2026-05-05' WHERE id = 10",
            "Event 10 has called a contribution, and the books charge nobody with it.",
        ),
    ],
)
async def test_a_call_that_does_not_agree_with_the_books_is_found(
    database: Database, url: str, statement: str, found: str
) -> None:
    await database.run(_called)
    sound = await database.run(lambda work: work.audit.problems())

    execute(url, statement)
    problems = await database.run(lambda work: work.audit.problems())

    assert sound == []
    assert [problem[: len(found)] for problem in problems] == [found]
