"""Messages as the outbox hands them over."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from assistant.chat import Message
from assistant.domain.messages import Address

TEXT = Markup("<b>Réunion du samedi 14 mars</b>\n\nÀ 14 h 30, chez <i>Awa &amp; Serge</i>.")


def message(text: Markup = TEXT, to: str = "bintou@example.org", **more: Any) -> Message:
    """Number 12, in French, to Bintou."""
    return Message(more.pop("id", 12), Address("mail", to, None), text, more.pop("language", "fr"), **more)
