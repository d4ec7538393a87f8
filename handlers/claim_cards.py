"""A claim to mutual aid as the bureau sees it: what happened, what the bylaws make of it and why, what has been said.

At most a dozen short lines, for a telephone. Documents are never attached: they are shown to who asks, and it is noted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from assistant.domain.aid import EventKind, Tie
from assistant.domain.money import Money
from assistant.i18n import Language
from assistant.marks import N_
from handlers.citing import article as cited
from handlers.claim_conditions import conditions
from handlers.claim_rulings import ruling, waits
from handlers.event_data import Data, day_of, money_of
from handlers.figures import EVENTS

TIED = {
    Tie.HALF_SIBLING: N_("Event about a half-brother or half-sister"),
    Tie.ADOPTION: N_("Event about a relative by adoption"),
    Tie.PARTNER: N_("Event about a partner, without marriage"),
    Tie.STILLBORN: N_("Loss of a child at birth"),
    Tie.IN_LAW: N_("Event in the family-in-law"),
    Tie.GRANDPARENT: N_("Event about a grandparent"),
    Tie.UNLISTED: N_("Event that is not on the list"),
}
"""What the kind `other` is, by its tie."""
_DONE = {
    "refused": N_("{by} refused on {at}."),
    "withdrawn": N_("Taken back by {by} on {at}."),
    "cancelled": N_("Cancelled by {by} on {at}."),
}
_PAID = {
    "approved": N_("Payment of {amount}: to be made."),
    "paid": N_("Payment of {amount}: made."),
    "cancelled": N_("Payment of {amount}: cancelled before it was made."),
}
"""By the state of the order."""


def card(reader: Language, data: Data) -> Markup:
    """While it is declared: each condition with its figure; afterwards what was decided."""
    parts = [headline(reader, data), _declared(reader, data), ruling(reader, data)]
    if data["state"] == "declared":
        parts += [*conditions(reader, data), *_round(reader, data)]
    else:
        parts += outcome(reader, data)
    return Markup("\n").join(filter(None, parts))


def headline(reader: Language, data: Data) -> Markup:
    """What happened, to whom, when."""
    known = {
        "what": _what(reader, data),
        "relative": data["relative"],
        "name": data["name"],
        "number": data["concerns"],
        "day": date.fromisoformat(data["event_on"]),
    }
    if data["relative"]:
        return reader.t("<b>{what}</b> (“{relative}”): {name} ({number}), {day}.", **known)
    return reader.t("<b>{what}</b>: {name} ({number}), {day}.", **known)


def outcome(reader: Language, data: Data) -> list[Markup]:
    """What was decided and done, by whom and when; nothing while it is declared."""
    match data["state"]:
        case "declared":
            return []
        case "approved":
            return [_agreed(reader, data), *_order(reader, data), announcement(reader, data)]
        case "cancelled":
            step = {"by": data["cancelled_by"], "at": data["cancelled_at"], "reason": data["cancel_reason"]}
            return [*_done(reader, data["state"], step), *_order(reader, data)]
        case _:
            return _done(reader, data["state"], data)


def announcement(reader: Language, data: Data) -> Markup:
    """Whether the members have been told, or may be."""
    if data["announced_at"]:
        return reader.t("Announced to the members on {at}.", at=datetime.fromisoformat(data["announced_at"]))
    if data["consent"] is None:
        return reader.t("The family has not said yet whether the members may be told.")
    if data["consent"]:
        return reader.t("The family agrees that the members be told.")
    return reader.t("The family does not wish the members to be told.")


def votes(reader: Language, data: Data) -> Markup:
    """Who has answered, in numbers."""
    return reader.t(
        "The whole bureau is asked ({article}): {yes} yes, {no} no, {waiting} still to answer.",
        article=cited(data["article"]),
        **data["votes"],
    )


def opens(reader: Language, data: Data) -> Markup:
    """Of a planned event: from when on the bureau answers."""
    return reader.t("The bureau answers from {day} on, by the situation of that day.", day=day_of(data["opens_on"]))


def superseded(reader: Language, data: Data) -> Markup:
    """A card of a round that is over."""
    again = reader.t("<b>The bylaws say something else by now</b>: answers given on this card no longer count.")
    return Markup("\n").join([headline(reader, data), again])


def order_amount(data: Data) -> Money:
    """What the order pays, which may be less than the aid where debts are set off."""
    return money_of(data, data["order"]["cents"])


def _what(reader: Language, data: Data) -> Markup:
    """The kind of event, as a title; what the bureau takes it for stands beside what was declared."""
    told, taken_for = data["kind"], data["taken_for"]
    if told == EventKind.OTHER:
        tied = reader.t(TIED[Tie(data["tie"])])
        if taken_for == EventKind.OTHER:
            return tied
        return reader.t("{told}, taken for: {kind}", told=tied, kind=reader.t(EVENTS[taken_for]))
    if data["children"] > 1:
        return reader.tn("Birth of {n} child", "Birth of {n} children", data["children"])
    return reader.t(EVENTS[taken_for])


def _declared(reader: Language, data: Data) -> Markup:
    """By whom, when, and since when the association knows."""
    known = {"claim": data["claim"], "by": data["declared_by"], "day": date.fromisoformat(data["declared_on"])}
    said = reader.t("Claim No. {claim}, declared by {by} on {day}.", **known)
    if data["announced_on"] == data["declared_on"]:
        return said
    return said + " " + reader.t("Announced on {day}.", day=date.fromisoformat(data["announced_on"]))


def _round(reader: Language, data: Data) -> Iterator[Markup]:
    """Where the round stands, or from when on there will be one."""
    if data["opens_on"]:
        yield opens(reader, data)
    if data["votable"] or waits(data):
        yield votes(reader, data)


def _agreed(reader: Language, data: Data) -> Markup:
    at = datetime.fromisoformat(data["at"])
    if data["by"] is None:
        return reader.t("The bureau agreed on {at}.", at=at)
    return reader.t("The bureau agreed on {at}; {by} was the last to answer.", by=data["by"], at=at)


def _done(reader: Language, state: str, step: Mapping[str, Any]) -> list[Markup]:
    by = step["by"] or str(reader.t("the operator"))
    found = [reader.t(_DONE[state], by=by, at=datetime.fromisoformat(step["at"]))]
    if step["reason"]:
        found.append(reader.t("Reason: “{reason}”.", reason=step["reason"]))
    return found


def _order(reader: Language, data: Data) -> Iterator[Markup]:
    if data["order"] is None:
        return
    state = data["order"]["state"]
    if data.get("repaid"):
        yield reader.t("The {amount} paid is back.", amount=order_amount(data))
    elif data["state"] == "cancelled" and state == "paid":
        yield reader.t("{amount} had been paid.", amount=order_amount(data))
    else:
        yield reader.t(_PAID[state], amount=order_amount(data))
