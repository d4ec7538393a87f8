"""A small association's route table and its people, for tests of the engine alone."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from markupsafe import Markup

from assistant.chat import Button, Choice, Day, Message, Option, Reply, Routes, Sent, Turn, UnfitError, Upload
from assistant.chat.compose import Composer
from assistant.chat.routes import Command
from assistant.clocks import StandingClock
from assistant.dispatch import Dispatcher, Outcome
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import BeforeBooksError, FileRefusedError, RefusedError
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.messages import ChatAccount, Contact, Incoming, SentFile
from assistant.i18n import Language
from assistant.intake import Intake
from assistant.outbox import Sender
from assistant.ports import Database, UnitOfWork
from assistant.reading import FileReading, Reader
from assistant.services.notify import tell
from assistant.services.permissions import Action, require

CHANNEL = "paper"


def book_table(turn: Turn) -> Reply:
    """Asks for a table and a day, then books it once."""
    table = turn.ask("table", Choice(Markup("Which table?"), (Option("window", "Window"), Option("door", "Door"))))
    day = turn.ask("date", Day(Markup("Which day?")))
    if not turn.confirm(Markup("{} on {}?").format(table, day)):
        return Reply(Markup("Then not."))
    turn.work.book.put(f"table:{table}", day.isoformat())
    return Reply(Markup("Booked: {}.").format(table), result={"table": table, "date": day.isoformat()})


def greet(turn: Turn) -> Reply:
    name = turn.actor.member.first_name if turn.actor.member else "stranger"
    return Reply(
        Markup("Hello {}, see <cmd>table</cmd>.").format(name), buttons=(Button("Book", "table", ("window",)),)
    )


def count_coins(turn: Turn) -> Reply:
    require(turn.work, turn.actor, Action.SET_BANK_DATE)
    return Reply(Markup("Twelve coins."))


def refuse(turn: Turn) -> Reply:
    raise RefusedError(Decision(allowed=False, reason=Reason.FUTURE_DATE, articles=("NDZ art. 8",)))


def break_down(turn: Turn) -> Reply:
    turn.work.book.put("half", "done")
    raise RuntimeError("the floor gave way")


def hand_over(turn: Turn) -> Reply:
    """Counts the lines of a paper, once."""
    question = Upload(Markup("Which paper?"), reader="lines")
    lines = turn.hand_in("paper", question, len, lambda error: UnfitError("NO_PAPER", Markup("{}").format(error)))
    turn.work.book.put("lines", str(lines))
    return Reply(Markup("{} lines.").format(lines), result={"lines": lines})


def read_lines(file: SentFile) -> list[str]:
    """FileRefusedError where there is none."""
    lines = Path(file.path).read_text(encoding="utf-8").splitlines()
    if not lines:
        raise FileRefusedError(["an empty paper"])
    return lines


def look_back(turn: Turn) -> Reply:
    raise BeforeBooksError("the books start later")


def fixed(text: str) -> Any:
    return lambda _: Reply(Markup(text))


def news(_: Language, data: Mapping[str, Any]) -> Reply:
    return Reply(Markup("News: {}").format(data["what"]))


def offer(_: Language, data: Mapping[str, Any]) -> Reply:
    """A free table, until it is taken."""
    if data.get("taken"):
        return Reply(Markup("{} is taken.").format(data["table"]))
    return Reply(
        Markup("<b>{}</b> is &lt;free&gt;.\nCome soon.").format(data["table"]),
        (Button("Book", "table", (data["table"],)), Button("Greet", "hello")),
    )


def explain(language: Language, decision: Decision) -> Markup:
    return Markup("No: {}.").format(decision.reason)


def routes() -> Routes:
    return Routes(
        commands=(
            Command("start", {"fr": "debut"}, "Begin", greet),
            Command("table", {"fr": "table"}, "Book a table", book_table, Action.USE_OWN_FILE),
            Command("hello", {"fr": "bonjour"}, "Greet", greet),
            Command("coins", {"fr": "pieces"}, "Count", count_coins, Action.SET_BANK_DATE),
            Command("refuse", {}, "Refuse", refuse),
            Command("past", {}, "Look back", look_back),
            Command("break", {}, "Break", break_down),
            Command("paper", {}, "Hand a paper over", hand_over),
        ),
        free_text=fixed("I did not understand."),
        stranger=fixed("Who are you?"),
        group=fixed("In private, please."),
        explain=explain,
    )


@dataclass
class Paper:
    """A channel that keeps what it is given; it fails as told, in order."""

    name: str = CHANNEL
    command_prefix: str = "/"
    sent: list[Message] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    async def send(self, message: Message) -> Sent:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)
        return Sent(f"p{len(self.sent)}")


@dataclass
class Cafe:
    """The engine on a real database, and ways to talk to it."""

    database: Database
    clock: StandingClock
    paper: Paper = field(default_factory=Paper)
    readers: Mapping[str, Reader] = field(default_factory=lambda: {"lines": read_lines})
    _ids: Any = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        table = routes()
        composer = Composer(table, {"news": news, "offer": offer}, "en")
        self.sender = Sender(self.database, {CHANNEL: self.paper}, composer, {}, owner="cafe")
        self.dispatcher = Dispatcher(table, "en", composer.heading)
        self.intake = Intake(self.database, self.dispatcher, self.sender, FileReading(self.readers))

    async def register(self, *people: Member) -> None:
        def save(work: UnitOfWork) -> None:
            for person in people:
                work.members.save(person)
                account = person.first_name.lower()
                tied = ChatAccount(CHANNEL, account, account, person.number, "en", work.now, work.now)
                work.accounts.save(tied)

        await self.database.run(save)

    def incoming(self, who: str, text: str | None = None, **more: Any) -> Incoming:
        update = more.pop("update", f"u{next(self._ids)}")
        message = Incoming(CHANNEL, update, who, who, private=True, received_at=self.clock.now(), text=text)
        return replace(message, **more)

    async def say(self, who: str, text: str | None = None, **more: Any) -> Outcome:
        """One message handled and its answers sent."""
        incoming = self.incoming(who, text, **more)
        outcome = await self.database.run(lambda work: self.dispatcher.handle(work, incoming))
        await self.sender.drain()
        return outcome

    async def press(self, who: str, label: str, message: Message | None = None) -> Outcome:
        """The button with that label, of the last message unless another is given."""
        shown = message or self.paper.sent[-1]
        key = next(key for key in shown.keys if key.label == label)
        return await self.say(who, press=key.data, message=f"p{self.paper.sent.index(shown) + 1}")

    async def share(self, who: str, phone: str, *, own: bool) -> Outcome:
        return await self.say(who, contact=Contact(phone, own))

    async def tell(self, number: str, what: str, **more: Any) -> None:
        await self.database.run(lambda work: tell(work, number, "news", {"what": what}, **more))

    async def offer(self, number: str, table: str) -> None:
        """A card with buttons, told unasked."""
        key = f"offer:{table}:{number}"
        await self.database.run(lambda work: tell(work, number, "offer", {"table": table}, key=key))
        await self.sender.drain()

    async def later(self, seconds: float) -> None:
        """The clock moves on; what is due by then is sent."""
        self.clock.instant = self.clock.now() + timedelta(seconds=seconds)
        await self.sender.drain()

    async def booked(self, table: str) -> str | None:
        return await self.database.run(lambda work: work.book.get(f"table:{table}"))

    @property
    def last(self) -> str:
        return str(self.paper.sent[-1].text)


def person(number: str, first_name: str, *roles: Role, status: Status = Status.ACTIVE) -> Member:
    history = (StatusChange(date(2020, 1, 1), status),)
    return Member(number, "Ibara", first_name, date(2020, 1, 1), history, frozenset(roles), language="en")
