"""What who has not answered a convocation is asked again, with the buttons to answer at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from assistant.chat import Reply
from assistant.domain.money import Money
from assistant.i18n import Language
from handlers import meeting_words, rsvp_buttons
from handlers.citing import article as cited

Data = Mapping[str, Any]
"""As `assistant.services.meetings.nudging` makes it."""


def rsvp_nudge(reader: Language, data: Data) -> Reply:
    """Whether they come; what the meal costs while it can still be saved; who may be represented is offered that."""
    meeting = data["meeting"]
    title = meeting_words.title(reader, meeting["kind"], second=meeting["second"])
    when = meeting_words.when(reader, meeting)
    lines = [reader.t("<b>Are you coming to {meeting}, {when}?</b>", meeting=title, when=when)]
    lines.append(reader.t("Place: {place}", place=meeting_words.where(reader, meeting)))
    if data["meal_at_stake"]:
        lines.append(_meal(reader, meeting))
    lines.append(reader.t("You have not answered yet; one tap is enough."))
    proxy = (rsvp_buttons.proxy(reader, meeting),) if data["proxy_offered"] else ()
    return Reply(Markup("\n").join(lines), (*rsvp_buttons.answers(reader, meeting), *proxy))


def _meal(reader: Language, meeting: Data) -> Markup:
    return reader.t(
        "If you are not coming, say so by {day}: up to then the meal ({amount}) is not asked of you ({article}).",
        day=date.fromisoformat(meeting["meal_until"]),
        amount=Money(meeting["meal"], meeting["currency"]),
        article=cited(meeting["articles"]["meal"]),
    )
