"""A meeting as a calendar file (RFC 5545): sent anew after a change, it replaces the entry it made before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from assistant.domain.meeting_papers import CalendarFile
from assistant.i18n import Language
from assistant.words import visible

PRODUCT = "-//Mbongi//Mbongi//EN"


def calendar(reader: Language, data: Mapping[str, Any]) -> bytes:
    """An iCalendar file of `CalendarFile`. KeyError or ValueError where the data are not that."""
    from icalendar import Calendar  # noqa: PLC0415 - slow to import, and few messages carry a calendar file

    paper = cast("CalendarFile", data)
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", "CANCEL" if paper["cancelled"] else "PUBLISH")
    file.add_component(_event(reader, paper))
    written: bytes = file.to_ical(sorted=False)
    return written


def _event(reader: Language, paper: CalendarFile) -> Any:
    from icalendar import Event  # noqa: PLC0415 - as above

    begins = _instant(paper["starts_at"])
    event = Event()
    event.add("uid", paper["uid"])
    event.add("sequence", paper["sequence"])
    event.add("dtstamp", _instant(paper["stamped_at"]))
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=paper["minutes"]))
    event.add("status", "CANCELLED" if paper["cancelled"] else "CONFIRMED")
    for name in ("summary", "location", "description"):
        if text := "\n".join(visible(line) for line in paper[name].splitlines()):
            event.add(name, text, parameters={"LANGUAGE": reader.code})
    return event


def _instant(iso: str) -> datetime:
    """In UTC, to the second. ValueError where the text tells no offset."""
    instant = datetime.fromisoformat(iso)
    if instant.tzinfo is None:
        raise ValueError(f"an instant with its offset is expected, not {iso}")
    return instant.astimezone(UTC).replace(microsecond=0)
