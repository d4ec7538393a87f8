"""One message in: identify, resume or route, run, save: one transaction, committed whole or not at all."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from assistant.chat import Answer, Button, Readings, Reply, Routes, Turn, phrases
from assistant.chat.dialogues import BACK, CANCEL, SKIP, Step, dropped_last, run
from assistant.chat.flood import FloodGate
from assistant.chat.routes import Command, Handler
from assistant.chat.turn import NOTED
from assistant.chat.typed import Meant, answer_typed, commands_meant
from assistant.domain.actors import STRANGER, Actor, ActorKind
from assistant.domain.errors import BeforeBooksError, RefusedError
from assistant.domain.messages import (
    Address,
    ChatAccount,
    Dialogue,
    InboxRow,
    Incoming,
    KeyAction,
    Lane,
    Outgoing,
    Queued,
)
from assistant.i18n import Language, choose, language
from assistant.ports import UnitOfWork
from assistant.services.permissions import denial, of_an_office
from assistant.words import fold

log = logging.getLogger(__name__)
SEEN_AGAIN = timedelta(hours=1)
NOTHING_READ: Readings = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message: a word for the log, and what was done or refused, for scripts."""

    word: str = "ok"
    result: Mapping[str, Any] | None = None
    command: str = ""
    """The command that ran, by English name."""


@dataclass(slots=True)
class Dispatcher:
    """Holds the route table; every call runs inside a unit of work."""

    routes: Routes
    default_language: str
    heading: Callable[[Queued], str]
    """What a message says, on one line."""
    flood: FloodGate = field(default_factory=FloodGate)

    def handle_row(self, work: UnitOfWork, row: InboxRow, readings: Readings = NOTHING_READ) -> Outcome:
        """Handle a received update, unless it has been handled; its effects and its mark are one transaction."""
        if not work.inbox.take(row.id):
            return Outcome("repeated")
        try:
            outcome = self.handle(work, row.incoming, readings)
        except BeforeBooksError:
            conversation = Conversation(self, work, row.incoming)
            conversation.say(Reply(phrases.before_books(conversation.language)))
            outcome = Outcome("before the books")
        work.inbox.done(row.id, outcome.word)
        return outcome

    def handle(self, work: UnitOfWork, incoming: Incoming, readings: Readings = NOTHING_READ) -> Outcome:
        """Answer one message: replies, dialogue and effects are written to the unit.

        UnreadError where a file must be read first: roll back, read it, and handle the message again with `readings`.
        """
        if not incoming.private:
            return self._group(work, incoming)
        conversation = Conversation(self, work, incoming, readings)
        outcome = conversation.respond()
        return replace(outcome, command=conversation.ran)

    def apologise(self, work: UnitOfWork, row: InboxRow, reference: str) -> None:
        """Give up on a message that cannot be handled: say so, with a reference for the bureau."""
        incoming = row.incoming
        if incoming.private:
            conversation = Conversation(self, work, incoming)
            conversation.say(Reply(phrases.apology(conversation.language, reference)))
        work.inbox.done(row.id, f"failed {reference}")

    def _group(self, work: UnitOfWork, incoming: Incoming) -> Outcome:
        """In a group only a command is answered, with the way to a private chat and nothing else."""
        if not (incoming.text or "").startswith("/") or not self.flood.lets_in(
            incoming.channel, incoming.chat, work.now
        ):
            return Outcome("ignored")
        reader = language(self.default_language)
        nobody = ChatAccount(incoming.channel, incoming.account, incoming.chat)
        reply = self.routes.group(Turn(work, STRANGER, nobody, reader, incoming))
        body = reply.body() | {"language": reader.code, "personal": False}
        work.outbox.put(
            Outgoing(Address(incoming.channel, incoming.chat, None), "reply", body, lane=Lane.REPLY),
        )
        return Outcome(result={"refused": "PRIVATE_ONLY"})


class Conversation:
    """One private message and everything needed to answer it."""

    def __init__(
        self, dispatcher: Dispatcher, work: UnitOfWork, incoming: Incoming, readings: Readings = NOTHING_READ
    ) -> None:
        self.readings = readings
        self.routes = dispatcher.routes
        self.flood = dispatcher.flood
        self.heading = dispatcher.heading
        self.work = work
        self.incoming = incoming
        self.account = self._account()
        member = work.members.get(self.account.member) if self.account.member else None
        self.actor = Actor(ActorKind.MEMBER, member) if member else STRANGER
        hint = self.account.language or (member.language if member else None) or incoming.language
        self.language: Language = language(choose(hint, dispatcher.default_language))
        self.dialogue = work.dialogues.get(incoming.channel, incoming.account)
        self.edits: str | None = None
        self.ran = ""

    def respond(self) -> Outcome:
        """Find out what the message means and do it."""
        if not self.flood.lets_in(self.incoming.channel, self.incoming.account, self.work.now):
            if self.flood.first_refusal(self.incoming.channel, self.incoming.account):
                self.say(Reply(phrases.too_fast(self.language)))
            return Outcome("dropped")
        if self.incoming.unreadable:
            self.say(Reply(phrases.unreadable(self.language)))
            return Outcome("unreadable")
        if self.incoming.press is not None:
            return self._press(self.incoming.press)
        if (text := self.incoming.text) is not None:
            return self._text(text.strip())
        return self._other()

    def _account(self) -> ChatAccount:
        incoming, now = self.incoming, self.work.now
        known = self.work.accounts.get(incoming.channel, incoming.account)
        account = known or ChatAccount(incoming.channel, incoming.account, incoming.chat)
        fresh = account.seen_at is not None and now - account.seen_at < SEEN_AGAIN
        if not fresh or account.chat != incoming.chat or account.unreachable_since is not None:
            account = replace(account, chat=incoming.chat, seen_at=now, unreachable_since=None)
            self.work.accounts.save(account)
        return account

    # What the message means

    def _press(self, press: str) -> Outcome:
        token, _, index = press.partition(".")
        keyboard = self.work.dialogues.keyboard(token)
        if keyboard is None or not index.isdecimal() or int(index) >= len(keyboard.actions):
            return self._stale()
        if (keyboard.channel, keyboard.account) != (self.incoming.channel, self.incoming.account):
            return self._stale()
        action = keyboard.actions[int(index)]
        if action.command is not None:
            expired = keyboard.expires_at < self.work.now
            return self._stale() if expired else self._command(self.routes.get(action.command), list(action.arguments))
        if self.dialogue is None or self.dialogue.token != token:
            return self._stale()
        self.edits = self.incoming.message
        return self._answered(Answer(self.language, self.work.today, option=action.option))

    def _text(self, text: str) -> Outcome:
        word, _, rest = text.partition(" ")
        slash = word.startswith("/")
        command = self.routes.find(word.removeprefix("/").split("@")[0]) if word else None
        if command is not None and (slash or (self.dialogue is None and not rest)):
            return self._command(command, rest.split())
        typed = None if slash else self._typed(text)
        if typed is not None:
            return typed
        if self.dialogue is None or slash:
            return self._finished(self._run_handler(self.routes.free_text), asked=False)
        control = self._control(text)
        file = self.incoming.file
        return self._answered(Answer(self.language, self.work.today, text=text, option=control, file=file))

    def _typed(self, text: str) -> Outcome | None:
        """A button by its words: of the open question, or else of the message that they mean."""
        dialogues, incoming = self.work.dialogues, self.incoming
        if self.dialogue is None:
            shown = partial(dialogues.shown, incoming.channel, incoming.account)
            meant = commands_meant(shown, text, incoming.received_at)
            if len(meant) > 1:
                return self._which(meant)
            return self._chosen(meant[0].action) if meant else None
        asked = dialogues.keyboard(self.dialogue.token) if self.dialogue.token else None
        action = answer_typed(asked, text) if asked else None
        return self._chosen(action) if action else None

    def _chosen(self, action: KeyAction) -> Outcome:
        if action.command is not None:
            return self._command(self.routes.get(action.command), list(action.arguments))
        return self._answered(Answer(self.language, self.work.today, option=action.option))

    def _which(self, meant: Sequence[Meant]) -> Outcome:
        """Words that may mean several buttons press none; each is offered again, with what its message says."""
        commands = [self.routes.get(one.action.command) for one in meant if one.action.command]
        office = any(of_an_office(command.action) for command in commands)
        self.say(Reply(phrases.which(self.language), tuple(self._again(one) for one in meant), office=office))
        return Outcome("which", {"refused": "SEVERAL_MEANT"})

    def _again(self, meant: Meant) -> Button:
        action, row = meant.action, meant.shown.message
        queued = self.work.outbox.get(row) if row is not None else None
        heading = self.heading(queued) if queued is not None else ""
        return Button(phrases.told_apart(self.language, action.label, heading), action.command, action.arguments)

    def _control(self, text: str) -> str | None:
        """`back`, `cancel` or `skip` where that is what was typed, in English or in the reader's language."""
        shown = {BACK: phrases.back, CANCEL: phrases.cancel, SKIP: phrases.skip}
        typed = fold(text)
        return next((word for word, label in shown.items() if typed in {word, fold(label(self.language))}), None)

    def _other(self) -> Outcome:
        """A contact or a file: the answer to the open question, else a contact begins the linking."""
        incoming = self.incoming
        answer = Answer(self.language, self.work.today, contact=incoming.contact, file=incoming.file)
        if self.dialogue is not None:
            return self._answered(answer)
        if incoming.contact is not None:
            return self._command(self.routes.get("start"), [], answer)
        return self._finished(self._run_handler(self.routes.free_text), asked=False)

    # Doing it

    def _command(self, command: Command, arguments: list[str], answer: Answer | None = None) -> Outcome:
        if not command.open_to(self.actor):
            return self._finished(self._closed(command), asked=False)
        if command.name == CANCEL and self.dialogue is not None:
            return self._cancel(self.dialogue)
        self.ran = command.name
        turn = self._turn(arguments, answer=answer)
        return self._step(self._guarded(command, turn), resumed=False)

    def _answered(self, answer: Answer) -> Outcome:
        dialogue = self.dialogue
        assert dialogue is not None  # noqa: S101 - asked before
        if answer.option == CANCEL:
            return self._cancel(dialogue)
        command = self.routes.get(dialogue.command)
        if not command.open_to(self.actor):
            self._close()
            return self._finished(self._closed(command), asked=False)
        self.ran = command.name
        if answer.option == BACK:
            return self._step(self._guarded(command, self._resume(dropped_last(dialogue))), resumed=True)
        return self._step(self._guarded(command, self._resume(dialogue, answer)), resumed=True)

    def _closed(self, command: Command) -> Reply:
        """What is said to who may not use the command."""
        if self.actor.member is None or command.action is None:
            return self._run_handler(self.routes.stranger)
        return self._explained(RefusedError(denial(self.work, self.actor, command.action)))

    def _cancel(self, dialogue: Dialogue) -> Outcome:
        self._close()
        noted = NOTED in dialogue.answers
        self.say(Reply(phrases.left(self.language) if noted else phrases.cancelled(self.language)))
        return Outcome(result={"cancelled": dialogue.command})

    def _stale(self) -> Outcome:
        """A button that has had its day changes nothing; an open question is put again."""
        self.say(Reply(phrases.stale(self.language)))
        self._ask_again()
        return Outcome("stale", {"refused": "STALE_BUTTON"})

    def _step(self, step: Step, *, resumed: bool) -> Outcome:
        if step.dialogue is None:
            return self._finished(step.reply, asked=resumed)
        reply = step.reply
        if not resumed and self.dialogue is not None and self.dialogue.command != step.dialogue.command:
            closed = phrases.closed_for(self.language, self.dialogue.command, noted=NOTED in self.dialogue.answers)
            reply = replace(reply, text=closed + Markup("\n\n") + reply.text)
        token = secrets.token_urlsafe(12)
        self.work.dialogues.save(self.incoming.channel, self.incoming.account, replace(step.dialogue, token=token))
        self._put(reply, step, token)
        return Outcome(result=reply.result)

    def _finished(self, reply: Reply, *, asked: bool) -> Outcome:
        """The handler answered: its own dialogue ends; another one that is open puts its question again."""
        if asked:
            self._close()
        self.say(reply)
        if reply.language:
            self.language = language(reply.language)
        if not asked:
            self._ask_again()
        return Outcome(result=reply.result)

    def _ask_again(self) -> None:
        if self.dialogue is None:
            return
        command = self.routes.get(self.dialogue.command)
        step = self._guarded(command, self._resume(self.dialogue))
        self.edits = None
        if step.dialogue is None:
            self._close()
        else:
            self._step(step, resumed=True)

    def _guarded(self, command: Command, turn: Turn) -> Step:
        """A rule's or a permission's no becomes words; nothing was written."""
        try:
            return run(command, turn)
        except RefusedError as refusal:
            return Step(self._explained(refusal))

    def _run_handler(self, handler: Handler) -> Reply:
        try:
            return handler(self._turn([]))
        except RefusedError as refusal:
            return self._explained(refusal)

    def _explained(self, refusal: RefusedError) -> Reply:
        decision = refusal.decision
        result = {"refused": str(decision.reason), "articles": list(decision.articles)}
        return Reply(self.routes.explain(self.language, decision), result=result)

    def _turn(self, arguments: list[str], dialogue: Dialogue | None = None, answer: Answer | None = None) -> Turn:
        answers = dict(dialogue.answers) if dialogue else {}
        return Turn(
            self.work,
            self.actor,
            self.account,
            self.language,
            self.incoming,
            arguments,
            answers,
            answer,
            self.readings,
        )

    def _resume(self, dialogue: Dialogue, answer: Answer | None = None) -> Turn:
        return self._turn(list(dialogue.arguments), dialogue, answer)

    def _close(self) -> None:
        self.work.dialogues.close(self.incoming.channel, self.incoming.account)
        self.dialogue = None

    # Saying it

    def say(self, reply: Reply) -> None:
        """Queue a reply to whoever wrote."""
        self._put(reply, None, None)

    def _put(self, reply: Reply, step: Step | None, token: str | None) -> None:
        body = reply.body() | {"language": reply.language or self.language.code}
        ran = step.dialogue.command if step is not None and step.dialogue is not None else self.ran
        if ran and of_an_office(self.routes.get(ran).action):
            body |= {"office": True}
        if step is not None and step.ask is not None:
            ask = step.ask
            keys = [*ask.options, *ask.extra.items()]
            body |= {
                "ask": {"key": ask.key, "kind": ask.kind, "options": len(ask.options)},
                "keys": keys,
                "token": token,
            }
        to = Address(self.incoming.channel, self.incoming.chat, self.incoming.account)
        member = self.account.member or self._just_tied()
        edits = self.edits if not reply.files else None
        self.work.outbox.put(Outgoing(to, "reply", body, Lane.REPLY, member=member, edits=edits))
        self.edits = None

    def _just_tied(self) -> str | None:
        """The member that this very message tied the account to."""
        account = self.work.accounts.get(self.incoming.channel, self.incoming.account)
        return account.member if account else None
