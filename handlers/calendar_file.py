"""A meeting as a file that a phone's calendar takes in; sent again after a change it replaces the earlier entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant.chat import Attachment
from assistant.domain.meeting_papers import CalendarFile
from assistant.i18n import Language
from assistant.words import fold
from handlers import meeting_words

Data = Mapping[str, Any]
"""A meeting as `assistant.services.meetings.convening.meeting_body` makes it."""
_LETTERS = re.compile("[a-z0-9]+")
MINUTES = 180
"""How long a meeting is thought to last; no bylaw says it."""


def calendar_file(reader: Language, body: Data, *, cancelled: bool = False) -> Attachment:
    """The description of the file for the maker `calendar`; `cancelled`: the entry goes from the calendar."""
    kind = meeting_words.kind_name(reader, body["kind"], second=body["second"])
    name = reader.t("{kind} – {association}", kind=kind, association=body["association"])
    data: CalendarFile = {
        "uid": f"meeting-{body['meeting']}.{_slug(body['association'])}@mbongi",
        "sequence": body["edition"] + cancelled,
        "stamped_at": body["stamped_at"],
        "starts_at": body["starts_at"],
        "minutes": MINUTES,
        "summary": str(name.unescape()),
        "location": body["place"],
        "description": str(meeting_words.agenda_lines(reader, body).unescape()),
        "cancelled": cancelled,
    }
    file = reader.t("meeting-{number}.ics", number=body["meeting"])
    return Attachment("calendar", str(file), data)


def _slug(association: str) -> str:
    """Two associations in one calendar keep their meetings apart."""
    return "-".join(_LETTERS.findall(fold(association)))
