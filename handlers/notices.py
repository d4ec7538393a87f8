"""What people are told unasked: one renderer a kind, in the reader's language, from plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from assistant.chat import Button, Reply
from assistant.domain.money import Money
from assistant.i18n import Language
from handlers import payment_notices
from handlers.citing import article as cited
from handlers.people import listed

Data = Mapping[str, Any]
Renderer = Callable[[Language, Data], Reply]


def renderers() -> dict[str, Renderer]:
    """By kind of notice."""
    return {
        "dues_reminder": dues_reminder,
        "reminder_summary": reminder_summary,
        "bank_date_needed": bank_date_needed,
        "account_linked": account_linked,
        "account_replaced": account_replaced,
        "admitted": admitted,
        "deliveries_unsure": deliveries_unsure,
        "payment_card": payment_notices.payment_card,
        "payment_confirmed": payment_notices.payment_confirmed,
        "payment_rejected": payment_notices.payment_rejected,
        "payment_reversed": payment_notices.payment_reversed,
    }


def dues_reminder(reader: Language, data: Data) -> Reply:
    """Within the tolerance a friendly line; beyond it what is closed and how little opens it again."""
    left = reader.t(
        "There is still <b>{amount}</b> of dues to pay{months}.",
        amount=_money(data, data["amount"]),
        months=_months(reader, data),
    )
    parts = [reader.t("Hello {name}.", name=data["first_name"]), left, _standing(reader, data)]
    if data["pending"]:
        amount = _money(data, data["pending"])
        parts.append(reader.t("{amount} that you declared awaits the treasurer's confirmation.", amount=amount))
    parts.append(reader.t("If you have just paid, forget this message."))
    buttons = (Button(str(reader.t("Balance")), "balance"), Button(str(reader.t("Details")), "statement"))
    return Reply(Markup(" ").join(parts), buttons)


def _money(data: Data, cents: int) -> Money:
    return Money(cents, data["currency"])


def _standing(reader: Language, data: Data) -> Markup:
    article = cited(data["articles"][0])
    if data["kind"] == "within_tolerance":
        return reader.t("You are still up to date ({article}).", article=article)
    excess = _money(data, max(data["amount"] - data["tolerance"], 0))
    beyond = {"tolerance": _money(data, data["tolerance"]), "article": article, "excess": excess}
    if not data["wait_months"]:
        return reader.t(
            "That is beyond the {tolerance} that the association accepts ({article}): {excess} is enough to vote "
            "and to be covered by mutual aid again.",
            **beyond,
        )
    return reader.tn(
        "That is beyond the {tolerance} that the association accepts ({article}). After such long arrears your "
        "rights open again {n} month after {excess} is paid ({wait}).",
        "That is beyond the {tolerance} that the association accepts ({article}). After such long arrears your "
        "rights open again {n} months after {excess} is paid ({wait}).",
        data["wait_months"],
        wait=cited(data["wait_article"]),
        **beyond,
    )


def _months(reader: Language, data: Data) -> Markup:
    months = [date.fromisoformat(f"{month}-01") for month in data["months"]]
    return Markup(" ({})").format(reader.months(months)) if months else Markup("")


def reminder_summary(reader: Language, data: Data) -> Reply:
    """To the bureau: how many left, who could not be reached."""
    month = reader.month(date.fromisoformat(f"{data['month']}-01"))
    text = reader.tn(
        "Dues reminders for {month}: {n} member was written to.",
        "Dues reminders for {month}: {n} members were written to.",
        data["sent"],
        month=month,
    )
    if data["unreachable"]:
        names = listed(reader, data["unreachable"])
        text += Markup("\n") + reader.t("Not reachable here, by letter or call: {names}.", names=names)
    return Reply(text)


def bank_date_needed(reader: Language, data: Data) -> Reply:
    """To the treasurers: the reminders wait for the bank."""
    text = reader.t(
        "This month's reminders wait until the bank is entered up to {day}. Say so when it is done.",
        day=date.fromisoformat(data["month_end"]),
    )
    return Reply(text, (Button(str(reader.t("The bank is entered")), "bank"),))


def account_linked(reader: Language, data: Data) -> Reply:
    """To the bureau: a chat account is now a member's."""
    text = reader.t(
        "{name} ({number}) now uses the assistant on {channel}. If that surprises you, ask them.",
        name=data["name"],
        number=data["number"],
        channel=data["channel"].capitalize(),
    )
    return Reply(text)


def account_replaced(reader: Language, data: Data) -> Reply:
    """To the member's other account."""
    text = reader.t(
        "Another account on {channel} was just tied to you. If it was not you, write to the bureau at once.",
        channel=data["channel"].capitalize(),
    )
    return Reply(text)


def admitted(reader: Language, data: Data) -> Reply:
    """To the new member."""
    text = reader.t(
        "Welcome {name}: <b>you are a member</b> ({articles}). Mutual aid covers you from {day}.",
        name=data["first_name"],
        articles=", ".join(map(cited, data["articles"])),
        day=date.fromisoformat(data["waiting_ends_on"]),
    )
    return Reply(text, (Button(str(reader.t("Balance")), "balance"),))


def deliveries_unsure(reader: Language, data: Data) -> Reply:
    """To the bureau: messages that may not have arrived."""
    text = reader.tn(
        "{n} message may not have arrived. Look before sending it again.",
        "{n} messages may not have arrived. Look before sending them again.",
        data["count"],
    )
    return Reply(text, (Button(str(reader.t("Look")), "deliveries"),))
