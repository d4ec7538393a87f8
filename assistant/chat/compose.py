"""Turns a queued row into a finished message, in the reader's language, as the channel writes commands and buttons.

Runs inside the unit that claims the row, because buttons are kept there.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from assistant.chat.channel import Key, Message, plain
from assistant.chat.replies import Attachment, Button, Reply
from assistant.chat.routes import Routes
from assistant.domain.messages import KeyAction, Keyboard, Queued
from assistant.i18n import Language, choose, language
from assistant.ports import UnitOfWork

Renderer = Callable[[Language, Mapping[str, Any]], Reply]
BUTTON_LIFE = timedelta(days=60)
_COMMAND = re.compile(r"<cmd>([a-z-]+)</cmd>")
_TYPED = re.compile(r"<typed>([^<]*)</typed>")


@dataclass(frozen=True, slots=True)
class Composed:
    """A message without its files, and what they are made of."""

    queued: Queued
    message: Message
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Composer:
    """Knows the route table (for the words of commands) and the renderers of notices."""

    routes: Routes
    notices: Mapping[str, Renderer]
    default_language: str

    def compose(self, work: UnitOfWork, queued: Queued, prefix: str) -> Composed:
        """`prefix` stands before command words on that channel. KeyError for a kind of notice nobody renders."""
        body = queued.body
        reader, reply = self._rendered(queued)
        ask = body.get("ask") or {}
        message = Message(
            id=queued.id,
            to=queued.to,
            text=self.worded(reply.text, reader, prefix),
            language=reader.code,
            keys=_keys(work, queued, reply, body),
            question=ask.get("key"),
            kind=ask.get("kind"),
            options=ask.get("options", 0),
            edits=queued.edits,
            personal=reply.personal,
            member=queued.member,
            subject=reply.subject,
            notice=queued.kind != "reply",
            queued_at=queued.created_at,
            again=queued.attempts > 1,
        )
        return Composed(queued, message, reply.files)

    def heading(self, queued: Queued) -> str:
        """What the message says, on one line; nothing where it is forgotten."""
        if not queued.body:
            return ""
        reader, reply = self._rendered(queued)
        return plain(self.worded(reply.text, reader, "")).replace("\n", " ")

    def _rendered(self, queued: Queued) -> tuple[Language, Reply]:
        """In the reader's language."""
        body = queued.body
        reader = language(choose(body.get("language") or queued.language, self.default_language))
        return reader, Reply.from_body(body) if queued.kind == "reply" else self.notices[queued.kind](reader, body)

    def worded(self, text: Markup, reader: Language, prefix: str) -> Markup:
        """`<cmd>pay</cmd>` as the channel and the language write it, `<typed>word</typed>` as one that is none."""

        def word(match: re.Match[str]) -> str:
            return prefix + self.routes.get(match[1]).word(reader.code)

        shown = _TYPED.sub(lambda match: prefix + match[1], _COMMAND.sub(word, text))
        return Markup(shown)  # noqa: S704 - it was markup before


def _keys(work: UnitOfWork, queued: Queued, reply: Reply, body: Mapping[str, Any]) -> tuple[Key, ...]:
    """The open question's options first, then the reply's buttons; what can be pressed is kept as a keyboard."""
    if queued.to.account is None:
        return tuple(Key(button.label, url=button.url) for button in reply.buttons if button.url)
    token = body.get("token") or secrets.token_urlsafe(12)
    options = [KeyAction(label, option=option) for option, label in body.get("keys", ())]
    actions = options + [_action(button) for button in reply.buttons]
    if any(action.option is not None or action.command is not None for action in actions):
        question = (body.get("ask") or {}).get("key")
        expires_at = work.now + BUTTON_LIFE
        kept = Keyboard(token, queued.to.channel, queued.to.account, tuple(actions), expires_at, question)
        work.dialogues.keep_keyboard(kept, queued.id)
    pressed = [Key(action.label, f"{token}.{index}", option=action.option) for index, action in enumerate(options)]
    return (*pressed, *(_key(button, f"{token}.{len(options) + index}") for index, button in enumerate(reply.buttons)))


def _action(button: Button) -> KeyAction:
    return KeyAction(button.label, command=button.command, arguments=button.arguments)


def _key(button: Button, data: str) -> Key:
    return Key(button.label, data if button.command else "", button.url, button.copy)
