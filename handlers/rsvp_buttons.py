"""The buttons by which a convocation is answered, under whatever message shows the meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.chat import Button, Turn
from assistant.i18n import Language
from handlers import meeting_words

Data = Mapping[str, Any]
"""A meeting as `assistant.services.meetings.convening.meeting_body` makes it."""
EDITION = "edition-"
CALENDAR = "calendar"
FOR = "for"
"""Somebody of the bureau enters the answer of another."""


def coming(reader: Language, data: Data) -> Button:
    """`Je viens`."""
    return Button(str(reader.t("I am coming")), "meetings", _arguments(data, "present"))


def not_coming(reader: Language, data: Data) -> Button:
    """`Je ne viens pas`."""
    return Button(str(reader.t("I am not coming")), "meetings", _arguments(data, "absent"))


def answers(reader: Language, data: Data) -> tuple[Button, Button]:
    """Both. A button of an earlier edition shows what has changed instead of answering."""
    return coming(reader, data), not_coming(reader, data)


def proxy(reader: Language, data: Data) -> Button:
    """For who may be represented."""
    return Button(str(reader.t("Give a proxy")), "proxy", (data["meeting"],))


def places(reader: Language, data: Data) -> tuple[Button, Button]:
    """The way there, and the file for one's calendar."""
    return directions(reader, data), Button(str(reader.t("Calendar")), "meetings", (data["meeting"], CALENDAR))


def directions(reader: Language, data: Data) -> Button:
    """The way there."""
    return Button(str(reader.t("How to get there")), url=meeting_words.map_link(data["place"]))


def takes(turn: Turn, word: str) -> bool:
    """Whether that word is among the arguments; then it is taken."""
    if word not in turn.arguments:
        return False
    turn.arguments.remove(word)
    return True


def _arguments(data: Data, answer: str) -> tuple[str, ...]:
    return data["meeting"], answer, f"{EDITION}{data['edition']}"
