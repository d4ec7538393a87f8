"""The lines of the bank's statements, and the payments booked from them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint, UniqueConstraint

from storage.tables.base import flag, number, row_id, table, words

statement_line = table(
    "statement_line",
    row_id(),
    words("account"),
    words("ref"),
    words("booked_on"),
    words("value_on", index=True),
    number("cents"),
    words("payer"),
    words("text"),
    words("structured", null=True),
    number("reversal"),
    number("seen_at"),
    words("decided", null=True),
    words("decided_by", null=True),
    number("decided_at", null=True),
    UniqueConstraint("account", "ref"),
    flag("reversal"),
    CheckConstraint("length(booked_on) = 10 AND length(value_on) = 10", name="days"),
    CheckConstraint("decided IN ('accepted', 'left')", name="decided"),
    CheckConstraint(
        "(decided IS NULL) = (decided_by IS NULL) AND (decided IS NULL) = (decided_at IS NULL)", name="whole"
    ),
)

line_payment = table(
    "line_payment",
    number("line", "statement_line.id", index=True),
    number("payment", "payment.id"),
    PrimaryKeyConstraint("payment"),
)
