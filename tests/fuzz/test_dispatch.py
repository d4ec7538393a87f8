from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from assistant import settings
from assistant.app.joining import Assistant, join
from assistant.channels.telegram.incoming import read
from assistant.chat import Key, Message, Sent
from assistant.chat.flood import FloodGate
from assistant.clocks import StandingClock
from assistant.domain.messages import Incoming
from assistant.ports import Database, UnitOfWork
from tests.association import chat_of, link, opened, register
from tests.crash import books
from tests.fuzz.mutations import mutated
from tests.telegram import people
from tests.telegram.conftest import NOON

COUNT = 10_000
MEMBERS = 40
BATCH = 30
"""What the limit of messages lets one account send at once."""
VICTIM, THIEF = 1, 2
BUSINESS = ("member", "member_status", "member_role", "transfer", "payment", "invitation", "once", "preferences")


class Recorder:
    """A channel that keeps what it is given to send."""

    name = "telegram"
    command_prefix = "/"

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(self, message: Message) -> Sent:
        self.sent.append(message)
        return Sent(str(len(self.sent)))

    def presses(self, place: int) -> list[str]:
        """What the buttons shown to that member press."""
        keys: Iterator[Key] = (key for m in self.sent if m.to.chat == str(chat_of(place)) for key in m.keys)
        return [key.data for key in keys if key.data]


def assistant_on(database: Database, folder: Path, recorder: Recorder) -> Assistant:
    return join(settings.load({"ASSISTANT_DATA_DIR": str(folder)}, folder / "none"), database, {"telegram": recorder})


def found(work: UnitOfWork) -> None:
    register(work, MEMBERS)
    link(work, 1, MEMBERS)


async def handle(assistant: Assistant, batch: list[Incoming]) -> None:
    """As the intake does it, but an exception is not caught."""

    def unit(work: UnitOfWork) -> None:
        for incoming in batch:
            assistant.intake.dispatcher.handle(work, incoming)

    await assistant.database.run(unit)


async def say(assistant: Assistant, *updates: dict[str, object]) -> None:
    incoming = [found for raw in updates if (found := read(raw, "mbongi_bot", NOON).incoming) is not None]
    await assistant.intake.receive(incoming)
    while await assistant.intake.handle_waiting():
        pass
    await assistant.sender.drain()


async def test_ten_thousand_mutated_updates_raise_nothing_and_move_nothing(tmp_path: Path) -> None:
    path = tmp_path / "assistant.db"
    async with opened(f"sqlite:///{path}", paced=False, clock=StandingClock(NOON)) as database:
        await database.run(found)
        assistant = assistant_on(database, tmp_path, Recorder())
        before = books.state(path)
        read_ones = (read(raw, "mbongi_bot", NOON).incoming for raw in mutated(COUNT, seed=2028))
        accountable: list[Incoming] = [incoming for incoming in read_ones if incoming is not None]

        for start in range(0, len(accountable), BATCH):
            await handle(assistant, accountable[start : start + BATCH])

        after = books.state(path)
        linked = await database.run(lambda work: [len(work.accounts.of_member(m.number)) for m in work.members.all()])
    assert len(accountable) > COUNT // 10
    assert {table: after[table] for table in BUSINESS} == {table: before[table] for table in BUSINESS}
    assert linked == [1] * MEMBERS


async def test_ten_thousand_made_up_presses_have_no_effect_not_even_with_anothers_live_button(tmp_path: Path) -> None:
    path, recorder = tmp_path / "assistant.db", Recorder()
    async with opened(f"sqlite:///{path}", paced=False, clock=StandingClock(NOON)) as database:
        await database.run(found)
        assistant = assistant_on(database, tmp_path, recorder)
        await say(assistant, people.message(chat_of(VICTIM), "/langue"))
        live = recorder.presses(VICTIM)
        before = books.state(path)

        presses = [people.press(chat_of(THIEF), press, 1) for press in made_up(live)]
        read_ones = (read(raw, "mbongi_bot", NOON).incoming for raw in presses)
        accountable = [incoming for incoming in read_ones if incoming is not None]
        for start in range(0, len(accountable), BATCH):
            assistant.intake.dispatcher.flood = FloodGate()
            await handle(assistant, accountable[start : start + BATCH])

        after = books.state(path)
    assert live
    assert len(accountable) > COUNT // 2
    unchanged = (*BUSINESS, "chat_account", "dialogue", "audit")
    assert {table: after[table] for table in unchanged} == {table: before[table] for table in unchanged}


def made_up(live: list[str]) -> Iterator[str]:
    """Another's live buttons as they are and changed a little, and noise."""
    dice = random.Random(2029)  # noqa: S311 - repeatable on purpose
    yield from live
    for _ in range(COUNT - len(live)):
        press = list(dice.choice(live))
        for _ in range(dice.randint(1, 4)):
            press[dice.randrange(len(press))] = chr(dice.choice((dice.randrange(32, 127), dice.randrange(0x2000))))
        yield "".join(press) if dice.random() < 0.8 else "".join(press)[: dice.randint(0, 20)]
