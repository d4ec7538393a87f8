"""Open dialogues and the keyboards of sent messages."""

from __future__ import annotations

import json

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.keyboards import Shown
from assistant.domain.messages import Dialogue, KeyAction, Keyboard, OutboxState
from storage.outbox import ROW
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
_COLUMNS = "k.token, k.channel, k.account, k.actions, k.expires_at, k.question"
_KEYBOARD = Prepared(text(f"SELECT {_COLUMNS} FROM keyboard k WHERE k.token = :which"))  # noqa: S608 - constants
_SHOWN = Prepared(
    text(
        f"""SELECT {_COLUMNS}, k.replaced_at,
 o.id, o.kind, o.state, o.attempts, o.created_at, o.sent_at, p.id, p.sent_at FROM keyboard k
 LEFT JOIN outbox o ON o.id = k.outbox
 LEFT JOIN outbox p ON p.id = CASE WHEN o.edits LIKE '{ROW}%' THEN CAST(substr(o.edits, {len(ROW) + 1}) AS BIGINT) END
 WHERE k.channel = :which AND k.account = :who AND k.expires_at >= :now
 AND (o.id IS NULL OR o.state NOT IN ('held', 'unreachable')) ORDER BY k.id DESC LIMIT :most"""  # noqa: S608 - constants
    )
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

    def keep_keyboard(self, keyboard: Keyboard, message: int | None = None) -> None:
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
            replaced_at=None,
            outbox=message,
        )

    def keyboard(self, token: str) -> Keyboard | None:
        """The keyboard with that token."""
        row = self._session.one(_KEYBOARD, which=token)
        return _keyboard(row) if row else None

    def shown(self, channel: str, account: str, limit: int) -> list[Shown]:
        """The newest first, but those whose messages surely never came."""
        rows = self._session.all(_SHOWN, which=channel, who=account, now=self._now, most=limit)
        return [_shown(row) for row in rows]

    def forget_keyboards(self, limit: int) -> int:
        """Drop those that have expired; returns how many."""
        return self._session.run(_FORGET, now=self._now, most=limit)


def _shown(row: Row) -> Shown:
    *kept, replaced_at, message, kind, state, attempts, created_at, sent_at, edited, edited_at = row
    asked, left = kind == "reply", state == OutboxState.SENT.value
    leaving = asked and attempts == 1 and state in (OutboxState.SENDING.value, OutboxState.SENT.value)
    return Shown(
        _keyboard(tuple(kept)),
        message,
        message if edited is None else edited,
        from_micros_or_none(sent_at if edited is None else edited_at),
        from_micros_or_none(created_at if leaving else sent_at if left else None),
        asked,
        from_micros_or_none(replaced_at),
    )


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
