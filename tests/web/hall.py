"""A small association behind the web chat: it answers a few words, so that the page can be tried without the rest."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from assistant.channels.web import Conversations, Demo, MemoryConversations, Person, WebChat
from assistant.channels.web.texts import texts
from assistant.chat import File, Key, Message
from assistant.domain.messages import Address, Incoming
from assistant.i18n import language
from assistant.settings import Listen
from storage.seal import Seal

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 11, 3, 18, 40, tzinfo=PARIS)
PEOPLE = (
    Person("demo:D003", "Aminata Koumba", "a member", "fr"),
    Person("demo:D007", "Rufin Ossebi", "a member", "fr"),
    Person("demo:D002", "Célestine Mavoungou", "a member", "fr"),
    Person("demo:D011", "Grace Tati", "a member", "en", phone="+33639980411"),
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63606060f80f00010401"
    "005fe5c34b0000000049454e44ae426082"
)


WORDS = texts(language("fr"))
"""The page's own words, in the language its people read."""


def week_on(now: datetime) -> datetime:
    return now + timedelta(days=7)


@dataclass
class Hall:
    """Answers in the background as dispatch and the outbox would."""

    now: datetime = START
    received: list[Incoming] = field(default_factory=list)
    web: WebChat | None = None
    answering: bool = True
    last: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def receive(self, updates: Sequence[Incoming]) -> None:
        seen = {incoming.update_id for incoming in self.received}
        fresh = [incoming for incoming in updates if incoming.update_id not in seen]
        self.received += fresh
        for incoming in fresh if self.answering else []:
            task = asyncio.ensure_future(self.answer(incoming))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def menu(self, account: str) -> Sequence[tuple[str, str]]:
        return [("solde", "Ce que vous devez"), ("payer", "Déclarer un paiement")] if account else []

    async def answer(self, incoming: Incoming) -> None:
        text, edits = Markup("Vous avez écrit : ") + escape(incoming.text or ""), None
        keys: tuple[Key, ...] = ()
        asked: str | None = None
        files: tuple[File, ...] = ()
        if incoming.text == "/solde":
            text = Markup("<b>Vous devez 35,00 €.</b> Déclarez un paiement avec /payer.")
            keys = (Key("Payer", "t.0"), Key("Détail", "t.1"), Key("Copier l’IBAN", copy="FR76 3000"))
        elif incoming.text == "/payer" or incoming.press == "t.0":
            text, asked = Markup("Combien avez-vous payé ?"), "choice"
            keys = (Key("20,00 €", "q.0", option="20"), Key("35,00 €", "q.1", option="35"))
        elif incoming.press in {"q.0", "q.1"}:
            text, edits = Markup("Noté : <b>c’est déclaré</b>."), incoming.message
        elif incoming.press == "t.1" or incoming.text == "/releve":
            text = Markup("Voici votre relevé.")
            files = (File("point.png", "image/png", PNG), File("releve.pdf", "application/pdf", b"%PDF-1.4\n"))
        elif incoming.text == "/english":
            await self.say(incoming.chat, Markup("From now on in English."), language="en")
            return
        elif incoming.text == "/contact":
            text, asked = Markup("Partagez votre contact."), "contact"
        elif incoming.contact:
            text = Markup("Merci.")
        await self.say(incoming.chat, text, keys=keys, edits=edits, kind=asked, files=files)

    async def say(
        self,
        chat: str,
        text: Markup,
        *,
        keys: tuple[Key, ...] = (),
        edits: str | None = None,
        kind: str | None = None,
        files: tuple[File, ...] = (),
        language: str = "fr",
        number: int | None = None,
    ) -> str:
        self.last += 1
        assert self.web is not None
        to = Address("web", chat, chat)
        message = Message(number or self.last, to, text, language, keys, kind=kind, edits=edits, files=files)
        return (await self.web.send(message)).id

    async def advance(self, to: datetime) -> None:
        self.now = to
        for person in PEOPLE:
            await self.say(person.account, Markup("Bonjour. Il reste <b>20,00 €</b> à régler."))


def web_chat(
    hall: Hall, folder: Path, listen: Listen, *, demo: bool = True, conversations: Conversations | None = None
) -> WebChat:
    hall.web = WebChat(
        listen,
        conversations or MemoryConversations(),
        folder / "files",
        Seal("secret"),
        receive=hall.receive,
        menu=hall.menu,
        now=lambda: hall.now,
        timezone=PARIS,
        locale="fr",
        demo=Demo(PEOPLE, {"week": week_on}, hall.advance) if demo else None,
    )
    return hall.web


@contextmanager
def listening(web: WebChat) -> Iterator[str]:
    """The page served from a thread of its own until the end of the block; gives its address."""
    loop = asyncio.new_event_loop()
    task: list[asyncio.Task[None]] = []

    def work() -> None:
        asyncio.set_event_loop(loop)
        task.append(loop.create_task(web.run()))
        try:
            loop.run_until_complete(task[0])
        except asyncio.CancelledError:
            return
        finally:
            loop.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    port = int(web.address.rpartition(":")[2])
    try:
        _wait_for(port)
        yield web.address
    finally:
        loop.call_soon_threadsafe(task[0].cancel)
        thread.join(60)


def _wait_for(port: int) -> None:
    until = datetime.now(UTC) + timedelta(seconds=60)
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if datetime.now(UTC) > until:
                raise
        else:
            return
