"""The tables, for SQLite (`STRICT`) and PostgreSQL alike.

Conventions: an instant is an integer, microseconds since 1970 in UTC (columns in `_at`, `_until`); a day is ISO text
(columns in `_on`, and `since`); JSON is text; a yes or no is 1 or 0; amounts are cents. Text compares byte by byte on
both databases. The ledger and the audit are append-only by trigger.
"""

from storage.tables.aid import aid_event, claim, document_view, help_request
from storage.tables.base import REVISION, metadata
from storage.tables.books import audit, book, once, transfer
from storage.tables.broadcasts import broadcast, recipient
from storage.tables.manual import manual_entry
from storage.tables.meetings import (
    ballot,
    excuse,
    exemption,
    meeting,
    minutes,
    petition,
    presence,
    proxy,
    resolution,
    rsvp,
    signature,
)
from storage.tables.messages import dialogue, inbox, keyboard, outbox, pace
from storage.tables.orders import expense, payment_order, vote
from storage.tables.payments import document, payment, payment_decision
from storage.tables.people import (
    application,
    chat_account,
    invitation,
    member,
    member_role,
    member_status,
    preferences,
)
from storage.tables.reminding import reminder_pause, warning
from storage.tables.statements import line_payment, statement_line

__all__ = [
    "REVISION",
    "aid_event",
    "application",
    "audit",
    "ballot",
    "book",
    "broadcast",
    "chat_account",
    "claim",
    "dialogue",
    "document",
    "document_view",
    "excuse",
    "exemption",
    "expense",
    "help_request",
    "inbox",
    "invitation",
    "keyboard",
    "line_payment",
    "manual_entry",
    "meeting",
    "member",
    "member_role",
    "member_status",
    "metadata",
    "minutes",
    "once",
    "outbox",
    "pace",
    "payment",
    "payment_decision",
    "payment_order",
    "petition",
    "preferences",
    "presence",
    "proxy",
    "recipient",
    "reminder_pause",
    "resolution",
    "rsvp",
    "signature",
    "statement_line",
    "transfer",
    "vote",
    "warning",
]
