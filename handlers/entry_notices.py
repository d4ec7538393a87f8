"""What is told of an entry by hand: to the member on whose account it is, and to the president."""

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
from handlers.cash import NAMES

Data = Mapping[str, Any]
"""Made by `assistant.services.manual_news`."""
Shape = tuple[str, bool]
"""The entry's kind, and whether the account's holder has more by it."""

WHAT: Mapping[Shape, str] = {
    ("manual", False): N_("{who}: <b>{amount}</b> more to pay, from {day} (“{reason}”)."),
    ("manual", True): N_("{who}: a credit of <b>{amount}</b>, from {day} (“{reason}”)."),
    ("opening", False): N_("{who}: opening balance <b>{amount}</b> lower, from {day} (“{reason}”)."),
    ("opening", True): N_("{who}: opening balance <b>{amount}</b> higher, from {day} (“{reason}”)."),
}
MINE: Mapping[Shape, str] = {
    ("manual", False): N_("The treasurer has added <b>{amount}</b> to what you owe, from {day}: “{reason}”."),
    ("manual", True): N_("The treasurer has credited you with <b>{amount}</b>, from {day}: “{reason}”."),
    ("opening", False): N_("Your opening balance is now <b>{amount}</b> lower: “{reason}”."),
    ("opening", True): N_("Your opening balance is now <b>{amount}</b> higher: “{reason}”."),
}
TAKEN_BACK: Mapping[Shape, str] = {
    ("manual", False): N_("The charge of <b>{amount}</b> of {day} has been taken back: “{reason}”."),
    ("manual", True): N_("The credit of <b>{amount}</b> of {day} has been taken back: “{reason}”."),
    ("opening", False): N_("The correction of your opening balance by <b>{amount}</b> was taken back: “{reason}”."),
    ("opening", True): N_("The correction of your opening balance by <b>{amount}</b> was taken back: “{reason}”."),
}


def manual_entry(reader: Language, data: Data) -> Reply:
    """To the member: the amount, the reason, the balance after."""
    known = _known(data)
    if data["undone_reason"] is None:
        text = reader.t(MINE[_shape(data)], **known)
    else:
        text = reader.t(TAKEN_BACK[_shape(data)], **known | {"reason": visible(data["undone_reason"])})
    after = reader.t("If that is not right, write to the treasurer.")
    buttons = (Button(str(reader.t("Balance")), "balance"), Button(str(reader.t("Details")), "statement"))
    return Reply(Markup(" ").join([text, _balance(reader, data), after]), buttons)


def manual_entry_card(reader: Language, data: Data) -> Reply:
    """To the president: what was entered, by whom and why; then by whom and why it was undone."""
    by = data["by"] or str(reader.t("the operator"))
    lines = [reader.t("Entered by {by}, No. {number}:", by=by, number=data["entry"]), what(reader, data)]
    if data["undone_at"] is None:
        undo = Button(str(reader.t("Undo this entry")), "undo-entry", (str(data["entry"]),))
        return Reply(Markup("\n").join(lines), (undo,))
    return Reply(Markup("\n").join([*lines, undone(reader, data)]))


def what(reader: Language, data: Data) -> Markup:
    """The entry in one sentence."""
    account = data["account"]
    who = f"{data['name']} ({data['number']})" if data["name"] else reader.t(NAMES[account])
    return reader.t(WHAT[_shape(data)], who=who, **_known(data))


def undone(reader: Language, data: Data) -> Markup:
    """By whom, when and why it was undone."""
    return reader.t(
        "Undone by {by} on {at}: “{reason}”.",
        by=data["undone_by"] or str(reader.t("the operator")),
        at=datetime.fromisoformat(data["undone_at"]),
        reason=visible(data["undone_reason"]),
    )


def _shape(data: Data) -> Shape:
    return data["kind"], data["cents"] > 0


def _known(data: Data) -> dict[str, object]:
    return {
        "amount": Money(abs(data["cents"]), data["currency"]),
        "day": date.fromisoformat(data["value_on"]),
        "reason": visible(data["reason"]),
    }


def _balance(reader: Language, data: Data) -> Markup:
    owed = Money(abs(data["balance"]), data["currency"])
    if data["balance"] == 0:
        return reader.t("<b>You owe nothing.</b>")
    if data["balance"] > 0:
        return reader.t("<b>You are {amount} ahead.</b>", amount=owed)
    return reader.t("<b>You owe {amount}.</b>", amount=owed)
