"""Pauses of the monthly reminder, and written warnings."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index

from storage.tables.base import number, row_id, table, words

reminder_pause = table(
    "reminder_pause",
    row_id(),
    words("member", "member.number", index=True),
    words("reason"),
    words("since"),
    words("until_on", null=True),
    words("note"),
    words("marked_by"),
    number("marked_at"),
    CheckConstraint("reason IN ('asked', 'bereaved', 'other')", name="reason"),
    CheckConstraint("length(since) = 10 AND length(until_on) = 10", name="days"),
)

warning = table(
    "warning",
    row_id(),
    words("member", "member.number"),
    words("kind"),
    words("issued_on"),
    words("issued_by"),
    number("cents"),
    words("pay_by_on", null=True),
    words("body"),
    number("outbox", "outbox.id", null=True),
    words("told_by", null=True),
    words("told_on", null=True),
    words("noted_by", null=True),
    words("note", null=True),
    Index("warning_member", "member", "id"),
    CheckConstraint("kind IN ('dues', 'absences')", name="kind"),
    CheckConstraint("cents >= 0 AND (kind = 'dues') = (cents >= 1)", name="positive"),
    CheckConstraint("(kind = 'dues') = (pay_by_on IS NOT NULL)", name="pay_by"),
    CheckConstraint("told_by IN ('letter', 'call')", name="told_by"),
    CheckConstraint("(told_by IS NULL) = (told_on IS NULL)", name="told"),
    CheckConstraint("length(issued_on) = 10 AND length(pay_by_on) = 10 AND length(told_on) = 10", name="days"),
)
