"""Money out: payment orders, votes, members' expenses."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint

from storage.tables.base import flag, number, row_id, table, words

_NOTED = "method IS NOT NULL AND paid_on IS NOT NULL AND paid_by IS NOT NULL AND paid_at IS NOT NULL"
_PAID = f"{_NOTED} AND reference IS NOT NULL AND length(reference) > 0"

payment_order = table(
    "payment_order",
    row_id(),
    words("kind"),
    words("beneficiary", "member.number", index=True),
    number("cents"),
    words("title"),
    words("cause", unique=True),
    number("ready"),
    words("state", index=True),
    words("proposed_by"),
    number("proposed_at"),
    words("decided_by", null=True),
    number("decided_at", null=True),
    words("reason", null=True),
    words("method", null=True),
    words("paid_on", null=True),
    words("reference", null=True),
    words("paid_by", null=True),
    number("paid_at", null=True),
    flag("ready"),
    CheckConstraint("cents >= 1", name="positive"),
    CheckConstraint("kind IN ('expense', 'payout', 'host', 'help')", name="kind"),
    CheckConstraint("state IN ('proposed', 'approved', 'refused', 'paid', 'cancelled')", name="state"),
    CheckConstraint("state = 'proposed' OR decided_at IS NOT NULL", name="decided"),
    CheckConstraint("method IN ('transfer', 'cheque')", name="method"),
    CheckConstraint(f"state <> 'paid' OR ({_PAID})", name="paid"),
)

vote = table(
    "vote",
    words("subject"),
    words("voter", "member.number", index=True),
    words("choice"),
    words("reason", null=True),
    number("at"),
    PrimaryKeyConstraint("subject", "voter"),
    CheckConstraint("choice IN ('approve', 'refuse')", name="choice"),
    CheckConstraint("choice <> 'refuse' OR (reason IS NOT NULL AND length(reason) > 0)", name="reason"),
)

expense = table(
    "expense",
    row_id(),
    words("member", "member.number", index=True),
    number("cents"),
    words("category"),
    words("what"),
    words("spent_on"),
    words("travel", null=True),
    number("proposed_at"),
    words("bought_on", null=True),
    number("bought_cents", null=True),
    words("sent_back", null=True),
    CheckConstraint("cents >= 1", name="positive"),
    CheckConstraint("category IN ('purchase', 'mission', 'travel')", name="category"),
    CheckConstraint("bought_cents BETWEEN 1 AND cents", name="within"),
)
