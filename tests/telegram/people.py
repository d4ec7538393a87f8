"""Updates as Telegram sends them, from people with names."""

from __future__ import annotations

import itertools
from typing import Any

_ids = itertools.count(1)
_messages = itertools.count(1)
Update = dict[str, Any]


def person(number: int, language: str = "fr") -> Update:
    return {"id": number, "is_bot": False, "first_name": "Odile", "language_code": language}


def private(number: int) -> Update:
    return {"id": number, "type": "private", "first_name": "Odile"}


def message(sender: int, text: str | None = None, **fields: Any) -> Update:
    body: Update = {"message_id": next(_messages), "date": 1, "chat": private(sender), "from": person(sender)}
    if text is not None:
        body["text"] = text
    return {"update_id": next(_ids), "message": body | fields}


def press(sender: int, data: str, pressed: int, **fields: Any) -> Update:
    update_id = next(_ids)
    shown = {"message_id": pressed, "date": 1, "chat": private(sender), "text": "?"}
    query = {"id": f"q{update_id}", "from": person(sender), "message": shown, "chat_instance": "1", "data": data}
    return {"update_id": update_id, "callback_query": query | fields}


def membership(sender: int, status: str) -> Update:
    change = {"chat": private(sender), "from": person(sender), "date": 1, "new_chat_member": {"status": status}}
    return {"update_id": next(_ids), "my_chat_member": change}


def in_group(sender: int, text: str, group: int = -100500, **fields: Any) -> Update:
    return message(sender, text, chat={"id": group, "type": "supergroup", "title": "Les cousins"}, **fields)
