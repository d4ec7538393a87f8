"""What becomes of a file that a channel fetched: read outside of the unit, and removed once it is dealt with."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.chat.flood import CAPACITY
from assistant.clocks import StandingClock
from assistant.domain.messages import InboxRow, Incoming, SentFile
from assistant.intake import TRIES
from assistant.ports import Database
from assistant.reading import remove
from tests.engine.small_talk import Cafe, person, read_lines

PAPER = "one\ntwo\nthe third line is nobody's business\n"


@pytest.fixture
async def cafe(database: Database, clock: StandingClock) -> Cafe:
    cafe = Cafe(database, clock)
    await cafe.register(person("M001", "Awa"))
    return cafe


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A paper in the channel's download folder."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    path = folder / "5f0c"
    path.write_text(PAPER, encoding="utf-8")
    return path


def sent(cafe: Cafe, path: Path | str, text: str | None = None) -> Incoming:
    return cafe.incoming("awa", text, file=SentFile("paper.txt", "text/plain", 12, str(path)))


def there(path: Path) -> bool:
    return path.exists()


def emptied(path: Path) -> Path:
    path.write_text("", encoding="utf-8")
    return path


async def received(cafe: Cafe, incoming: Incoming, rounds: int = 1) -> None:
    """Kept in the inbox, then handled, and what came of it sent."""
    await cafe.intake.receive([incoming])
    for _ in range(rounds):
        await cafe.intake.handle_waiting()
    await cafe.sender.stop()
    await cafe.sender.drain()


async def waiting(cafe: Cafe) -> list[InboxRow]:
    return await cafe.database.run(lambda work: work.inbox.waiting(10))


async def lines(cafe: Cafe) -> str | None:
    return await cafe.database.run(lambda work: work.book.get("lines"))


async def test_a_file_answers_the_open_question_and_is_removed_once_it_is_handled(cafe: Cafe, paper: Path) -> None:
    await cafe.say("awa", "/paper")

    await received(cafe, sent(cafe, paper))

    assert (cafe.last, await lines(cafe)) == ("3 lines.", "3")
    assert not there(paper)


async def test_a_file_with_a_word_below_it_answers_too(cafe: Cafe, paper: Path) -> None:
    await cafe.say("awa", "/paper")

    await received(cafe, sent(cafe, paper, "here it is"))

    assert cafe.last == "3 lines."
    assert not there(paper)


async def test_nothing_of_its_content_stands_in_the_inbox_the_outbox_or_the_log(
    cafe: Cafe, paper: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await cafe.say("awa", "/paper")

    await received(cafe, sent(cafe, paper))

    assert b"nobody's business" not in (tmp_path / "association.db").read_bytes()
    assert "nobody's business" not in caplog.text


async def test_no_unit_of_work_waits_while_a_file_is_read(cafe: Cafe, paper: Path) -> None:
    reading, go_on = threading.Event(), threading.Event()

    def read_slowly(file: SentFile) -> list[str]:
        reading.set()
        assert go_on.wait(120)
        return read_lines(file)

    slow = replace(cafe, readers={"lines": read_slowly})
    await slow.say("awa", "/paper")
    await slow.intake.receive([sent(slow, paper)])
    handling = asyncio.create_task(slow.intake.handle_waiting())
    await asyncio.to_thread(reading.wait, 60)

    meanwhile = await asyncio.wait_for(slow.say("bintou", "/hello"), 60)

    go_on.set()
    await handling
    assert meanwhile.word == "ok"
    assert await lines(slow) == "3"


async def test_a_file_is_read_once_however_often_it_is_tried(cafe: Cafe, paper: Path) -> None:
    read: list[SentFile] = []

    def count(file: SentFile) -> list[str]:
        read.append(file)
        return read_lines(file)

    counting = replace(cafe, readers={"lines": count})
    await counting.say("awa", "/paper")
    incoming = sent(counting, paper)

    await received(counting, incoming)
    await received(counting, incoming, rounds=2)

    assert len(read) == 1
    assert await lines(counting) == "3"


async def test_a_file_that_is_refused_is_removed_and_asked_for_again(cafe: Cafe, paper: Path) -> None:
    await cafe.say("awa", "/paper")

    await received(cafe, sent(cafe, emptied(paper)))

    assert cafe.last == "an empty paper\n\nWhich paper?"
    assert not there(paper)


async def test_a_file_that_answers_nothing_is_removed(cafe: Cafe, paper: Path) -> None:
    await received(cafe, sent(cafe, paper))

    assert cafe.last == "I did not understand."
    assert not there(paper)


async def test_a_file_waits_for_the_next_try_and_is_removed_when_it_is_given_up(cafe: Cafe, paper: Path) -> None:
    def fail(_: SentFile) -> list[str]:
        raise MemoryError("no room")

    failing = replace(cafe, readers={"lines": fail})
    await failing.say("awa", "/paper")

    await received(failing, sent(failing, paper), rounds=TRIES - 1)
    kept, left = there(paper), await waiting(failing)
    await failing.intake.handle_waiting()

    assert (kept, len(left)) == (True, 1)
    assert not there(paper)
    assert await waiting(failing) == []


async def test_a_file_of_a_flood_is_removed_unread(cafe: Cafe, paper: Path) -> None:
    await cafe.say("awa", "/paper")
    for _ in range(int(CAPACITY)):
        await cafe.say("awa", "/hello")

    await received(cafe, sent(cafe, paper))

    assert await lines(cafe) is None
    assert not there(paper)


async def test_what_is_handled_stays_so_where_its_file_cannot_be_removed(
    cafe: Cafe, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "not a file"
    folder.mkdir()

    await received(cafe, sent(cafe, folder))

    assert await waiting(cafe) == []
    assert [str(message.text) for message in cafe.paper.sent] == ["I did not understand."]
    assert "could not be removed" in caplog.text


async def test_a_message_without_a_fetched_file_leaves_nothing_to_remove(cafe: Cafe, paper: Path) -> None:
    await remove(cafe.incoming("awa", "/hello"))
    await remove(sent(cafe, ""))
    await remove(sent(cafe, paper.with_name("gone")))

    assert there(paper)
