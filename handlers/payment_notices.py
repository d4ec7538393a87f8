"""What members and treasurers are told about a payment, unasked."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from assistant.chat import Attachment, Button, Reply
from assistant.i18n import Language
from handlers.payment_cards import Data, amount, card, decisions, proofs


def payment_card(reader: Language, data: Data) -> Reply:
    """A treasurer's card: with its proof and the ways to decide, or with what was decided."""
    return Reply(card(reader, data), decisions(reader, data), _files(reader, data))


def _files(reader: Language, data: Data) -> tuple[Attachment, ...]:
    return proofs(reader, data) if data["state"] == "declared" else ()


def payment_confirmed(reader: Language, data: Data) -> Reply:
    """The amount, the balance after, and the receipt."""
    receipt = data["receipt"]
    parts = [_confirmed(reader, data), _balance(reader, data)]
    parts.append(reader.t("Receipt No. {number} is attached.", number=receipt["number"]))
    name = str(reader.t("receipt-{number}.pdf", number=receipt["number"]))
    return Reply(Markup(" ").join(parts), _balance_button(reader), (Attachment("receipt", name, receipt),))


def payment_rejected(reader: Language, data: Data) -> Reply:
    """Why, and what to do."""
    text = reader.t(
        "Your payment of {amount} for {day} could not be confirmed: “{reason}”. Check the day and the account, then "
        "declare it again, or write to the treasurer. Your balance has not changed.",
        amount=amount(data),
        day=date.fromisoformat(data["paid_on"]),
        reason=data["reason"],
    )
    again = Button(str(reader.t("Declare again")), "pay")
    return Reply(text, (again, *_balance_button(reader)))


def payment_reversed(reader: Language, data: Data) -> Reply:
    """What was undone, why, and the balance after."""
    text = reader.t(
        "Your payment of {amount} for {day} has been taken back: “{reason}”.",
        amount=amount(data),
        day=date.fromisoformat(data["paid_on"]),
        reason=data["reason"],
    )
    after = reader.t("If that is not right, write to the treasurer.")
    return Reply(Markup(" ").join([text, _balance(reader, data), after]), _balance_button(reader))


def _confirmed(reader: Language, data: Data) -> Markup:
    if data["declared"] == data["cents"]:
        return reader.t("Your payment of {amount} is confirmed.", amount=amount(data))
    return reader.t(
        "Your payment is confirmed for {amount}: that is what came in, where you had declared {declared}.",
        amount=amount(data),
        declared=amount(data, "declared"),
    )


def _balance(reader: Language, data: Data) -> Markup:
    if data["balance"] == 0:
        return reader.t("<b>You owe nothing.</b>")
    shown = amount({**data, "balance": abs(data["balance"])}, "balance")
    if data["balance"] > 0:
        return reader.t("<b>You are {amount} ahead.</b>", amount=shown)
    return reader.t("<b>You owe {amount}.</b>", amount=shown)


def _balance_button(reader: Language) -> tuple[Button, ...]:
    return (Button(str(reader.t("Balance")), "balance"),)
