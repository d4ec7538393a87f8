"""What people are told unasked: one renderer a kind, in the reader's language, from plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from assistant.chat import Button, Reply
from assistant.domain.payee import Payee
from assistant.i18n import Language
from handlers import (
    absence_letter,
    absence_notices,
    aid_notices,
    broadcast_notices,
    claim_notices,
    claim_notices_member,
    entry_notices,
    meeting_bureau,
    meeting_notices,
    minutes_words,
    order_notices,
    payment_notices,
    petition_notices,
    proxy_notices,
    reminding,
    rsvp_notices,
    session_notices,
    warning_letter,
)
from handlers.citing import article as cited

Data = Mapping[str, Any]
Renderer = Callable[[Language, Data], Reply]


def renderers(payee: Payee | None = None) -> dict[str, Renderer]:
    """By kind of notice. `payee`: the account that members pay into, where it is known."""
    return {**_of_the_register(), **_of_money(), **_of_aid(payee), **_of_meetings()}


def _of_the_register() -> dict[str, Renderer]:
    """Accounts, admissions, what did not arrive."""
    return {
        "bank_date_needed": bank_date_needed,
        "invited": invited,
        "account_linked": account_linked,
        "account_replaced": account_replaced,
        "admitted": admitted,
        "deliveries_unsure": deliveries_unsure,
    }


def _of_money() -> dict[str, Renderer]:
    """Dues, payments, orders, entries."""
    return {
        "dues_reminder": reminding.dues_reminder,
        "reminder_summary": reminding.reminder_summary,
        "dues_warning": warning_letter.dues_warning,
        "payment_card": payment_notices.payment_card,
        "payment_confirmed": payment_notices.payment_confirmed,
        "payment_rejected": payment_notices.payment_rejected,
        "payment_reversed": payment_notices.payment_reversed,
        "order_card": order_notices.order_card,
        "order_approved": order_notices.order_approved,
        "order_refused": order_notices.order_refused,
        "order_paid": order_notices.order_paid,
        "expense_approved": order_notices.expense_approved,
        "expense_refused": order_notices.expense_refused,
        "expense_paid": order_notices.order_paid,
        "receipt_returned": order_notices.receipt_returned,
        "manual_entry": entry_notices.manual_entry,
        "manual_entry_card": entry_notices.manual_entry_card,
    }


def _of_aid(payee: Payee | None) -> dict[str, Renderer]:
    """Claims, contributions, announcements, exceptional help."""
    return {
        "claim_card": claim_notices.claim_card,
        "claim_repay": claim_notices.claim_repay,
        "claim_judged": claim_notices_member.claim_judged,
        "claim_approved": claim_notices_member.claim_approved,
        "claim_refused": claim_notices_member.claim_refused,
        "claim_cancelled": claim_notices_member.claim_cancelled,
        "levy_called": claim_notices_member.levy_called(payee),
        "levy_lifted": claim_notices_member.levy_lifted,
        "levy_cancelled": claim_notices_member.levy_cancelled,
        "event_announced": aid_notices.event_announced,
        "announcement_withdrawn": aid_notices.announcement_withdrawn,
        "help_asked": aid_notices.help_asked,
        "help_proposed": aid_notices.help_proposed,
        "help_declined": aid_notices.help_declined,
        "help_approved": aid_notices.help_approved,
        "help_overseen": aid_notices.help_overseen,
    }


def _of_meetings() -> dict[str, Renderer]:
    """Convocations, mandates, votes, minutes, absences, messages to many."""
    return {
        "rsvp_nudge": rsvp_notices.rsvp_nudge,
        "absence_warning": absence_letter.absence_warning,
        "absences_proposed": absence_notices.absences_proposed,
        "absence_judged": absence_notices.absence_judged,
        "absences_exempt": absence_notices.absences_exempt,
        "petition_begun": petition_notices.petition_begun,
        "petition_reached": petition_notices.petition_reached,
        "petition_withdrawn": petition_notices.petition_withdrawn,
        "minutes_sent": minutes_words.minutes_sent,
        "minutes_sent_mail": minutes_words.minutes_sent_mail,
        "meeting_card": meeting_bureau.meeting_card,
        "meeting_convened": meeting_notices.meeting_convened,
        "meeting_convened_mail": meeting_notices.meeting_convened_mail,
        "meeting_changed": meeting_notices.meeting_changed,
        "meeting_changed_mail": meeting_notices.meeting_changed_mail,
        "meeting_called_off": meeting_notices.meeting_called_off,
        "meeting_called_off_mail": meeting_notices.meeting_called_off_mail,
        "proxy_received": proxy_notices.proxy_received,
        "proxy_entered": proxy_notices.proxy_entered,
        "proxy_forwarded": proxy_notices.proxy_forwarded,
        "proxy_forwarded_mail": proxy_notices.proxy_forwarded_mail,
        "proxy_ended": proxy_notices.proxy_ended,
        "proxy_fallen": proxy_notices.proxy_fallen,
        "proxy_lapsed": session_notices.proxy_lapsed,
        "vote_opened": session_notices.vote_opened,
        "message_sent": broadcast_notices.message_sent,
        "message_sent_mail": broadcast_notices.message_mailed,
        "message_corrected": broadcast_notices.message_sent,
        "message_corrected_mail": broadcast_notices.message_mailed,
        "broadcast_card": broadcast_notices.broadcast_card,
        "broadcast_settled": broadcast_notices.broadcast_settled,
    }


def bank_date_needed(reader: Language, data: Data) -> Reply:
    """To the treasurers: the reminders wait for the bank."""
    text = reader.t(
        "This month's reminders wait until the bank is entered up to {day}. Say so when it is done.",
        day=date.fromisoformat(data["month_end"]),
    )
    return Reply(text, (Button(str(reader.t("The bank is entered")), "bank"),))


def invited(reader: Language, data: Data) -> Reply:
    """To an account that is nobody's yet: who writes, and what is asked for."""
    text = reader.t(
        "Hello, I am the assistant of {association}. <b>The bureau invites you to talk with me here.</b> To know who "
        "you are, I need the code that it gives you by another way: write it here. "
        "If you did not expect this, take no notice of it.",
        association=data["association"],
    )
    return Reply(text, personal=False)


def account_linked(reader: Language, data: Data) -> Reply:
    """To the bureau: a chat account is now a member's."""
    text = reader.t(
        "{name} ({number}) now uses the assistant on {channel}. If that surprises you, ask them.",
        name=data["name"],
        number=data["number"],
        channel=data["channel"].capitalize(),
    )
    return Reply(text)


def account_replaced(reader: Language, data: Data) -> Reply:
    """To the member's other account."""
    text = reader.t(
        "Another account on {channel} was just tied to you. If it was not you, write to the bureau at once.",
        channel=data["channel"].capitalize(),
    )
    return Reply(text)


def admitted(reader: Language, data: Data) -> Reply:
    """To the new member."""
    text = reader.t(
        "Welcome {name}: <b>you are a member</b> ({articles}). Mutual aid covers you from {day}.",
        name=data["first_name"],
        articles=", ".join(map(cited, data["articles"])),
        day=date.fromisoformat(data["waiting_ends_on"]),
    )
    return Reply(text, (Button(str(reader.t("Balance")), "balance"),))


def deliveries_unsure(reader: Language, data: Data) -> Reply:
    """To the bureau: messages that may not have arrived."""
    text = reader.tn(
        "{n} message may not have arrived. Look before sending it again.",
        "{n} messages may not have arrived. Look before sending them again.",
        data["count"],
    )
    return Reply(text, (Button(str(reader.t("Look")), "deliveries"),))
