"""Mutual aid: events, claims about them, requests for help, and who was shown a document."""

from __future__ import annotations

from sqlalchemy import CheckConstraint

from storage.tables.base import flag, number, row_id, table, words

_KINDS = (
    "'death_member', 'death_spouse', 'death_child', 'death_father', 'death_mother', 'death_brother', 'death_sister',"
    " 'marriage', 'birth', 'baptism', 'birthday'"
)
_TIES = "'half_sibling', 'adoption', 'partner', 'stillborn', 'in_law', 'grandparent', 'unlisted'"
_DAYS = "length(event_on) = 10 AND length(announced_on) = 10 AND length(declared_on) = 10"

aid_event = table(
    "aid_event",
    row_id(),
    number("opened_at"),
    words("called_on", null=True),
    number("levy_cents", null=True),
    words("due_on", null=True),
    words("announced_by", null=True),
    number("announced_at", null=True),
    words("announcement", null=True),
    CheckConstraint(
        "(called_on IS NULL) = (levy_cents IS NULL) AND (called_on IS NULL) = (due_on IS NULL)", name="call"
    ),
    CheckConstraint("levy_cents >= 1", name="positive"),
    CheckConstraint("length(called_on) = 10 AND length(due_on) = 10", name="days"),
    CheckConstraint(
        "(announced_by IS NULL) = (announced_at IS NULL) AND (announced_by IS NULL) = (announcement IS NULL)",
        name="announced",
    ),
)

claim = table(
    "claim",
    row_id(),
    number("event", "aid_event.id", index=True),
    words("kind"),
    words("concerns", "member.number", index=True),
    words("event_on", index=True),
    words("tie"),
    words("relative"),
    number("children"),
    number("ceremony"),
    number("invitation"),
    words("announced_on"),
    words("declared_on"),
    words("declared_by", "member.number", index=True),
    number("declared_at"),
    words("state", index=True),
    number("round"),
    words("ruled", null=True),
    number("consent", null=True),
    words("verdict", null=True),
    words("decided_by", null=True),
    number("decided_at", null=True),
    words("reason", null=True),
    words("cancelled_by", null=True),
    number("cancelled_at", null=True),
    words("cancel_reason", null=True),
    flag("ceremony"),
    flag("invitation"),
    flag("consent"),
    CheckConstraint(f"kind IN ({_KINDS}, 'other')", name="kind"),
    CheckConstraint(f"ruled IN ({_KINDS})", name="ruled"),
    CheckConstraint(f"tie IN ({_TIES})", name="tie"),
    CheckConstraint("children >= 1", name="children"),
    CheckConstraint(_DAYS, name="days"),
    CheckConstraint("state IN ('declared', 'approved', 'refused', 'withdrawn', 'cancelled')", name="state"),
    CheckConstraint("(state = 'declared') = (decided_at IS NULL)", name="decided"),
    CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decider"),
    CheckConstraint("state <> 'refused' OR (reason IS NOT NULL AND length(reason) > 0)", name="refused"),
    CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled"),
    CheckConstraint(
        "(cancelled_at IS NULL) = (cancelled_by IS NULL) AND (cancelled_at IS NULL) = (cancel_reason IS NULL)",
        name="canceller",
    ),
)

help_request = table(
    "help_request",
    row_id(),
    words("member", "member.number", index=True),
    words("words"),
    number("asked_at"),
    words("state", index=True),
    words("answered_by", null=True),
    number("answered_at", null=True),
    words("answer", null=True),
    number("cents", null=True),
    CheckConstraint("state IN ('asked', 'proposed', 'declined', 'withdrawn')", name="state"),
    CheckConstraint("(state = 'asked') = (answered_at IS NULL)", name="answered"),
    CheckConstraint(
        "(answered_at IS NULL) = (answered_by IS NULL) AND (answered_at IS NULL) = (answer IS NULL)", name="whole"
    ),
    CheckConstraint("cents >= 1", name="positive"),
    CheckConstraint("(state = 'proposed') = (cents IS NOT NULL)", name="proposed"),
)

document_view = table(
    "document_view",
    row_id(),
    number("document", "document.id", index=True),
    words("viewer"),
    number("at"),
)
