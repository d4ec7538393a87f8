"""`/envois`: what could not be delivered, and sending it again with one tap."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assistant.chat import Button, Reply, Turn
from assistant.domain.messages import Queued
from assistant.marks import N_
from assistant.services import deliveries
from handlers.people import listed

SHOWN = 8
KINDS = {
    "reply": N_("answer"),
    "dues_reminder": N_("dues reminder"),
    "reminder_summary": N_("summary of the reminders"),
    "dues_warning": N_("written warning"),
    "bank_date_needed": N_("question about the bank"),
    "invited": N_("invitation"),
    "account_linked": N_("news of an account"),
    "account_replaced": N_("news of an account"),
    "admitted": N_("welcome"),
    "deliveries_unsure": N_("news of deliveries"),
    "payment_card": N_("payment to decide"),
    "payment_confirmed": N_("receipt"),
    "payment_rejected": N_("news of a payment"),
    "payment_reversed": N_("news of a payment"),
    "order_card": N_("payment to vote on"),
    "order_approved": N_("payment to make"),
    "order_refused": N_("news of a payment"),
    "order_paid": N_("news of a payment"),
    "expense_approved": N_("news of an expense"),
    "expense_refused": N_("news of an expense"),
    "expense_paid": N_("news of an expense"),
    "receipt_returned": N_("news of an expense"),
    "manual_entry": N_("news of an entry by hand"),
    "manual_entry_card": N_("news of an entry by hand"),
    "claim_card": N_("claim to decide"),
    "claim_repay": N_("payment to get back"),
    "claim_judged": N_("news of mutual aid"),
    "claim_approved": N_("news of mutual aid"),
    "claim_refused": N_("news of mutual aid"),
    "claim_cancelled": N_("news of mutual aid"),
    "levy_called": N_("death contribution"),
    "levy_lifted": N_("death contribution"),
    "levy_cancelled": N_("death contribution"),
    "event_announced": N_("announcement to the members"),
    "announcement_withdrawn": N_("announcement to the members"),
    "help_asked": N_("answer"),
    "help_proposed": N_("answer"),
    "help_declined": N_("answer"),
    "help_approved": N_("answer"),
    "help_overseen": N_("news of mutual aid"),
    "message_sent": N_("message to the members"),
    "message_sent_mail": N_("message to the members"),
    "message_corrected": N_("message to the members"),
    "message_corrected_mail": N_("message to the members"),
    "broadcast_card": N_("message to endorse"),
    "broadcast_settled": N_("news of a message to the members"),
    "meeting_card": N_("meeting to agree on"),
    "meeting_convened": N_("convocation"),
    "meeting_convened_mail": N_("convocation"),
    "meeting_changed": N_("news of a meeting"),
    "meeting_changed_mail": N_("news of a meeting"),
    "meeting_called_off": N_("news of a meeting"),
    "meeting_called_off_mail": N_("news of a meeting"),
    "rsvp_nudge": N_("question about a meeting"),
    "proxy_received": N_("proxy"),
    "proxy_entered": N_("proxy"),
    "proxy_forwarded": N_("proxy"),
    "proxy_forwarded_mail": N_("proxy"),
    "proxy_ended": N_("news of a proxy"),
    "proxy_fallen": N_("news of a proxy"),
    "proxy_lapsed": N_("news of a proxy"),
    "vote_opened": N_("vote"),
    "minutes_sent": N_("minutes"),
    "minutes_sent_mail": N_("minutes"),
    "absence_judged": N_("news of absences"),
    "absences_exempt": N_("news of absences"),
    "absences_proposed": N_("absences to judge"),
    "absence_warning": N_("written warning"),
    "petition_begun": N_("request for an assembly"),
    "petition_reached": N_("request for an assembly"),
    "petition_withdrawn": N_("request for an assembly"),
}
"""What is named to the bureau; of help that a member has asked for it is not told that way."""


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
        _unreachable(turn, found.unreachable),
    ]
    buttons = tuple(
        Button(str(turn.t("Send no. {number} again", number=row.id)), "deliveries", (str(row.id),)) for row in open_rows
    )
    return Reply(Markup("\n").join(part for part in parts if part), buttons, result=_result(found))


def _result(found: deliveries.Deliveries) -> dict[str, object]:
    return {
        "unsure": [row.id for row in found.unsure],
        "dead": [row.id for row in found.dead],
        "unreachable": list(found.unreachable),
    }


def _sent_again(turn: Turn, sent: bool | None) -> Markup:
    if sent is None:
        return Markup("")
    return turn.t("It will be sent again.") if sent else turn.t("That message needs no second sending any more.")


def _counts(turn: Turn, found: deliveries.Deliveries) -> Markup:
    if not found.unsure and not found.dead:
        return turn.t("<b>Every message has left.</b>")
    counts = [
        turn.tn("{n} message may not have arrived", "{n} messages may not have arrived", len(found.unsure)),
        turn.tn("{n} message could not be sent", "{n} messages could not be sent", len(found.dead)),
    ]
    there = [count for count, rows in zip(counts, (found.unsure, found.dead), strict=True) if rows]
    return Markup("<b>{}</b>").format(turn.language.show(there))


def _row(turn: Turn, row: Queued) -> Markup:
    return turn.t(
        "No. {number}: {kind}, to {name}, {day}",
        number=row.id,
        kind=turn.t(KINDS[row.kind]),
        name=_name(turn, row.member) if row.member else "–",
        day=turn.work.local(row.created_at).date(),
    )


def _name(turn: Turn, number: str) -> str:
    member = turn.work.members.get(number)
    return member.name if member else number


def _unreachable(turn: Turn, numbers: Sequence[str]) -> Markup:
    if not numbers:
        return Markup("")
    return turn.tn(
        "{n} member has no chat here yet; a letter or a call is needed: {names}.",
        "{n} members have no chat here yet; a letter or a call is needed: {names}.",
        len(numbers),
        names=listed(turn.language, [_name(turn, number) for number in numbers]),
    )
