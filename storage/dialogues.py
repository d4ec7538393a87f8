"""Open dialogues and the keyboards of sent messages."""

from __future__ import annotations

import json

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.messages import Dialogue, KeyAction, Keyboard
from storage.session import Prepared, Row, Session, binds, from_micros, to_json, to_micros
from storage.tables import dialogue as dialogues
from storage.tables import keyboard as keyboards

_mine = (dialogues.c.channel == bindparam("which"), dialogues.c.account == bindparam("who"))
_GET = Prepared(
    select(
        dialogues.c.command, dialogues.c.answers, dialogues.c.arguments, dialogues.c.question, dialogues.c.token
    ).where(*_mine)
)
_new = insert(dialogues).values(binds(dialogues))
_SAVE = Prepared(
    _new.on_conflict_do_update(
        index_elements=["channel", "account"],
        set_={column.name: column for column in _new.excluded if column.name not in {"channel", "account"}},
    )
)
_CLOSE = Prepared(delete(dialogues).where(*_mine))
_KEEP = Prepared(
    insert(keyboards).inline().values(binds(keyboards, but=["id"])).on_conflict_do_nothing(index_elements=["token"])
)
_keyboard_columns = (
    *(keyboards.c.token, keyboards.c.channel, keyboards.c.account, keyboards.c.actions),
    *(keyboards.c.expires_at, keyboards.c.question),
)
_KEYBOARD = Prepared(select(*_keyboard_columns).where(keyboards.c.token == bindparam("which")))
_NEWEST = Prepared(
    select(*_keyboard_columns)
    .where(keyboards.c.channel == bindparam("which"), keyboards.c.account == bindparam("who"))
    .order_by(keyboards.c.id.desc())
    .limit(1)
)
_FORGET = Prepared(
    text("DELETE FROM keyboard WHERE id IN (SELECT id FROM keyboard WHERE expires_at <= :now ORDER BY id LIMIT :most)")
)


class Dialogues:
    """See `assistant.ports.Dialogues`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def get(self, channel: str, account: str) -> Dialogue | None:
        """The open one."""
        row = self._session.one(_GET, which=channel, who=account)
        if row is None:
            return None
        command, answers, arguments, question, token = row
        return Dialogue(command, json.loads(answers), tuple(json.loads(arguments)), question, token)

    def save(self, channel: str, account: str, dialogue: Dialogue) -> None:
        """Open it, or go on with it."""
        self._session.run(
            _SAVE,
            channel=channel,
            account=account,
            command=dialogue.command,
            answers=json.dumps(dialogue.answers, ensure_ascii=False),  # in the order given: "back" drops the last
            arguments=to_json(dialogue.arguments),
            question=dialogue.question,
            token=dialogue.token,
            updated_at=self._now,
        )

    def close(self, channel: str, account: str) -> None:
        """Forget it."""
        self._session.run(_CLOSE, which=channel, who=account)

    def keep_keyboard(self, keyboard: Keyboard) -> None:
        """Keep the buttons of a message; one that is made again after a crash keeps those it had."""
        actions = [[action.label, action.option, action.command, action.arguments] for action in keyboard.actions]
        self._session.run(
            _KEEP,
            token=keyboard.token,
            channel=keyboard.channel,
            account=keyboard.account,
            actions=to_json(actions),
            expires_at=to_micros(keyboard.expires_at),
            question=keyboard.question,
            used_at=None,
        )

    def keyboard(self, token: str) -> Keyboard | None:
        """The keyboard with that token."""
        row = self._session.one(_KEYBOARD, which=token)
        return _keyboard(row) if row else None

    def newest_keyboard(self, channel: str, account: str) -> Keyboard | None:
        """That of the last message with buttons."""
        row = self._session.one(_NEWEST, which=channel, who=account)
        return _keyboard(row) if row else None

    def forget_keyboards(self, limit: int) -> int:
        """Drop those that have expired; returns how many."""
        return self._session.run(_FORGET, now=self._now, most=limit)


def _keyboard(row: Row) -> Keyboard:
    token, channel, account, actions, expires_at, question = row
    return Keyboard(
        token,
        channel,
        account,
        tuple(
            KeyAction(label, option, command, tuple(arguments))
            for label, option, command, arguments in json.loads(actions)
        ),
        from_micros(expires_at),
        question,
    )
