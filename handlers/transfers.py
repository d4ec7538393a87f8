"""What a member needs for a transfer: a code that a bank's application reads, and the same in text to copy."""

from __future__ import annotations

from markupsafe import Markup

from assistant.chat import Attachment, Button, Reply, Turn
from assistant.domain.money import Money
from assistant.domain.papers import SepaCodeData
from assistant.domain.payee import Payee
from assistant.domain.references import grouped, payment_reference
from assistant.i18n import Language
from assistant.services.balance import Balance


def transfer_code(turn: Turn, mine: Balance, payee: Payee) -> Reply:
    """For all that is owed. Nothing to transfer where nothing is."""
    owed = -mine.situation.balance
    if owed <= 0:
        return Reply(turn.t("<b>You owe nothing.</b>"))
    amount = Money(owed, turn.work.bylaws.currency)
    shown = {
        "amount": amount,
        "name": payee.name or turn.work.bylaws.name,
        "iban": Markup("<b>{}</b>").format(grouped(payee.iban)),
        "reference": Markup("<b>{}</b>").format(grouped(_reference(mine.member.number))),
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
    made = code(turn.language, payee, turn.work.bylaws.name, amount, mine.member.number)
    return Reply(text, copies(turn.language, payee, mine.member.number), (made,))


def code(reader: Language, payee: Payee, association: str, amount: Money, number: str) -> Attachment:
    """What a bank's application reads, for an amount that the member of that number owes."""
    data = SepaCodeData(
        payee={"iban": payee.iban, "bic": payee.bic, "name": payee.name or association},
        cents=amount.cents,
        currency=amount.currency,
        reference=_reference(number),
    )
    return Attachment("sepa_code", str(reader.t("transfer-{number}.png", number=number)), data)


def copies(reader: Language, payee: Payee, number: str) -> tuple[Button, ...]:
    """The account and the member's reference, copied at a touch."""
    iban = Button(str(reader.t("Copy the IBAN")), copy=payee.iban)
    return (iban, Button(str(reader.t("Copy your reference")), copy=_reference(number)))


def _reference(number: str) -> str:
    return payment_reference(number) or number
