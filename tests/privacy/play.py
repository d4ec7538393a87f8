"""A play by people whose every word is their own, and whatever was sent to whom; here the whole of mutual aid."""

from __future__ import annotations

import asyncio
import io
import logging
import zipfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import storage
from assistant import bylaws
from assistant.chat import File, Message, Sent
from assistant.clocks import StandingClock
from assistant.domain.messages import Incoming
from assistant.domain.payee import Payee
from assistant.services.notify import MAIL
from assistant.services.tick import tick
from tests.conftest import PARIS
from tests.documents import reading
from tests.engine.small_talk import CHANNEL, Paper
from tests.handlers.talk import Talk, plain
from tests.privacy.people import (
    ASKING,
    BROTHER,
    BUREAU,
    CONTROL,
    DEAD,
    FORMER,
    FRIEND,
    LOST,
    MOTHER,
    NEIGHBOUR,
    PRESIDENT,
    REFUSED,
    RESIGNED,
    SECRETARY,
    SOCIAL,
    SON,
    STRANGER,
    SUSPENDED,
    TREASURER,
    WIDOW,
    WORDS,
)

GROUP = "a group"
ALL_COMMANDS = (
    "/evenement",
    "/evenement liste",
    "/evenement retirer 3",
    "/evenement document 3",
    "/evenement annoncer 3 oui",
    "/demandes",
    "/demandes 1",
    "/demandes 3 approve",
    "/demandes 3 cancel",
    "/demandes 3 repaid",
    "/demandes M010",
    "/annoncer",
    "/annoncer 3",
    "/fonds",
    "/fonds 2026 résumé",
    "/soutien",
    "/soutien retirer 1",
    "/soutiens",
    "/soutiens 1",
    "/ordres",
    "/ordres 1",
)
"""Asked by everybody, at every stage: by some in vain."""
TEXTS = {"application/json", "text/plain", "text/csv", "text/calendar", "text/markdown"}
PAPER = b"\xff\xd8\xff acte de naissance"


@dataclass
class Said:
    """Something that left for a chat."""

    chat: str
    text: str
    """All of it: words, buttons, names of files and what is in them."""
    place: int


@dataclass
class Played:
    """All that was sent and given back, in order."""

    said: list[Said] = field(default_factory=list)
    results: list[tuple[str, str]] = field(default_factory=list)
    """Who wrote, and what a script reads of what was done."""
    logged: str = ""
    role_lost_at: int = 0
    """How many messages had left by then."""


@dataclass
class Post(Paper):
    """E-mail: how many messages had left in chats when each of its own did."""

    chats: Paper = field(default_factory=Paper)
    name: str = MAIL
    places: list[int] = field(default_factory=list)

    async def send(self, message: Message) -> Sent:
        self.places.append(len(self.chats.sent))
        return await super().send(message)


class Play:
    """The stage: who says what."""

    def __init__(self, talk: Talk, folder: Path, commands: Sequence[str] = ALL_COMMANDS) -> None:
        self.talk = talk
        self.folder = folder
        self.commands = commands
        self.post = Post(chats=talk.paper)
        self.played = Played()
        self.buttons: list[tuple[str, str]] = []

    async def says(self, who: str, *texts: str) -> None:
        """One message after the other; what they cause is sent."""
        for text in texts:
            self.talk.later(seconds=2)
            outcome = await self.talk.say(self._chat(who), text)
            self.played.results.append((who, str(outcome.result)))

    async def photographs(self, who: str, name: str) -> None:
        """A photo of that name."""
        path = self.folder / "photo"
        path.write_bytes(PAPER)
        await self.talk.send_file(self._chat(who), name, path)

    async def presses(self, who: str, data: str) -> None:
        """A button, wherever it comes from."""
        self.talk.later(seconds=2)
        outcome = await self.talk.say(self._chat(who), press=data)
        self.played.results.append((who, str(outcome.result)))

    async def votes(self, claim: int, *voters: str) -> None:
        """Each says yes."""
        for voter in voters:
            await self.says(voter, f"/demandes {claim} approve")

    async def all_ask(self, *who: str) -> None:
        """Every command, by each; none is confirmed."""
        for each in who:
            for command in self.commands:
                await self.says(each, command)

    async def in_a_group(self, text: str) -> None:
        """Written where everybody reads it."""
        self.talk.later(seconds=2)
        account = WORDS[PRESIDENT].chat
        heard = Incoming(
            CHANNEL, f"g{text}", account, GROUP, private=False, received_at=self.talk.clock.now(), text=text
        )
        await self.talk.intake.speak(heard)

    async def loses_the_office(self) -> None:
        """The deputy secretary; cards that came before stay in that chat, nothing of what follows may come there."""
        without = replace(WORDS[FORMER].member, roles=frozenset())
        await self.talk.database.run(lambda work: work.members.save(without))
        await self.all_sent()
        self.played.role_lost_at = len(self.talk.paper.sent)
        for data in self.old_buttons(FORMER):
            await self.presses(FORMER, data)

    async def all_sent(self) -> None:
        """What the scheduler owes is done, and leaves."""
        await self.talk.database.run(tick)
        await self.talk.sender.drain()

    def old_buttons(self, who: str) -> list[str]:
        """All that were ever shown to that person."""
        sent = (message for message in self.talk.paper.sent if message.to.chat == self._chat(who))
        return [key.data for message in sent for key in message.keys if key.data]

    def finish(self) -> Played:
        self.played.said = [
            Said(message.to.chat, _all_of(message), place) for place, message in enumerate(self.talk.paper.sent)
        ]
        owners = {words.email: words.chat for words in WORDS.values()}
        self.played.said += [
            Said(owners[message.to.chat], _all_of(message), place)
            for message, place in zip(self.post.sent, self.post.places, strict=True)
        ]
        return self.played

    @staticmethod
    def _chat(who: str) -> str:
        return WORDS[who].chat if who in WORDS else who


def played_out(folder: Path, perform: Callable[[Play], Awaitable[None]] | None = None, **more: Any) -> Played:
    """The play, from its first line to its last; that of mutual aid unless said."""
    return asyncio.run(_played_out(folder, perform or _perform, **more))


async def _perform(play: Play) -> None:
    await _a_father_dies(play)
    await play.loses_the_office()
    await _a_brother_mourns_him_too(play)
    await _members_die(play)
    await _aid_is_sent(play)
    await _a_child_is_born(play)
    await _a_mistake_is_undone(play)
    await _two_ask_for_help(play)
    await _everybody_asks_for_everything(play)


async def _a_father_dies(play: Play) -> None:
    """His son wants nobody told."""
    name = WORDS[SON].of("Rel")
    await play.says(SON, "/evenement death_father", "02/03/2026", name, "oui", "/evenement annoncer 1 non")
    await play.says(FORMER, "/demandes 1")


async def _a_brother_mourns_him_too(play: Play) -> None:
    """One event: granted to the son; the brother is refused with a reason."""
    name = WORDS[SON].of("Rel")
    await play.says(BROTHER, "/evenement death_brother", "02/03/2026", name, "oui")
    await play.says(SECRETARY, "/demandes 2")
    await play.votes(1, *BUREAU)
    await play.says(SECRETARY, "/demandes 2", "as:death_brother", "/annuler")
    await play.says(PRESIDENT, "/demandes 2", "refuse", WORDS[BROTHER].of("Motif"))


async def _members_die(play: Play) -> None:
    """Of one who was behind with dues a neighbour tells, of another a friend, whose family agrees to the news."""
    await play.says(NEIGHBOUR, f"/evenement death_member {DEAD}", "03/03/2026", "oui")
    await play.says(WIDOW, "/evenement death_spouse", "03/03/2026", "skip", "oui")
    await play.says(FRIEND, f"/evenement death_member {LOST}", "04/03/2026", "oui", "/evenement annoncer 5 oui")
    await play.votes(5, *BUREAU)
    await play.says(SECRETARY, "/annoncer 5", WORDS[LOST].of("Texte"), "oui")


async def _aid_is_sent(play: Play) -> None:
    await play.says(TREASURER, "/ordres 1", "05/03/2026", "transfer", WORDS[SON].of("Vir"))


async def _a_child_is_born(play: Play) -> None:
    """With a paper, which the secretary looks at."""
    await play.says(MOTHER, "/evenement birth", "01/03/2026", WORDS[MOTHER].of("Rel"), "1")
    await play.photographs(MOTHER, f"{WORDS[MOTHER].of('doc')}.jpg")
    await play.says(MOTHER, "oui", "/evenement annoncer 6 oui")
    await play.says(SECRETARY, "/demandes 6", "see", "/annuler")
    await play.votes(6, *BUREAU)


async def _a_mistake_is_undone(play: Play) -> None:
    await play.says(PRESIDENT, "/demandes 5 cancel", WORDS[LOST].of("Annule"), "oui")


async def _two_ask_for_help(play: Play) -> None:
    """One is helped, the other is not."""
    await play.says(ASKING, "/soutien", WORDS[ASKING].of("Mots"), "oui")
    await play.says(REFUSED, "/soutien", WORDS[REFUSED].of("Mots"), "oui")
    await play.says(SOCIAL, "/soutiens 1", "propose", "300", WORDS[ASKING].of("Propos"), "oui")
    await play.says(SOCIAL, "/soutiens 2", "decline", WORDS[REFUSED].of("Excuse"), "oui")
    order = await play.talk.database.run(lambda work: work.orders.caused_by("help:1"))
    assert order is not None
    for voter in BUREAU:
        await play.says(voter, f"/ordres {order.id} approve")
    await play.says(TREASURER, f"/ordres {order.id}", "05/03/2026", "transfer", WORDS[ASKING].of("Vir"))


async def _everybody_asks_for_everything(play: Play) -> None:
    """Those in vain who may not; strangers, those who have left, and where everybody reads along."""
    claims = await play.talk.database.run(lambda work: (work.claims.all(), work.claims.events()))
    await play.all_ask(SUSPENDED, RESIGNED, FRIEND, FORMER, STRANGER, CONTROL, SOCIAL)
    assert await play.talk.database.run(lambda work: (work.claims.all(), work.claims.events())) == claims
    await play.all_ask(*BUREAU)
    for command in (*ALL_COMMANDS, "/solde", "/releve", "mon père est mort", f"{WORDS[SON].first_name}"):
        await play.in_a_group(command)
    for number in WORDS:
        await play.says(number, "/solde", "/releve", "/mesdonnees", "/aide", "mon père est mort", "/annuler")
    play.talk.later(days=40)
    await play.all_sent()


async def _played_out(
    folder: Path, perform: Callable[[Play], Awaitable[None]], commands: Sequence[str] = ALL_COMMANDS
) -> Played:
    clock = StandingClock()
    shipped = bylaws.load("ndzouana")
    database = storage.throwaway(
        folder / "privacy.db", bylaws=shipped, clock=clock, timezone=PARIS, secret_key="secret", can_mail=True
    )
    payee = Payee("FR7630006000011234567890189", None, "Association")
    talk = Talk(database, clock, payee=payee)
    talk.at(date(2026, 3, 5))
    with _listening() as heard:
        play = Play(talk, folder, commands)
        talk.sender.channels = {CHANNEL: talk.paper, MAIL: play.post}
        for each in WORDS.values():
            await talk.register(each.member, balance=-each.owed)
        await perform(play)
        played = play.finish()
        await database.close()
    played.logged = "\n".join(heard.lines)
    return played


@contextmanager
def _listening() -> Iterator[_Listening]:
    """Hear every logger at its most talkative, whatever was made quiet before."""
    heard, root = _Listening(), logging.getLogger()
    known = [each for each in logging.root.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    levels = [(each, each.level) for each in (root, *known)]
    for each, _ in levels:
        each.setLevel(logging.DEBUG)
    root.addHandler(heard)
    try:
        yield heard
    finally:
        root.removeHandler(heard)
        for each, level in levels:
            each.setLevel(level)


class _Listening(logging.Handler):
    """All that is logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def _all_of(message: Message) -> str:
    keys = (f"{key.label} {key.url or ''} {key.copy or ''}" for key in message.keys)
    files = (f"{file.name} {_content(file)}" for file in message.files)
    return "\n".join([message.subject or "", plain(message.text), *keys, *files])


def _content(file: File) -> str:
    """What can be read in a file: a text, a PDF, or a spreadsheet, which is a parcel of texts."""
    if file.content.startswith(b"%PDF"):
        return _printed(file.content)
    if file.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(file.content)) as parcel:
            return "\n".join(parcel.read(name).decode(errors="replace") for name in parcel.namelist())
    return file.content.decode() if file.media_type in TEXTS else ""


@cache
def _printed(pdf: bytes) -> str:
    return reading.text(pdf)
