"""What the bureau and the treasurers are told about claims, unasked: a card each, which changes as things go on."""

from __future__ import annotations

from markupsafe import Markup

from assistant.chat import Button, Reply
from assistant.i18n import Language
from handlers.claim_cards import card, headline, order_amount, superseded
from handlers.claim_rulings import waits
from handlers.event_data import Data


def claim_card(reader: Language, data: Data) -> Reply:
    """A voter's card: yes, no or more, until they have answered, something else is so, or the round is over."""
    if data["state"] != "declared":
        return Reply(card(reader, data))
    if data.get("superseded"):
        return Reply(superseded(reader, data), (_more(reader, data),))
    voted = data.get("voted")
    if voted is None:
        return Reply(card(reader, data), (*_votes(reader, data), _more(reader, data)))
    said = reader.t("You have agreed.") if voted == "approve" else reader.t("You have refused.")
    return Reply(card(reader, data) + Markup("\n") + said)


def claim_repay(reader: Language, data: Data) -> Reply:
    """To the treasurers: what was paid for a claim that is cancelled has to come back."""
    if data.get("repaid"):
        back = reader.t("The {amount} paid is back.", amount=order_amount(data))
        return Reply(Markup("\n").join([headline(reader, data), back]))
    asked = reader.t(
        "<b>{amount} is to come back</b>: the bureau has cancelled the claim that it was paid for (“{reason}”). Say "
        "so here when it has.",
        amount=order_amount(data),
        reason=data["cancel_reason"] or "–",
    )
    back_now = Button(str(reader.t("The money is back")), "claims", (str(data["claim"]), "repaid"))
    return Reply(Markup("\n").join([asked, headline(reader, data)]), (back_now,))


def _votes(reader: Language, data: Data) -> tuple[Button, ...]:
    """Yes where the bylaws allow it, no also where something is still to come; each of this round alone."""
    this = (str(data["claim"]), f"r{data['round']}")
    yes = Button(str(reader.t("Approve")), "claims", (*this, "approve"))
    no = Button(str(reader.t("Refuse")), "claims", (*this, "refuse"))
    if data["votable"]:
        return (yes, no)
    return (no,) if waits(data) else ()


def _more(reader: Language, data: Data) -> Button:
    return Button(str(reader.t("More")), "claims", (str(data["claim"]),))
