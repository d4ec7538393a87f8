"""What is told unasked of exceptional help and of announced events: to commissions, to who asked, to the members."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from assistant.chat import Button, Reply
from assistant.domain.money import Money
from assistant.i18n import Language
from assistant.marks import N_
from assistant.words import visible
from handlers.citing import article as cited

Data = Mapping[str, Any]
"""As `assistant.services.aid.help_news` and `announcing` make it."""
_ANSWERED = {
    "proposed": N_("{by} has proposed {amount} to the bureau, on {at}."),
    "declined": N_("{by} has answered on {at}; no help is proposed."),
    "withdrawn": N_("Taken back on {at}."),
}
_OVERSEEN = {
    "proposed": N_(
        "<b>Exceptional help, {amount}</b>: proposed to the bureau on {day} (order no. {order}, {article})."
    ),
    "approved": N_("<b>Exceptional help, {amount}</b>: granted by the bureau on {day} (order no. {order}, {article})."),
    "refused": N_("<b>Exceptional help, {amount}</b>: not granted, on {day} (order no. {order}, {article})."),
    "paid": N_("<b>Exceptional help, {amount}</b>: paid on {day} (order no. {order}, {article})."),
    "cancelled": N_("<b>Exceptional help, {amount}</b>: taken back on {day} (order no. {order}, {article})."),
}


def help_asked(reader: Language, data: Data) -> Reply:
    """To the social commission: who asks; the words are read by opening it."""
    text = reader.t(
        "<b>{name}</b> ({number}) has written to the social commission ({article}), on {at}.",
        name=data["name"],
        number=data["member"],
        article=cited(data["article"]),
        at=datetime.fromisoformat(data["asked_at"]),
    )
    if data["state"] == "asked":
        return Reply(text, (Button(str(reader.t("Read and answer")), "requests", (str(data["help"]),)),))
    return Reply(text + Markup("\n") + answered(reader, data))


def answered(reader: Language, data: Data) -> Markup:
    """What became of a request."""
    return reader.t(
        _ANSWERED[data["state"]],
        by=data["by"] or str(reader.t("the operator")),
        amount=_amount(data) if data["cents"] else "",
        at=datetime.fromisoformat(data["at"]),
    )


def help_proposed(reader: Language, data: Data) -> Reply:
    """To who asked: the sum, and who decides."""
    text = reader.t(
        "<b>The social commission proposes {amount} for you</b> ({article}): “{words}”",
        amount=_amount(data),
        article=cited(data["article"]),
        words=data["words"],
    )
    after = reader.t(
        "The bureau now has to agree ({article}); you will read its answer here.",
        article=cited(data["payment_article"]),
    )
    return Reply(text + Markup("\n") + after)


def help_declined(reader: Language, data: Data) -> Reply:
    """To who asked: why not, in the commission's words."""
    text = reader.t(
        "The social commission has read what you wrote and cannot propose exceptional help ({article}): “{words}”",
        article=cited(data["article"]),
        words=data["words"],
    )
    after = reader.t(
        "{by} answered for the commission. You can write to it again with <cmd>support</cmd>, or speak to the bureau.",
        by=data["by"] or str(reader.t("the operator")),
    )
    return Reply(text + Markup("\n") + after)


def help_approved(reader: Language, data: Data) -> Reply:
    """To who asked: the bureau has agreed."""
    text = reader.t(
        "<b>The bureau has granted you {amount}</b> of exceptional help ({article}). The payment comes next; you will "
        "read it here.",
        amount=_amount(data),
        article=cited(data["article"]),
    )
    return Reply(text)


def help_overseen(reader: Language, data: Data) -> Reply:
    """To the control commission: how much, and on which day; nobody is named."""
    text = reader.t(
        _OVERSEEN[data["state"]],
        amount=_amount(data),
        day=date.fromisoformat(data["on"]),
        order=str(data["order"]),
        article=cited(data["article"]),
    )
    return Reply(text)


def event_announced(reader: Language, data: Data) -> Reply:
    """To the members: the bureau's words as they were written, and who says so."""
    return Reply(announced(reader, data["text"], data["by"]))


def announcement_withdrawn(reader: Language, data: Data) -> Reply:
    """To whom it had been announced: it has not happened so."""
    text = reader.t(
        "What the bureau announced to you on {day} was told by mistake: please leave it aside. We are sorry for it.",
        day=date.fromisoformat(data["announced_on"]),
    )
    return Reply(text)


def announced(reader: Language, text: str, by: str | None) -> Markup:
    """An announcement as it is read, line by line as it was written; `by` None: the operator."""
    lines = Markup("\n").join(Markup.escape(visible(line)) for line in text.splitlines())
    return lines + Markup("\n\n") + reader.t("{by}, for the bureau", by=by or str(reader.t("the operator")))


def _amount(data: Data) -> Money:
    return Money(data["cents"], data["currency"])
