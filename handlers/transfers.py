"""What a member needs for a transfer: a code that a bank's application reads, and the same in text to copy."""

from __future__ import annotations

from markupsafe import Markup

from assistant.chat import Attachment, Button, Reply, Turn
from assistant.domain.money import Money
from assistant.domain.papers import SepaCodeData
from assistant.domain.payee import Payee
from assistant.domain.references import grouped, payment_reference
from assistant.services.balance import Balance


def transfer_code(turn: Turn, mine: Balance, payee: Payee) -> Reply:
    """For all that is owed. Nothing to transfer where nothing is."""
    owed = -mine.situation.balance
    if owed <= 0:
        return Reply(turn.t("<b>You owe nothing.</b>"))
    reference = payment_reference(mine.member.number) or mine.member.number
    name = payee.name or turn.work.bylaws.name
    shown = {
        "amount": Money(owed, turn.work.bylaws.currency),
        "name": name,
        "iban": Markup("<b>{}</b>").format(grouped(payee.iban)),
        "reference": Markup("<b>{}</b>").format(grouped(reference)),
    }
    text = Markup("\n").join(
        [
            turn.t("<b>{amount}</b> to {name}", **shown),
            turn.t("IBAN: {iban}", **shown),
            turn.t("Reference: {reference}", **shown),
            turn.t(
                "Scan the code with your bank's application, or copy these lines. Then tell me with <cmd>pay</cmd>."
            ),
        ]
    )
    data = SepaCodeData(
        payee={"iban": payee.iban, "bic": payee.bic, "name": name},
        cents=owed,
        currency=turn.work.bylaws.currency,
        reference=reference,
    )
    code = Attachment("sepa_code", str(turn.t("transfer-{number}.png", number=mine.member.number)), data)
    return Reply(text, _copies(turn, payee, reference), (code,))


def _copies(turn: Turn, payee: Payee, reference: str) -> tuple[Button, ...]:
    iban = Button(str(turn.t("Copy the IBAN")), copy=payee.iban)
    return (iban, Button(str(turn.t("Copy your reference")), copy=reference))
