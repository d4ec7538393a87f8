"""E-mail through the outbox: what becomes of a queued message, and what of the others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.domain.messages import Lane, OutboxState
from assistant.ports import Database, UnitOfWork
from assistant.services import notify
from storage.pace import DEFAULT
from tests.conftest import PARIS
from tests.engine.small_talk import CHANNEL, Cafe, person
from tests.mail.conftest import Start
from tests.mail.post_office import DROP, PostOffice

AWA = replace(person("M001", "Awa"), email="awa@example.org")
BINTOU = replace(person("M002", "Bintou"), email="bintou@example.org")
SERGE = person("M003", "Serge")


@pytest.fixture
async def database(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    opened = storage.throwaway(
        tmp_path / "association.db",
        bylaws=bylaws.load("ndzouana"),
        clock=clock,
        timezone=PARIS,
        paces={"mail": DEFAULT["mail"]},
        can_mail=True,
    )
    yield opened
    await opened.close()


@pytest.fixture
async def cafe(database: Database, clock: StandingClock, office: PostOffice, start: Start) -> Cafe:
    cafe = Cafe(database, clock)
    await cafe.register(AWA, BINTOU, SERGE)
    cafe.sender.channels = {CHANNEL: cafe.paper, notify.MAIL: start(office.settings())}
    return cafe


async def _mail(cafe: Cafe, *numbers: str, what: str = "rain", lane: Lane = Lane.NOTICE) -> list[bool]:
    def queue(work: UnitOfWork) -> list[bool]:
        members = [member for number in numbers if (member := work.members.get(number)) is not None]
        return [
            notify.mail(work, member, "news", {"what": what}, key=f"news:{member.number}", lane=lane)
            for member in members
        ]

    return await cafe.database.run(queue)


async def _drain(cafe: Cafe, seconds: float) -> None:
    """Send all that may leave within that time."""
    until = cafe.clock.now() + timedelta(seconds=seconds)
    while cafe.clock.now() < until:
        await cafe.sender.drain()
        cafe.clock.instant = cafe.clock.now() + timedelta(seconds=0.25)


async def _in(cafe: Cafe, state: OutboxState) -> list[str | None]:
    return [row.member for row in await cafe.database.run(lambda work: work.outbox.in_state(state))]


async def test_who_has_an_address_is_sent_an_email_and_who_has_none_is_not(cafe: Cafe, office: PostOffice) -> None:
    queued = await _mail(cafe, "M001", "M003")

    await _drain(cafe, 2)

    assert queued == [True, False]
    assert [(to, letter["Subject"]) for (_, to, _), letter in zip(office.taken, office.letters, strict=True)] == [
        ("awa@example.org", "News: rain")
    ]
    assert await _in(cafe, OutboxState.SENT) == ["M001"]


async def test_an_address_that_does_not_exist_is_shown_as_unreachable_and_the_chat_stays(
    cafe: Cafe, office: PostOffice
) -> None:
    office.faults["RCPT"] = ["550 5.1.1 no such person"]
    await _mail(cafe, "M001", "M002")

    await _drain(cafe, 2)
    await cafe.tell("M001", "sun")
    await cafe.sender.drain()

    assert await _in(cafe, OutboxState.UNREACHABLE) == ["M001"]
    assert [to for _, to, _ in office.taken] == ["bintou@example.org"]
    assert await cafe.database.run(lambda work: work.accounts.unreachable()) == []
    assert cafe.last == "News: sun"


async def test_a_message_that_may_have_left_is_sent_again_under_the_same_identity(
    cafe: Cafe, office: PostOffice
) -> None:
    office.faults["DATA"] = [DROP]
    await _mail(cafe, "M001")

    await _drain(cafe, 10)

    assert len(office.letters) == 2
    assert len({letter["Message-ID"] for letter in office.letters}) == 1
    assert await _in(cafe, OutboxState.SENT) == ["M001"]


async def test_a_server_that_is_away_for_an_hour_loses_nothing_and_chats_go_on(cafe: Cafe, office: PostOffice) -> None:
    office.faults["MAIL"] = ["421 closing"] * 3
    await _mail(cafe, "M001", "M002")

    await _drain(cafe, 2)
    await cafe.tell("M001", "sun")
    await cafe.sender.drain()
    during = (len(office.taken), cafe.last)
    cafe.clock.instant = cafe.clock.now() + timedelta(minutes=5)
    await cafe.sender.drain()
    cafe.clock.instant = cafe.clock.now() + timedelta(minutes=20)
    await _drain(cafe, 2)
    cafe.clock.instant = cafe.clock.now() + timedelta(minutes=40)
    await _drain(cafe, 2)

    assert during == (0, "News: sun")
    assert sorted(to for _, to, _ in office.taken) == ["awa@example.org", "bintou@example.org"]


async def test_emails_leave_no_faster_than_the_pace_of_their_channel(cafe: Cafe, office: PostOffice) -> None:
    await cafe.register(*(replace(person(f"M{n:03}", f"P{n}"), email=f"p{n}@example.org") for n in range(10, 50)))

    await _mail(cafe, *(f"M{n:03}" for n in range(10, 50)), lane=Lane.BULK)
    await _drain(cafe, 5)
    after_five = len(office.taken)
    await _drain(cafe, 6)

    assert 15 <= after_five <= 25
    assert len(office.taken) == 40


async def test_where_no_email_can_leave_none_is_queued(tmp_path: Path, clock: StandingClock) -> None:
    without = storage.throwaway(tmp_path / "other.db", bylaws=bylaws.load("ndzouana"), clock=clock, timezone=PARIS)
    cafe = Cafe(without, clock)
    await cafe.register(AWA)

    queued = await _mail(cafe, "M001")

    assert queued == [False]
    assert await without.run(lambda work: work.outbox.since(0)) == []
    await without.close()
