"""What is sent to many, and for whom."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint

from storage.tables.base import number, row_id, table, words

broadcast = table(
    "broadcast",
    row_id(),
    words("kind"),
    words("audience"),
    words("body"),
    number("meeting", "meeting.id", null=True, index=True),
    number("corrects", "broadcast.id", null=True),
    number("leaves_at", null=True),
    words("state", index=True),
    words("author"),
    number("created_at"),
    words("endorsed_by", null=True),
    number("sent_at", null=True),
    words("stopped_by", null=True),
    CheckConstraint(
        "kind IN ('convocation', 'change', 'calling_off', 'minutes', 'message', 'correction')", name="kind"
    ),
    CheckConstraint("state IN ('proposed', 'planned', 'sent', 'stopped')", name="state"),
    CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
    CheckConstraint("(state = 'stopped') = (stopped_by IS NOT NULL)", name="stopped"),
    CheckConstraint("state <> 'planned' OR leaves_at IS NOT NULL", name="planned"),
)

recipient = table(
    "recipient",
    number("broadcast", "broadcast.id"),
    words("member", "member.number", index=True),
    words("told_by", null=True),
    words("told_on", null=True),
    words("noted_by", null=True),
    words("note", null=True),
    PrimaryKeyConstraint("broadcast", "member"),
    CheckConstraint("told_by IN ('letter', 'call')", name="told_by"),
    CheckConstraint("(told_by IS NULL) = (told_on IS NULL)", name="told"),
    CheckConstraint("length(told_on) = 10", name="day"),
)
