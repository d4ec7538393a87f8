"""`/envois`: what could not be delivered, and sending it again with one tap."""

from __future__ import annotations

from markupsafe import Markup

from assistant.chat import Button, Reply, Turn
from assistant.domain.messages import Queued
from assistant.services import deliveries

SHOWN = 8


def show_deliveries(turn: Turn) -> Reply:
    """The list; with a message's number, that one is sent again first."""
    again = next((word for word in turn.arguments if word.isdecimal()), None)
    turn.arguments.clear()
    sent = deliveries.send_again(turn.work, turn.actor, int(again)) if again else None
    found = deliveries.problems(turn.work, turn.actor)
    open_rows = [*found.unsure, *found.dead][:SHOWN]
    parts = [
        _sent_again(turn, sent),
        _counts(turn, found),
        *(_row(turn, row) for row in open_rows),
        _unreachable(turn, found),
    ]
    buttons = tuple(
        Button(str(turn.t("Send no. {number} again", number=row.id)), "deliveries", (str(row.id),)) for row in open_rows
    )
    result = {
        "unsure": [row.id for row in found.unsure],
        "dead": [row.id for row in found.dead],
        "unreachable": list(found.unreachable),
    }
    return Reply(Markup("\n").join(part for part in parts if part), buttons, result=result)


def _sent_again(turn: Turn, sent: bool | None) -> Markup:
    if sent is None:
        return Markup("")
    return turn.t("It will be sent again.") if sent else turn.t("That message needs no second sending any more.")


def _counts(turn: Turn, found: deliveries.Deliveries) -> Markup:
    if not found.unsure and not found.dead:
        return turn.t("<b>Every message has left.</b>")
    return turn.t(
        "<b>Not delivered for sure:</b> {unsure} may or may not have arrived, {dead} could not be sent.",
        unsure=len(found.unsure),
        dead=len(found.dead),
    )


def _row(turn: Turn, row: Queued) -> Markup:
    day = turn.work.local(row.created_at).date()
    return turn.t("No. {number}, to {member}, {day}", number=row.id, member=row.member or "–", day=day)


def _unreachable(turn: Turn, found: deliveries.Deliveries) -> Markup:
    if not found.unreachable:
        return Markup("")
    first = turn.tn(
        "{n} member has no chat here yet; a letter or a call is needed:",
        "{n} members have no chat here yet; a letter or a call is needed:",
        len(found.unreachable),
    )
    return first + Markup(" {}").format(", ".join(found.unreachable))
