from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.channels.matrix import memory as module
from assistant.channels.matrix.memory import PROMPT_LIFE, Held, Invitation, Memory, Press, Prompt
from assistant.clocks import StandingClock
from assistant.domain.errors import SettingsError

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ROOM, AWA = "!r:localhost", "@awa:localhost"
ASKED = Prompt("$p", ROOM, AWA, "method", "1. Virement", "<b>1.</b>", (Press("1⃣", "Virement", "t.0"),))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "matrix" / "channel.db"


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
async def memory(path: Path, clock: StandingClock) -> AsyncIterator[Memory]:
    memory = Memory(path, clock)
    await memory.open()
    yield memory
    await memory.close()


async def again(memory: Memory, path: Path) -> Memory:
    """As the next process finds it."""
    await memory.close()
    other = Memory(path, StandingClock(NOON))
    await other.open()
    return other


async def test_everything_is_found_again_by_the_next_process(memory: Memory, path: Path) -> None:
    held = Held("$e", ROOM, {"type": "m.room.encrypted", "content": {"body": "\ud800\0é"}}, NOON)
    await memory.keep_since("s1")
    await memory.keep_since("s2")
    await memory.keep_direct(AWA, ROOM)
    await memory.keep_prompt(ASKED)
    await memory.hold([held])
    await memory.keep_invitation(Invitation(ROOM, AWA))

    after = await again(memory, path)

    assert (await after.since(), await after.direct(AWA), await after.met_in(ROOM)) == ("s2", ROOM, [AWA])
    assert (await after.prompt("$p"), await after.open_question(ROOM)) == (ASKED, ASKED)
    assert (await after.held(), await after.invitations()) == ([held], [Invitation(ROOM, AWA)])
    await after.close()


async def test_at_first_nothing_is_known(memory: Memory) -> None:
    assert await memory.since() is None
    assert await memory.direct(AWA) is None
    assert await memory.prompt("$p") is None
    assert await memory.open_question(ROOM) is None
    assert (await memory.held(), await memory.invitations(), await memory.met_in(ROOM)) == ([], [], [])


async def test_a_question_is_open_until_something_is_chosen_or_a_newer_one_is_asked(memory: Memory) -> None:
    await memory.keep_prompt(replace(ASKED, event="$older"))
    await memory.keep_prompt(ASKED)
    await memory.keep_prompt(replace(ASKED, event="$menu", question=None))
    await memory.keep_prompt(replace(ASKED, event="$elsewhere", room="!other:localhost"))
    before = await memory.open_question(ROOM)

    await memory.keep_prompt(replace(ASKED, chosen="Virement"))

    assert before == ASKED
    assert await memory.open_question(ROOM) is None
    assert await memory.prompt("$p") == replace(ASKED, chosen="Virement")


async def test_a_prompt_that_is_kept_again_is_replaced_whole(memory: Memory) -> None:
    later = Prompt("$p", "!other:localhost", "@other:localhost", None, "Noté", "<b>Noté</b>", ())
    await memory.keep_prompt(ASKED)

    await memory.keep_prompt(later)

    assert await memory.prompt("$p") == later
    assert await memory.open_question(ROOM) is None


async def test_prompts_are_kept_for_sixty_days(memory: Memory, clock: StandingClock) -> None:
    await memory.keep_prompt(ASKED)
    clock.instant = NOON + PROMPT_LIFE
    await memory.keep_prompt(replace(ASKED, event="$later"))
    on_the_day = await memory.prompt("$p")

    clock.instant += timedelta(seconds=1)
    await memory.keep_prompt(replace(ASKED, event="$latest"))

    assert on_the_day == ASKED
    assert await memory.prompt("$p") is None
    assert await memory.prompt("$later") is not None


async def test_held_events_keep_their_order_and_the_time_at_which_they_first_came(memory: Memory) -> None:
    first, second = Held("$z", ROOM, {}, NOON), Held("$a", ROOM, {}, NOON)
    await memory.hold([first, second])
    await memory.hold([replace(first, came_at=NOON + timedelta(days=1))])
    both = await memory.held()

    await memory.release(["$z"])

    assert both == [first, second]
    assert await memory.held() == [second]


async def test_invitations_wait_in_the_order_in_which_they_came(memory: Memory) -> None:
    for number in (3, 1, 2):
        await memory.keep_invitation(Invitation(f"!{number}:localhost", AWA))

    await memory.forget_invitation("!1:localhost")

    assert [waiting.room for waiting in await memory.invitations()] == ["!3:localhost", "!2:localhost"]


async def test_the_file_and_its_folder_are_the_owner_s_alone(memory: Memory, path: Path) -> None:
    await memory.keep_since("s1")

    modes = {one.name: one.stat().st_mode & 0o777 for one in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert path.name in modes
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_a_second_process_is_refused_with_a_sentence(
    memory: Memory, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.05)

    with pytest.raises(SettingsError, match="run exactly one"):
        await Memory(path, StandingClock(NOON)).open()

    await memory.keep_since("s1")
    assert await memory.since() == "s1"


def another_database(path: Path, mark: int = 0, version: int = 0) -> bytes:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        for statement in ("CREATE TABLE a (b)", f"PRAGMA application_id = {mark}", f"PRAGMA user_version = {version}"):
            connection.execute(statement)
    return path.read_bytes()


def a_text(path: Path) -> bytes:
    path.parent.mkdir()
    path.write_text("not a database at all\n" * 100)
    return path.read_bytes()


def a_later_one(path: Path) -> bytes:
    return another_database(path, module.MARK, module.VERSION + 1)


@pytest.mark.parametrize(
    ("make", "why"),
    [(another_database, "not made by Mbongi"), (a_text, "not made by Mbongi"), (a_later_one, "of a later Mbongi")],
)
async def test_a_file_that_it_does_not_understand_is_refused_and_left_as_it_is(
    path: Path, make: Callable[[Path], bytes], why: str
) -> None:
    before = make(path)

    with pytest.raises(SettingsError, match=why):
        await Memory(path, StandingClock(NOON)).open()

    assert await asyncio.to_thread(path.read_bytes) == before
