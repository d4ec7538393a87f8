"""What members are told about their declarations and about the contribution after a death, unasked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from markupsafe import Markup

from assistant.chat import Button, Reply
from assistant.domain.aid import EventKind
from assistant.domain.money import Money
from assistant.domain.payee import Payee
from assistant.i18n import Language
from assistant.marks import N_
from handlers.citing import article as cited
from handlers.event_buttons import buttons_of, consent_buttons, write_to_commission
from handlers.event_data import Data, day_of, is_sad, money_of, of_member
from handlers.event_verdicts import asks_consent, commission, prospects, ruling
from handlers.event_words import event_of
from handlers.paying import pay_buttons
from handlers.transfers import code, copies

_MOURNS: Mapping[EventKind, str] = {
    EventKind.DEATH_MEMBER: N_("{name}, our member, has died."),
    EventKind.DEATH_SPOUSE: N_("{name} has lost their husband or wife."),
    EventKind.DEATH_CHILD: N_("{name} has lost their child."),
    EventKind.DEATH_FATHER: N_("{name} has lost their father."),
    EventKind.DEATH_MOTHER: N_("{name} has lost their mother."),
    EventKind.DEATH_BROTHER: N_("{name} has lost their brother."),
    EventKind.DEATH_SISTER: N_("{name} has lost their sister."),
}


def claim_judged(reader: Language, data: Data) -> Reply:
    """The bylaws say something else now: what, why, what comes next."""
    again = reader.t("<b>Your declaration has been looked at again</b>: {event} on {day}.", **_which(reader, data))
    decided = Markup(" ").join(filter(None, (ruling(reader, data), prospects(reader, data))))
    text = Markup("\n").join(filter(None, (again, decided, asks_consent(reader, data))))
    return Reply(text, buttons_of(reader, data))


def claim_approved(reader: Language, data: Data) -> Reply:
    """What will be paid, to whom, and that it is told when it is done."""
    parts = [_agreed(reader, data), *_payment(reader, data)]
    text = Markup("\n").join(filter(None, (Markup(" ").join(parts), asks_consent(reader, data))))
    return Reply(text, consent_buttons(reader, data))


def claim_refused(reader: Language, data: Data) -> Reply:
    """Why not, in the bureau's words, and who else can help."""
    text = reader.t(
        "The bureau has not agreed to mutual aid for {event} on {day} ({article}): “{reason}”. Write to the bureau to "
        "speak of it.",
        article=cited(data["article"]),
        reason=data["reason"] or "–",
        **_which(reader, data),
    )
    if not is_sad(data) or of_member(data):
        return Reply(text)
    return Reply(text + " " + commission(reader, data), (write_to_commission(reader),))


def claim_cancelled(reader: Language, data: Data) -> Reply:
    """That it no longer stands, why, and what of the money comes back."""
    text = reader.t(
        "The bureau has cancelled what it had decided for {event} on {day}: “{reason}”.",
        reason=data["cancel_reason"] or "–",
        **_which(reader, data),
    )
    after = reader.t("If that is not right, write to the bureau.")
    return Reply(Markup(" ").join(filter(None, (text, _back(reader, data), after))))


def levy_called(payee: Payee | None) -> Callable[[Language, Data], Reply]:
    """The renderer: who is bereaved if the family agrees, how much, by when, and all that is needed to pay."""

    def render(reader: Language, data: Data) -> Reply:
        called = reader.t(
            "<b>The death contribution is {amount}</b>, to be paid by {day} ({article}).",
            amount=money_of(data, data["cents"]),
            day=day_of(data["due_on"]),
            article=cited(data["article"]),
        )
        first = Markup(" ").join([_bereaved(reader, data), called])
        pay = pay_buttons(reader, data["currency"], (data["cents"],))
        if payee is None:
            how = reader.t("Pay as you usually do, or ask the treasurer how. Then tell me with <cmd>pay</cmd>.")
            return Reply(first + Markup("\n") + how, pay)
        how = reader.t(
            "Scan the code with your bank's application, or copy the account. Then tell me with <cmd>pay</cmd>."
        )
        made = code(reader, payee, data["association"], Money(data["cents"], data["currency"]), data["number"])
        return Reply(first + Markup("\n") + how, (*pay, *copies(reader, payee, data["number"])), (made,))

    return render


def levy_lifted(reader: Language, data: Data) -> Reply:
    """To who turns out bereaved: it is not for them."""
    text = reader.t(
        "Our thoughts are with you. The death contribution of {amount} is not for who is bereaved ({article}): "
        "<b>you no longer owe it</b>. If you have paid it, it stands to your credit.",
        amount=money_of(data, data["cents"]),
        article=cited(data["article"]),
    )
    return Reply(text, (_balance(reader),))


def levy_cancelled(reader: Language, data: Data) -> Reply:
    """To everybody who was asked for it."""
    text = reader.t(
        "<b>The death contribution of {amount} is cancelled</b>: “{reason}”. If you have paid it, it stands to your "
        "credit.",
        amount=money_of(data, data["cents"]),
        reason=data["reason"],
    )
    if data["announced"]:
        text += " " + reader.t("What was announced to the members was told by mistake.")
    return Reply(text, (_balance(reader),))


def _which(reader: Language, data: Data) -> dict[str, object]:
    return {"event": event_of(reader, data), "day": date.fromisoformat(data["event_on"])}


def _agreed(reader: Language, data: Data) -> Markup:
    shown = {
        **_which(reader, data),
        "article": cited(data["article"]),
        "amount": money_of(data, data["verdict"]["payout"]),
    }
    if not data["verdict"]["payout"]:
        return reader.t("The bureau has taken note of {event} on {day} ({article}); no sum is paid for it.", **shown)
    if of_member(data):
        return reader.t("The bureau has agreed to <b>{amount}</b> for {event} on {day} ({article}).", **shown)
    return reader.t("The bureau has agreed: <b>{amount}</b> for {event} on {day} ({article}).", **shown)


def _payment(reader: Language, data: Data) -> list[Markup]:
    """What comes next, less what is set off."""
    payout, order = data["verdict"]["payout"], data["order"]
    if not payout:
        return []
    if of_member(data):
        return [reader.t("It decides to whom the sum is paid, and will tell the family.")]
    kept_back = payout - (order["cents"] if order else 0)
    if not kept_back:
        return [reader.t("The payment comes next; you will read it here.")]
    shown = {"kept": money_of(data, kept_back), "left": money_of(data, payout - kept_back)}
    if kept_back == payout:
        return [reader.t("The bylaws set it off against what you owe.")]
    return [
        reader.t(
            "{kept} of it is set off against what you owe. The payment of {left} comes next; you will read it here.",
            **shown,
        )
    ]


def _back(reader: Language, data: Data) -> Markup:
    """What becomes of the money; of a member's death that is for whom it was paid to."""
    order = data["order"]
    if of_member(data):
        return Markup("")
    if order is None or order["state"] != "paid":
        return reader.t("Nothing will be paid.")
    amount = money_of(data, order["cents"])
    return reader.t("The {amount} paid is to come back: the treasurer will tell you how.", amount=amount)


def _bereaved(reader: Language, data: Data) -> Markup:
    """By name only where the family agrees."""
    if data["name"] is None or data["kind"] is None:
        return reader.t("A death has touched the association.")
    return reader.t(_MOURNS[EventKind(data["kind"])], name=data["name"])


def _balance(reader: Language) -> Button:
    return Button(str(reader.t("Balance")), "balance")
