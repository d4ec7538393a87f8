"""What the methods do and refuse, with the real server's words."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.markup import MarkupError, units, visible

Params = dict[str, Any]
BOT = {"id": 424242, "is_bot": True, "first_name": "Mbongi", "username": "mbongi_bot"}
TEXT_UNITS = 4096
CAPTION_UNITS = 1024
DATA_BYTES = 64


class ApiError(Exception):
    """An answer that is not ok."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def refused(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


@dataclass(slots=True)
class Upload:
    name: str
    media_type: str
    content: bytes


@dataclass(slots=True)
class Shown:
    """A message as the chat shows it."""

    chat: int
    id: int
    text: str
    markup: Any = None
    file: Upload | None = None
    params: Params = field(default_factory=dict)


class Methods:
    """The state of all chats; each public method is a Bot API method."""

    def __init__(self) -> None:
        self.messages: dict[tuple[int, int], Shown] = {}
        self.commands: dict[str, list[Params]] = {}
        self.answered: list[str] = []
        self.files: dict[str, bytes] = {}
        self.webhook: Params = {}
        self.gone: set[int] = set()
        self._next = 1000

    def call(self, method: str, params: Params) -> Any:
        """The result. Raises ApiError."""
        handler = getattr(self, f"_do_{method.lower()}", None)
        if handler is None:
            raise ApiError(404, "Not Found")
        return handler(params)

    def _do_getme(self, _: Params) -> Params:
        return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    def _do_setwebhook(self, params: Params) -> bool:
        self.webhook = params if params.get("url") else {}
        return True

    def _do_deletewebhook(self, _: Params) -> bool:
        self.webhook = {}
        return True

    def _do_answercallbackquery(self, params: Params) -> bool:
        self.answered.append(str(params["callback_query_id"]))
        return True

    def _do_getmycommands(self, params: Params) -> list[Params]:
        return self.commands.get(_scope(params), [])

    def _do_setmycommands(self, params: Params) -> bool:
        commands = params.get("commands", [])
        if len(commands) > 100 or any(len(c["description"]) > 256 for c in commands):
            raise refused("BOT_COMMANDS_TOO_MUCH")
        if any(not c["command"].replace("_", "a").isalnum() or not c["command"].islower() for c in commands):
            raise refused("BOT_COMMAND_INVALID")
        self.commands[_scope(params)] = commands
        return True

    def _do_getfile(self, params: Params) -> Params:
        file_id = str(params["file_id"])
        if file_id not in self.files:
            raise refused("wrong file_id or the file is temporarily unavailable")
        size = len(self.files[file_id])
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": f"documents/{file_id}"}

    def _do_sendmessage(self, params: Params) -> Params:
        text = _text(params.get("text", ""), params.get("parse_mode"), TEXT_UNITS)
        if not text.strip():
            raise refused("message text is empty")
        return self._show(params, text)

    def _do_senddocument(self, params: Params) -> Params:
        return self._upload(params, params.get("document"))

    def _do_sendphoto(self, params: Params) -> Params:
        return self._upload(params, params.get("photo"))

    def _upload(self, params: Params, file: Any) -> Params:
        if not isinstance(file, Upload):
            raise refused("there is no document in the request")
        if not file.content:
            raise refused("file must be non-empty")
        return self._show(params, _text(params.get("caption", ""), params.get("parse_mode"), CAPTION_UNITS), file)

    def _do_editmessagetext(self, params: Params) -> Params:
        shown = self.messages.get((self._chat(params), int(params["message_id"])))
        if shown is None:
            raise refused("message to edit not found")
        if shown.file is not None:
            raise refused("there is no text in the message to edit")
        if isinstance(shown.markup, dict) and "inline_keyboard" not in shown.markup:
            raise refused("message can't be edited")
        return self._edited(shown, _text(params["text"], params.get("parse_mode"), TEXT_UNITS), _markup(params))

    def _do_editmessagecaption(self, params: Params) -> Params:
        shown = self.messages.get((self._chat(params), int(params["message_id"])))
        if shown is None:
            raise refused("message to edit not found")
        if shown.file is None:
            raise refused("there is no caption in the message to edit")
        caption = _text(params.get("caption", ""), params.get("parse_mode"), CAPTION_UNITS)
        return self._edited(shown, caption, _markup(params))

    def _edited(self, shown: Shown, text: str, markup: Any) -> Params:
        if (text, _rows(markup)) == (shown.text, _rows(shown.markup)):
            raise refused(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        shown.text, shown.markup = text, markup
        return self._answer(shown)

    def _show(self, params: Params, text: str, file: Upload | None = None) -> Params:
        markup = _markup(params)
        self._next += 1
        shown = Shown(self._chat(params), self._next, text, markup, file, params)
        self.messages[shown.chat, shown.id] = shown
        return self._answer(shown)

    def _chat(self, params: Params) -> int:
        try:
            chat = int(params["chat_id"])
        except (KeyError, ValueError):
            raise refused("chat_id is empty") from None
        if chat in self.gone:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return chat

    def _answer(self, shown: Shown) -> Params:
        chat = {"id": shown.chat, "type": "private" if shown.chat > 0 else "group"}
        return {"message_id": shown.id, "date": int(time.time()), "chat": chat, "from": BOT, "text": shown.text}


def _text(text: str, mode: Any, limit: int) -> str:
    try:
        seen = visible(text) if mode == "HTML" else text
    except MarkupError as error:
        raise refused(f"can't parse entities: {error}") from None
    if units(seen) > limit:
        raise refused("message is too long")
    return seen


def _markup(params: Params) -> Any:
    markup = params.get("reply_markup")
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            _check_button(button)
    return markup


def _check_button(button: Params) -> None:
    if not button.get("text"):
        raise refused('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not any(name in button for name in ("callback_data", "url", "copy_text")):
        raise refused("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= DATA_BYTES:
        raise refused("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise refused("BUTTON_COPY_TEXT_INVALID")


def _rows(markup: Any) -> Any:
    return (markup or {}).get("inline_keyboard") or None


def _scope(params: Params) -> str:
    return json.dumps([params.get("scope") or {"type": "default"}, params.get("language_code") or ""], sort_keys=True)
