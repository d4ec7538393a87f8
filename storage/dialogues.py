"""Open dialogues and the keyboards of sent messages."""

from __future__ import annotations

import json

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.messages import Dialogue, KeyAction, Keyboard
from storage.session import Prepared, Row, Session, binds, from_micros, from_micros_or_none, to_json, to_micros
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
_keys = select(*(column for column in keyboards.c if column.name != "id"))
_KEYBOARD = Prepared(_keys.where(keyboards.c.token == bindparam("which")))
_LATEST = Prepared(
    _keys.where(keyboards.c.channel == bindparam("channel"), keyboards.c.account == bindparam("account"))
    .order_by(keyboards.c.id.desc())
    .limit(bindparam("most"))
)
_USE = Prepared(
    update(keyboards)
    .where(keyboards.c.token == bindparam("which"), keyboards.c.used_at.is_(None))
    .values(used_at=bindparam("at"))
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
            used_at=None if keyboard.used_at is None else to_micros(keyboard.used_at),
        )

    def keyboard(self, token: str) -> Keyboard | None:
        """The keyboard with that token."""
        row = self._session.one(_KEYBOARD, which=token)
        return _keyboard(row) if row else None

    def latest_keyboards(self, channel: str, account: str, limit: int) -> list[Keyboard]:
        """The newest first."""
        return [_keyboard(row) for row in self._session.all(_LATEST, channel=channel, account=account, most=limit)]

    def use_keyboard(self, token: str) -> bool:
        """Compare-and-set: only one wins."""
        return self._session.run(_USE, which=token, at=self._now) == 1


def _keyboard(row: Row) -> Keyboard:
    token, channel, account, actions, expires_at, question, used_at = row
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
        from_micros_or_none(used_at),
    )
