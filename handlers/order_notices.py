"""What voters, payers and members are told about a payment out, unasked."""

from __future__ import annotations

from datetime import date, datetime

from markupsafe import Markup

from assistant.chat import Button, Reply
from assistant.domain.ledger import Method
from assistant.i18n import Language
from handlers.citing import article as cited
from handlers.methods import BY
from handlers.order_cards import Data, amount, card, documents, what


def order_card(reader: Language, data: Data) -> Reply:
    """A voter's card: yes or no, until they have answered or the round is over."""
    voted = data.get("voted")
    if data["state"] != "proposed" or voted:
        return Reply(Markup("\n").join([card(reader, data), *_own(reader, voted)]))
    order = str(data["order"])
    yes = Button(str(reader.t("Approve")), "orders", (order, "approve"))
    no = Button(str(reader.t("Refuse")), "orders", (order, "refuse"))
    return Reply(card(reader, data), (yes, no), documents(reader, data))


def _own(reader: Language, voted: str | None) -> list[Markup]:
    if voted is None:
        return []
    return [reader.t("You have agreed.") if voted == "approve" else reader.t("You have refused.")]


def order_approved(reader: Language, data: Data) -> Reply:
    """A payer's card, until it is paid or its receipt is sent back."""
    if data["state"] != "approved" or not data["ready"]:
        return Reply(card(reader, data))
    text = Markup("\n").join(
        [reader.t("<b>To be paid</b> {methods}.", methods=_methods(reader, data)), card(reader, data)]
    )
    return Reply(text, _payer_buttons(reader, data), documents(reader, data))


def _methods(reader: Language, data: Data) -> list[str]:
    return [str(reader.t(BY[Method(method)])) for method in data["signs"]]


def _payer_buttons(reader: Language, data: Data) -> tuple[Button, ...]:
    order = str(data["order"])
    pay = Button(str(reader.t("Note the payment")), "orders", (order,))
    if data["expense"] is None or Method.TRANSFER.value not in data["signs"]:
        return (pay,)
    return (pay, Button(str(reader.t("Receipt incomplete")), "orders", (order, "incomplete")))


def order_refused(reader: Language, data: Data) -> Reply:
    """To whom it would have paid: why not."""
    text = reader.t(
        "The bureau did not agree to pay {amount} ({what}): “{reason}”. Write to the bureau to speak of it.",
        amount=amount(data),
        what=what(reader, data),
        reason=data["reason"] or "–",
    )
    return Reply(text)


def order_paid(reader: Language, data: Data) -> Reply:
    """To whom it pays; of a member's death to who declared it, to whom nothing was paid."""
    paid = {
        "amount": amount(data),
        "method": reader.t(BY[Method(data["method"])]),
        "day": date.fromisoformat(data["paid_on"]),
        "what": what(reader, data),
    }
    told = data.get("reader")
    if told and told[0] != data["beneficiary"]:
        return Reply(
            reader.t("<b>{amount} has been paid</b> {method} on {day}: {what}, {name}.", name=data["name"], **paid)
        )
    return Reply(
        reader.t(
            "<b>{amount} has been paid to you</b> {method} on {day}: {what}. Reference: {reference}.",
            reference=data["reference"],
            **paid,
        )
    )


def expense_approved(reader: Language, data: Data) -> Reply:
    """To the member: from when to buy, and what for the receipt is."""
    expense = data["expense"]
    known = {"amount": amount(data), "what": what(reader, data), "article": cited(expense["articles"][0])}
    agreed = reader.t("<b>The bureau has agreed to your expense</b>: {amount}, {what} ({article}).", **known)
    if data["ready"]:
        return Reply(
            agreed + " " + reader.t("Your receipt is there: the refund comes next, and you will read it here.")
        )
    after = reader.t(
        "You can buy from {day} on. Then send the receipt: it shows what was bought and where. The refund follows.",
        day=datetime.fromisoformat(data["at"]).date(),
    )
    return Reply(agreed + " " + after, (_send_receipt(reader, expense),))


def expense_refused(reader: Language, data: Data) -> Reply:
    """To the member: why not, and what can be done."""
    text = reader.t(
        "The bureau did not agree to your expense of {amount}, {what}: “{reason}”. It would not be refunded. You can "
        "propose it in another way, or write to the bureau.",
        amount=amount(data),
        what=what(reader, data),
        reason=data["reason"] or "–",
    )
    return Reply(text, (Button(str(reader.t("Propose another")), "expense"),))


def receipt_returned(reader: Language, data: Data) -> Reply:
    """To the member: what the receipt lacks."""
    expense = data["expense"]
    text = reader.t(
        "Your receipt needs one more thing before {amount} can be refunded ({what}): “{lacking}”. A receipt shows what "
        "was bought and where ({article}). Send it again and the refund follows.",
        amount=amount(data),
        what=what(reader, data),
        lacking=expense["sent_back"],
        article=cited(expense["articles"][0]),
    )
    return Reply(text, (_send_receipt(reader, expense),))


def _send_receipt(reader: Language, expense: Data) -> Button:
    return Button(str(reader.t("Send the receipt")), "expense", ("receipt", str(expense["expense"])))
