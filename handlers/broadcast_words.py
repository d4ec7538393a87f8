"""A message to many in words: whom it is for, how it is read, in chat and by e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from assistant.domain.members import Role
from assistant.i18n import Language
from assistant.marks import N_
from assistant.services.audiences import ALL, ARREARS, BY_HAND, COMMISSION, OFFICERS, SECTION, UP_TO_DATE
from assistant.words import visible
from handlers.aid_notices import announced

Data = Mapping[str, Any]
_AUDIENCES: Mapping[str, str] = {
    ALL: N_("All active members"),
    UP_TO_DATE: N_("Members who are up to date"),
    ARREARS: N_("Members in arrears"),
    OFFICERS: N_("The bureau"),
    BY_HAND: N_("Members named by hand"),
}
_COMMISSIONS: Mapping[str, str] = {
    Role.CONTROL: N_("Control commission"),
    Role.CULTURE: N_("Culture commission"),
    Role.COMMUNICATION: N_("Communication commission"),
    Role.SOCIAL: N_("Social commission"),
    Role.PROJECTS: N_("Projects commission"),
}


def audience_name(reader: Language, name: str) -> Markup:
    """Whom it is for."""
    if name.startswith(SECTION):
        return reader.t("Section {name}", name=name.removeprefix(SECTION))
    if name.startswith(COMMISSION):
        return reader.t(_COMMISSIONS[name.removeprefix(COMMISSION)])
    return reader.t(_AUDIENCES[name])


def message(reader: Language, body: Data) -> Markup:
    """As it is read; a correction with the day and the words of what it corrects."""
    said = announced(reader, body["text"], body["by"])
    first = body.get("first")
    if first is None:
        return said
    day = date.fromisoformat(first["on"])
    head = reader.t("<b>Correction of the message of {day}</b>: please go by this one.", day=day)
    quoted = Markup("\n").join(Markup.escape(visible(line)) for line in first["text"].splitlines())
    before = reader.t("The message of {day} was: “{words}”", day=day, words=quoted)
    return Markup("\n\n").join([head, said, before])


def subject(reader: Language, body: Data) -> str:
    """Of its e-mail."""
    first = body.get("first")
    if first is None:
        return str(reader.t("Message from the bureau – {association}", association=body["association"]).unescape())
    day = date.fromisoformat(first["on"])
    text = reader.t("Correction of the message of {day} – {association}", day=day, association=body["association"])
    return str(text.unescape())
