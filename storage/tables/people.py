"""The register, chat accounts and what members chose."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, PrimaryKeyConstraint

from storage.tables.base import WORDS, flag, number, table, words

member = table(
    "member",
    Column("number", WORDS, primary_key=True),
    words("folded", unique=True),
    words("last_name"),
    words("first_name"),
    words("joined_on", null=True),
    words("phone", null=True, index=True),
    words("email", null=True),
    words("section", null=True),
    words("spouse", null=True),
    words("language", null=True),
)

member_status = table(
    "member_status",
    words("member", "member.number"),
    number("place"),
    words("since"),
    words("status"),
    PrimaryKeyConstraint("member", "place"),
)

member_role = table(
    "member_role",
    words("member", "member.number"),
    words("role"),
    PrimaryKeyConstraint("member", "role"),
)

application = table(
    "application",
    Column("candidate", WORDS, primary_key=True),
    number("questionnaire"),
    words("form_fields"),
    number("family_info"),
    words("texts_acknowledged_on", null=True),
    words("bureau_accepted_on", null=True),
    words("former", null=True),
    flag("questionnaire"),
    flag("family_info"),
)

chat_account = table(
    "chat_account",
    words("channel"),
    words("account"),
    words("chat"),
    words("member", "member.number", null=True, index=True),
    words("language", null=True),
    number("linked_at", null=True),
    number("seen_at", null=True),
    number("unreachable_since_at", null=True),
    number("failed_links"),
    number("locked_until", null=True),
    PrimaryKeyConstraint("channel", "account"),
)

invitation = table(
    "invitation",
    Column("code_hash", WORDS, primary_key=True),
    words("member", "member.number"),
    number("expires_at"),
    number("used_at", null=True),
)

preferences = table(
    "preferences",
    Column("member", WORDS, ForeignKey("member.number", name="member_fk"), primary_key=True),
    number("quiet_from", null=True),
    number("quiet_until", null=True),
    number("dues_reminders"),
    flag("dues_reminders"),
    CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name="quiet_hours"),
)
