"""Payments, what was decided on them, and sealed documents."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint

from storage.tables.base import number, row_id, table, words

payment = table(
    "payment",
    row_id(),
    words("member", "member.number", index=True),
    number("cents"),
    words("method"),
    words("value_on"),
    words("reference"),
    words("state", index=True),
    number("declared_at"),
    words("key", null=True, unique=True),
    CheckConstraint("cents >= 1", name="positive"),
    CheckConstraint("method IN ('transfer', 'cheque', 'cash')", name="method"),
    CheckConstraint("state IN ('declared', 'confirmed', 'rejected', 'withdrawn', 'reversed')", name="state"),
)

payment_decision = table(
    "payment_decision",
    number("payment", "payment.id"),
    words("state"),
    number("cents"),
    words("reason", null=True),
    words("receipt", null=True, unique=True),
    words("decided_by"),
    number("decided_at"),
    PrimaryKeyConstraint("payment", "state"),
    CheckConstraint("cents >= 1", name="positive"),
    CheckConstraint("state IN ('confirmed', 'rejected', 'withdrawn', 'reversed')", name="state"),
)

document = table(
    "document",
    row_id(),
    words("about", index=True),
    words("member", "member.number", index=True),
    words("name"),
    words("media_type"),
    number("size"),
    words("content", null=True),
    number("kept_at"),
    number("erase_at", null=True, index=True),
    number("erased_at", null=True),
    CheckConstraint("content IS NOT NULL OR erased_at IS NOT NULL", name="kept_or_erased"),
)
