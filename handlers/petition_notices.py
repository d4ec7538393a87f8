"""What is told unasked of a request for an extraordinary assembly (art. 20); nobody who signed is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from assistant.chat import Button, Reply
from assistant.i18n import Language
from handlers.citing import article as cited
from handlers.meeting_words import purpose

Data = Mapping[str, Any]
"""Made by `assistant.services.meetings.petitioning`."""


def petition_begun(reader: Language, data: Data) -> Reply:
    """To the bureau: that there is one, and what for."""
    text = reader.t(
        "<b>A request for an extraordinary assembly has begun</b>, no. {number} ({article}). {purpose}: “{words}”",
        **_shown(reader, data),
    )
    after = reader.t("There is nothing to do yet; you will be told if enough sign.")
    return Reply(Markup("\n").join([text, signed_so_far(reader, data), after]), _look(reader, data))


def petition_reached(reader: Language, data: Data) -> Reply:
    """To who signed, and to the bureau, which now has to convene."""
    text = reader.t(
        "<b>Enough have signed request no. {number}</b> for an extraordinary assembly ({article}). {purpose}: "
        "“{words}”",
        **_shown(reader, data),
    )
    if not data["bureau"]:
        return Reply(Markup("\n").join([text, reader.t("The bureau now has to convene it; you will be invited here.")]))
    after = reader.t("The bureau now has to convene it. It can see who signed.")
    buttons = (to_convene(reader, data["petition"], data["purpose"]), *_look(reader, data))
    return Reply(Markup("\n").join([text, after]), buttons)


def petition_withdrawn(reader: Language, data: Data) -> Reply:
    """To who had signed, and to the bureau."""
    text = reader.t(
        "Request no. {number} for an extraordinary assembly was taken back by who began it ({article}). No signature "
        "counts any more. {purpose}: “{words}”",
        **_shown(reader, data),
    )
    return Reply(text)


def to_convene(reader: Language, petition: str, purpose: str) -> Button:
    """The assembly that the request asks for."""
    return Button(str(reader.t("Convene")), "convene", ("age", purpose, petition))


def signed_so_far(reader: Language, data: Data) -> Markup:
    """Both counts; one of them is enough."""
    members = reader.tn(
        "{n} member has signed, {needed} are needed",
        "{n} members have signed, {needed} are needed",
        data["members_signed"],
        needed=data["members_needed"],
    )
    return reader.t(
        "{members}; or {needed} of the bureau, {signed} so far.",
        members=members,
        needed=data["bureau_needed"],
        signed=data["bureau_signed"],
    )


def _look(reader: Language, data: Data) -> tuple[Button, ...]:
    return (Button(str(reader.t("Look at it")), "petition", (data["petition"],)),)


def _shown(reader: Language, data: Data) -> dict[str, object]:
    return {
        "number": data["petition"],
        "purpose": purpose(reader, data["purpose"]),
        "words": data["words"],
        "article": cited(data["article"]),
    }
