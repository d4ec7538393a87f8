"""A payment out as the bureau sees it: what it pays, where the round stands, what it came to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from assistant.chat import Attachment
from assistant.chat.replies import KEPT
from assistant.domain.ledger import Method
from assistant.domain.money import Money
from assistant.i18n import Language
from assistant.marks import N_
from handlers.citing import article as cited
from handlers.figures import EVENTS
from handlers.methods import BY
from handlers.payment_cards import SUFFIXES

Data = Mapping[str, Any]
"""Made by `assistant.services.order_news.card_of`."""
EXPENSES = {
    "purchase": N_("“{what}”"),
    "mission": N_("a mission, “{what}”"),
    "night_performance": N_("travel to a performance at night in Île-de-France"),
    "regional_performance": N_("travel to a performance in another region"),
    "project": N_("travel for a project, “{what}”"),
}
"""What is spent, by category, or by journey."""
KINDS = {
    "payout": N_("mutual aid ({title})"),
    "host": N_("the host's lump sum, for the meeting of {day}"),
    "help": N_("exceptional help, “{title}”"),
}
DONE = {
    "approved": N_("The bureau agreed on {at}; {by} was the last to answer."),
    "refused": N_("{by} refused on {at}."),
    "cancelled": N_("Taken back by {by} on {at}."),
}
BORNE_BY = {
    "client_invoice": N_("To be added to the client's invoice ({article})."),
    "project_budget": N_("Within the project's budget ({article})."),
}


def card(reader: Language, data: Data) -> Markup:
    """What it pays, and what has been said or done about it."""
    parts = [headline(reader, data), *_facts(reader, data), *outcome(reader, data)]
    if data["state"] == "proposed":
        parts.append(votes(reader, data))
    return Markup("\n").join(parts)


def headline(reader: Language, data: Data) -> Markup:
    """How much, to whom, what for."""
    return reader.t(
        "<b>{amount}</b> to {name} ({number}): {what}.",
        amount=amount(data),
        name=data["name"],
        number=data["beneficiary"],
        what=what(reader, data),
    )


def what(reader: Language, data: Data) -> Markup:
    """What it pays for, to stand within a sentence."""
    expense = data["expense"]
    if expense is not None:
        spent_on = expense["travel"] or expense["category"]
        return reader.t(EXPENSES[spent_on], what=expense["what"])
    kind, title = data["kind"], data["title"]
    if kind == "host":
        return reader.t(KINDS[kind], day=date.fromisoformat(title))
    return reader.t(KINDS[kind], title=reader.t(EVENTS[title]) if title in EVENTS else title)


def amount(data: Data) -> Money:
    """What is paid."""
    return Money(data["cents"], data["currency"])


def documents(reader: Language, data: Data) -> tuple[Attachment, ...]:
    """The receipts and quotes that are kept."""
    if data["expense"] is None:
        return ()
    name = f"{reader.t('receipt')}-{data['expense']['expense']}"
    kept = data["expense"]["documents"]
    return tuple(
        Attachment(KEPT, f"{name}-{place}.{SUFFIXES[media_type]}", {"document": document})
        for place, (document, media_type) in enumerate(kept, start=1)
    )


def votes(reader: Language, data: Data) -> Markup:
    """Who has answered, in numbers."""
    counts = data["votes"]
    return reader.t(
        "The whole bureau is asked ({article}): {yes} yes, {no} no, {waiting} still to answer.",
        article=cited(data["article"]),
        **counts,
    )


def outcome(reader: Language, data: Data) -> list[Markup]:
    """What was decided and done, by whom and when; nothing while the round is open."""
    if data["state"] == "paid":
        return [_paid(reader, data)]
    if data["state"] == "proposed":
        return []
    if data["state"] == "approved" and data["by"] is None:
        return [reader.t("The bureau agreed on {at}.", at=datetime.fromisoformat(data["at"]))]
    by = data["by"] or str(reader.t("the operator"))
    found = [reader.t(DONE[data["state"]], by=by, at=datetime.fromisoformat(data["at"]))]
    if data["reason"]:
        found.append(reader.t("Reason: “{reason}”.", reason=data["reason"]))
    return found


def _paid(reader: Language, data: Data) -> Markup:
    return reader.t(
        "Paid {method} on {day}, reference {reference}; noted by {by} on {at}.",
        method=reader.t(BY[Method(data["method"])]),
        day=date.fromisoformat(data["paid_on"]),
        reference=data["reference"],
        by=data["by"] or str(reader.t("the operator")),
        at=datetime.fromisoformat(data["at"]),
    )


def _facts(reader: Language, data: Data) -> list[Markup]:
    """Of an expense: the day, who bears it, where its receipt stands."""
    expense = data["expense"]
    if expense is None:
        return []
    found = [_day(reader, expense)]
    bearer, article = expense["charged_to"], cited(expense["articles"][1])
    if bearer:
        found.append(reader.t(BORNE_BY[bearer], article=article))
    if data["state"] == "approved" and not data["ready"]:
        found.append(_waits(reader, expense))
    return found


def _day(reader: Language, expense: Data) -> Markup:
    if expense["bought_on"]:
        return reader.t("Bought on {day}, with its receipt.", day=date.fromisoformat(expense["bought_on"]))
    return reader.t("Planned for {day}.", day=date.fromisoformat(expense["spent_on"]))


def _waits(reader: Language, expense: Data) -> Markup:
    if expense["sent_back"]:
        return reader.t("The receipt was sent back: “{lacking}”.", lacking=expense["sent_back"])
    return reader.t("It is paid once its receipt has come ({article}).", article=cited(expense["articles"][0]))
