"""A meeting in words: what it is called, when and where it is, its agenda; the same in every message and document.

`Data` is a meeting as plain facts, as `assistant.services.meetings.convening.meeting_body` makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from assistant.domain.convening import AgendaItem
from assistant.domain.meeting_papers import Fact
from assistant.domain.meetings import Purpose, SessionKind
from assistant.domain.members import Role
from assistant.i18n import Language
from assistant.marks import N_
from assistant.words import visible
from handlers.people import OFFICES

Data = Mapping[str, Any]
MAP = "https://www.openstreetmap.org/search?query="
_TITLES: Mapping[SessionKind, str] = {
    SessionKind.MONTHLY: N_("the monthly meeting"),
    SessionKind.AGO: N_("the ordinary general assembly"),
    SessionKind.AGE: N_("the extraordinary general assembly"),
    SessionKind.EXCEPTIONAL: N_("the exceptional meeting"),
}
_SECOND: Mapping[SessionKind, str] = {
    SessionKind.AGO: N_("the second ordinary general assembly"),
    SessionKind.AGE: N_("the second extraordinary general assembly"),
}
_KINDS: Mapping[SessionKind, str] = {
    SessionKind.MONTHLY: N_("Monthly meeting"),
    SessionKind.AGO: N_("Ordinary general assembly"),
    SessionKind.AGE: N_("Extraordinary general assembly"),
    SessionKind.EXCEPTIONAL: N_("Exceptional meeting"),
}
_SECOND_KINDS: Mapping[SessionKind, str] = {
    SessionKind.AGO: N_("Second ordinary general assembly"),
    SessionKind.AGE: N_("Second extraordinary general assembly"),
}
PURPOSES: Mapping[Purpose, str] = {
    Purpose.TEXTS: N_("Change of the statutes or the bylaws"),
    Purpose.DISCIPLINE: N_("Sanction of a grave fault"),
    Purpose.EXCEPTIONAL: N_("An exceptional situation"),
    Purpose.VACANCY: N_("A vacant seat in the bureau"),
}


def title(reader: Language, kind: str, *, second: bool = False) -> Markup:
    """With its article, to stand within a sentence: `the ordinary general assembly`, `l’assemblée générale ordinaire`.

    All French titles are feminine: `de {title}` and `à {title}` are right for each.
    """
    session = SessionKind(kind)
    if second and session in _SECOND:
        return reader.t(_SECOND[session])
    return reader.t(_TITLES[session])


def kind_name(reader: Language, kind: str, *, second: bool = False) -> Markup:
    """Without an article, with a capital: a heading, a button, an option."""
    session = SessionKind(kind)
    if second and session in _SECOND_KINDS:
        return reader.t(_SECOND_KINDS[session])
    return reader.t(_KINDS[session])


def named(reader: Language, data: Data) -> Markup:
    """`the monthly meeting of 10 October 2026`."""
    meeting = title(reader, data["kind"], second=data["second"])
    return reader.t("{meeting} of {day}", meeting=meeting, day=starts_at(data).date())


def label(reader: Language, data: Data) -> str:
    """As an option: `Monthly meeting, Saturday 10 October 2026 at 14:30`."""
    kind = kind_name(reader, data["kind"], second=data["second"])
    return str(reader.t("{kind}, {when}", kind=kind, when=when(reader, data)).unescape())


def starts_at(data: Data) -> datetime:
    """Aware, by the association's clocks."""
    return datetime.fromisoformat(data["starts_at"])


def when(reader: Language, data: Data) -> str:
    """`Saturday 14 March 2026 at 14:30`, `samedi 14 mars 2026 à 14 h 30`."""
    begins = starts_at(data)
    return str(reader.t("{day} at {time}", day=reader.full_day(begins.date()), time=reader.time(begins)))


def where(reader: Language, data: Data) -> Markup:
    """The place, and at whose home."""
    if not data["hosts"]:
        return Markup.escape(visible(data["place"]))
    return reader.t("at the home of {hosts}, {place}", hosts=list(data["hosts"]), place=data["place"])


def facts(reader: Language, data: Data) -> list[Fact]:
    """What a document states first: when, where, at whose home, what for."""
    rows = [
        (reader.t("Date"), when(reader, data)),
        (reader.t("Place"), data["place"]),
        (reader.t("At the home of"), reader.show(list(data["hosts"])) if data["hosts"] else ""),
        (reader.t("Purpose"), purpose(reader, data["purpose"]) if data["purpose"] else ""),
    ]
    return [{"label": str(name.unescape()), "value": str(value)} for name, value in rows if value]


def purpose(reader: Language, purpose: str) -> str:
    """What an extraordinary assembly is for (art. 20 and 21)."""
    return str(reader.t(PURPOSES[Purpose(purpose)]).unescape())


def agenda_titles(reader: Language, data: Data) -> list[str]:
    """The agenda's points, in the reader's language; those in own words as they were written."""
    return [AgendaItem.read(item).title(reader.code) for item in data["agenda"]]


def agenda_lines(reader: Language, data: Data) -> Markup:
    """Numbered, one a line, those put to the vote marked."""
    lines = []
    for place, item in enumerate(map(AgendaItem.read, data["agenda"]), start=1):
        point = reader.t("{place}. {point}", place=place, point=item.title(reader.code))
        lines.append(point + " " + reader.t("(vote)") if item.votes else point)
    return Markup("\n").join(lines)


def map_link(place: str) -> str:
    """Where a map shows the place."""
    return MAP + quote(place, safe="")


def signature(reader: Language, data: Data) -> str:
    """Who signs for the bureau: name, and office where there is one."""
    signer = data["signed_by"]
    if signer is None:
        return str(reader.t("The bureau").unescape())
    held = next((role for role in OFFICES if role in {Role(role) for role in signer["roles"]}), None)
    if held is None:
        return str(signer["name"])
    return str(reader.t("{name}, {office}", name=signer["name"], office=reader.t(OFFICES[held])).unescape())
