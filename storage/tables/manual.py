"""What treasurers enter by hand."""

from __future__ import annotations

from sqlalchemy import CheckConstraint

from storage.tables.base import number, row_id, table, words

manual_entry = table(
    "manual_entry",
    row_id(),
    words("account", index=True),
    words("kind"),
    number("cents"),
    words("value_on"),
    words("reason"),
    words("author"),
    number("entered_at"),
    words("undone_by", null=True),
    number("undone_at", null=True),
    words("undone_reason", null=True),
    CheckConstraint("kind IN ('manual', 'opening')", name="kind"),
    CheckConstraint("cents <> 0", name="amount"),
    CheckConstraint("length(value_on) = 10", name="days"),
    CheckConstraint(
        "(undone_by IS NULL) = (undone_at IS NULL) AND (undone_by IS NULL) = (undone_reason IS NULL)", name="undone"
    ),
)
