"""A payment as a treasurer sees it: what is declared, what was decided, and the proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from assistant.chat import Attachment, Button
from assistant.chat.replies import KEPT
from assistant.domain.ledger import Method
from assistant.domain.money import Money
from assistant.i18n import Language
from assistant.marks import N_
from handlers.citing import article as cited
from handlers.methods import BY

Data = Mapping[str, Any]
"""Made by `assistant.services.payment_news.card_of`."""
DONE = {
    "confirmed": N_("Confirmed by {by} on {at}."),
    "rejected": N_("Rejected by {by} on {at}."),
    "withdrawn": N_("Withdrawn by the member on {at}."),
    "reversed": N_("Reversed by {by} on {at}."),
}
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


def card(reader: Language, data: Data) -> Markup:
    """Two or three lines."""
    return Markup("\n").join([_what(reader, data), *_remarks(reader, data)])


def proofs(reader: Language, data: Data) -> tuple[Attachment, ...]:
    """The proofs that are still kept."""
    name = str(reader.t("proof"))
    return tuple(
        Attachment(KEPT, f"{name}-{data['payment']}.{SUFFIXES[media_type]}", {"document": document})
        for document, media_type in data["proofs"]
    )


def decisions(reader: Language, data: Data) -> tuple[Button, ...]:
    """The three ways to decide, while it is declared."""
    if data["state"] != "declared":
        return ()
    labels = {"confirm": reader.t("Confirm"), "reject": reader.t("Reject"), "amend": reader.t("Another amount")}
    return tuple(Button(str(label), "payments", (str(data["payment"]), word)) for word, label in labels.items())


def amount(data: Data, name: str = "cents") -> Money:
    """An amount of the card."""
    return Money(data[name], data["currency"])


def _what(reader: Language, data: Data) -> Markup:
    return reader.t(
        "<b>{name}</b> ({member}): {amount} {method}, {day}.",
        name=data["name"],
        member=data["member"],
        amount=amount(data),
        method=reader.t(BY[Method(data["method"])]),
        day=date.fromisoformat(data["paid_on"]),
    )


def _remarks(reader: Language, data: Data) -> list[Markup]:
    if data["state"] != "declared":
        return _decided(reader, data)
    found = [reader.t("Declared on {day}.", day=date.fromisoformat(data["declared_on"]))]
    if data["exceptional"]:
        article = cited(data["article"])
        found.append(reader.t("Cash is an exception ({article}): confirming asks for a reason.", article=article))
    if data["before_books"]:
        found.append(reader.t("That day is before the books opened: is it in the balance sheet already?"))
    return found


def _decided(reader: Language, data: Data) -> list[Markup]:
    if data["at"] is None:
        return [reader.t("Taken over as confirmed on {day}.", day=date.fromisoformat(data["declared_on"]))]
    by = data["by"] or str(reader.t("the operator"))
    found = [reader.t(DONE[data["state"]], by=by, at=datetime.fromisoformat(data["at"]))]
    if data["declared"] != data["cents"]:
        found.append(reader.t("The member had declared {amount}.", amount=amount(data, "declared")))
    if data["reason"]:
        found.append(reader.t("Reason: “{reason}”.", reason=data["reason"]))
    return found
