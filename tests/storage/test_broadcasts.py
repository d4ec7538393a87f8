from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from assistant.clocks import StandingClock
from assistant.domain.broadcasts import BroadcastKind, BroadcastState, NewBroadcast, Reach, Received, Recipient
from assistant.domain.messages import Address, Lane, OutboxState, Outgoing
from assistant.domain.reminding import Telling, ToldBy
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, CELINE, registered

HOUR = timedelta(hours=1)
NEWS = NewBroadcast(kind=BroadcastKind.MESSAGE, audience="section:Lyon", body={"text": "Fête « dimanche »"})


@pytest.fixture(autouse=True)
async def people(database: Database) -> None:
    await database.run(registered(AMINA, BRICE, CELINE))


def add(work: UnitOfWork, new: NewBroadcast = NEWS) -> int:
    return work.broadcasts.add(new, "M012", ["M016", "M014"])


def queue(work: UnitOfWork, key: str, member: str, to: Address | None) -> int:
    row = work.outbox.put(Outgoing(to=to, kind="message_sent", body={}, lane=Lane.BULK, member=member, key=key))
    assert row is not None
    return row


async def test_a_broadcast_is_read_back_with_those_it_is_for(database: Database) -> None:
    number = await database.run(add)

    found = await database.run(lambda work: work.broadcasts.get(number))

    assert found is not None
    assert (found.state, found.author, found.created_at) == (BroadcastState.PROPOSED, "M012", NOON)
    assert (found.kind, found.audience, found.body) == (NEWS.kind, NEWS.audience, NEWS.body)
    assert await database.run(lambda work: work.broadcasts.members(number)) == ["M014", "M016"]
    assert await database.run(lambda work: work.broadcasts.all()) == [found]


async def test_a_planned_broadcast_is_due_at_its_hour_and_leaves_once(database: Database, clock: StandingClock) -> None:
    number = await database.run(lambda work: add(work, replace(NEWS, leaves_at=NOON + HOUR)))
    at_once = await database.run(add)

    planned = await database.run(lambda work: [work.broadcasts.plan(number), work.broadcasts.plan(at_once)])
    clock.instant = NOON + HOUR - timedelta(microseconds=1)
    before = await database.run(lambda work: work.broadcasts.due())
    clock.instant = NOON + HOUR
    due = await database.run(lambda work: work.broadcasts.due())
    sent = await database.run(lambda work: [work.broadcasts.sent(number), work.broadcasts.sent(number)])
    stopped = await database.run(lambda work: work.broadcasts.stop(number, "M014"))

    assert planned == [True, False]
    assert before == []
    assert [broadcast.id for broadcast in due] == [number]
    assert sent == [True, False]
    assert stopped is False
    assert await database.run(lambda work: work.broadcasts.due()) == []


async def test_what_is_stopped_neither_leaves_nor_is_endorsed(database: Database) -> None:
    number = await database.run(add)

    def steps(work: UnitOfWork) -> list[bool]:
        return [
            work.broadcasts.endorse(number, "M014"),
            work.broadcasts.stop(number, "M016"),
            work.broadcasts.stop(number, "M014"),
            work.broadcasts.sent(number),
            work.broadcasts.endorse(number, "M012"),
        ]

    done = await database.run(steps)

    found = await database.run(lambda work: work.broadcasts.get(number))
    assert done == [True, True, False, False, False]
    assert found is not None
    assert (found.state, found.endorsed_by, found.stopped_by) == (BroadcastState.STOPPED, "M014", "M016")


async def test_stopping_and_sending_at_once_have_one_outcome(database: Database, other: Database) -> None:
    number = await database.run(add)

    won = await asyncio.gather(
        database.run(lambda work: work.broadcasts.sent(number)),
        other.run(lambda work: work.broadcasts.stop(number, "M014")),
    )

    assert sorted(won) == [False, True]


async def test_each_recipient_has_the_state_of_their_own_messages(database: Database) -> None:
    number = await database.run(add)

    def send(work: UnitOfWork) -> None:
        row = queue(work, f"broadcast:{number}:M014", "M014", Address("telegram", "14", "14"))
        work.outbox.sent(row, "99")
        queue(work, f"broadcast:{number}:M016", "M016", None)
        queue(work, f"broadcast:{number}:M016:mail", "M016", Address("mail", "celine@example.org", None))
        queue(work, f"broadcast:{number}0:M016", "M016", Address("telegram", "16", "16"))

    await database.run(send)

    assert await database.run(lambda work: work.broadcasts.recipients(number)) == [
        Recipient("M014", OutboxState.SENT, None),
        Recipient("M016", OutboxState.UNREACHABLE, OutboxState.PENDING),
    ]


async def test_that_somebody_was_told_is_noted_once(database: Database) -> None:
    number = await database.run(add)
    call = Telling(ToldBy.CALL, date(2026, 4, 6), "M012", "Rappelée le soir")
    letter = Telling(ToldBy.LETTER, date(2026, 4, 7), "M014")

    first = await database.run(lambda work: work.broadcasts.tell(number, "M016", call))
    twice = await database.run(lambda work: work.broadcasts.tell(number, "M016", letter))
    stranger = await database.run(lambda work: work.broadcasts.tell(number, "M012", call))

    found = {told.member: told for told in await database.run(lambda work: work.broadcasts.recipients(number))}
    assert (first, twice, stranger) == (True, False, False)
    assert found["M016"] == Recipient("M016", None, None, ToldBy.CALL, date(2026, 4, 6), "M012")


async def test_the_broadcasts_of_a_meeting_are_found_by_it(database: Database) -> None:
    others = await database.run(add)

    assert await database.run(lambda work: work.broadcasts.of_meeting(1)) == []
    assert [broadcast.id for broadcast in await database.run(lambda work: work.broadcasts.all())] == [others]


@pytest.mark.parametrize(
    ("chat", "mail", "told", "reach"),
    [
        (OutboxState.SENT, None, None, Reach.ACCEPTED),
        (OutboxState.UNREACHABLE, OutboxState.SENT, None, Reach.ACCEPTED),
        (OutboxState.SENT, OutboxState.DEAD, ToldBy.CALL, Reach.ACCEPTED),
        (OutboxState.UNREACHABLE, None, ToldBy.LETTER, Reach.TOLD),
        (OutboxState.UNREACHABLE, OutboxState.PENDING, None, Reach.WAITING),
        (OutboxState.SENDING, None, None, Reach.WAITING),
        (None, None, None, Reach.WAITING),
        (OutboxState.UNSURE, OutboxState.DEAD, None, Reach.UNSURE),
        (OutboxState.DEAD, OutboxState.UNREACHABLE, None, Reach.REFUSED),
        (OutboxState.HELD, None, None, Reach.REFUSED),
        (OutboxState.UNREACHABLE, None, None, Reach.UNREACHABLE),
    ],
)
def test_the_best_of_what_was_tried_counts(
    chat: OutboxState | None, mail: OutboxState | None, told: ToldBy | None, reach: Reach
) -> None:
    assert Recipient("M012", chat, mail, told).reach is reach


async def test_until_it_leaves_it_can_be_aimed_at_others(database: Database) -> None:
    number = await database.run(add)

    await database.run(lambda work: work.broadcasts.aim(number, ["M012", "M014"]))

    assert await database.run(lambda work: work.broadcasts.members(number)) == ["M012", "M014"]


async def test_who_had_a_chat_that_is_gone_and_got_no_e_mail_is_lost(database: Database, clock: StandingClock) -> None:
    """Amina's chat took it, Céline's is gone; for as long as one looks back, and until she is told or written to."""

    def send(work: UnitOfWork) -> tuple[int, int]:
        first, second = add(work), add(work)
        for number in (first, second):
            work.broadcasts.sent(number)
            queue(work, f"broadcast:{number}:M016", "M016", Address("telegram", "16", "16"))
            queue(work, f"broadcast:{number}:M014", "M014", Address("telegram", "14", "14"))
        return first, second

    def lose(work: UnitOfWork) -> None:
        for row in work.outbox.since(0):
            if row.member == "M016":
                work.outbox.settle(row.id, OutboxState.UNREACHABLE)

    first, second = await database.run(send)
    await database.run(lose)

    assert await database.run(lambda work: work.broadcasts.lost(NOON)) == [(first, "M016"), (second, "M016")]
    assert await database.run(lambda work: work.broadcasts.lost(NOON + timedelta(microseconds=1))) == []

    call = Telling(ToldBy.CALL, date(2026, 4, 6), "M012")
    await database.run(lambda work: work.broadcasts.tell(first, "M016", call))
    mail = Address("mail", "celine@example.org", None)
    await database.run(lambda work: queue(work, f"broadcast:{second}:M016:mail", "M016", mail))

    assert await database.run(lambda work: work.broadcasts.lost(NOON)) == []


async def test_a_member_finds_what_was_sent_to_them_and_nothing_that_has_not_left(database: Database) -> None:
    def unit(work: UnitOfWork) -> int:
        sent, _ = add(work), add(work)
        work.broadcasts.sent(sent)
        work.broadcasts.tell(sent, "M014", Telling(ToldBy.LETTER, date(2026, 11, 22), "M012", ""))
        return sent

    sent = await database.run(unit)

    found = await database.run(lambda work: [work.broadcasts.of_member(who) for who in ("M014", "M012")])

    assert found == [[Received(sent, BroadcastKind.MESSAGE, NOON, ToldBy.LETTER, date(2026, 11, 22))], []]
