"""Meetings: the calendar, answers, mandates, who is there, what is decided and recorded, requests for an assembly."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy import text as sql

from storage.tables.base import flag, number, row_id, table, words

meeting = table(
    "meeting",
    row_id(),
    words("kind"),
    words("held_on"),
    number("starts_at", index=True),
    words("place"),
    words("agenda"),
    words("hosts"),
    words("purpose", null=True),
    number("petition", "petition.id", null=True),
    number("first", "meeting.id", null=True),
    words("state"),
    number("edition"),
    words("proposed_by"),
    number("proposed_at"),
    words("convened_by", null=True),
    number("convened_at", null=True),
    words("called_off_by", null=True),
    number("called_off_at", null=True),
    words("called_off_reason", null=True),
    words("opened_by", null=True),
    number("opened_at", null=True),
    words("chair", null=True),
    words("secretary", null=True),
    words("frozen", null=True),
    words("closed_by", null=True),
    number("closed_at", null=True),
    CheckConstraint("kind IN ('monthly', 'ago', 'age', 'exceptional')", name="kind"),
    CheckConstraint("purpose IN ('texts', 'discipline', 'exceptional', 'vacancy')", name="purpose"),
    CheckConstraint("state IN ('proposed', 'convened', 'open', 'closed', 'called_off')", name="state"),
    CheckConstraint("length(held_on) = 10", name="day"),
    CheckConstraint("(convened_at IS NULL) = (convened_by IS NULL)", name="convened"),
    CheckConstraint("state = 'called_off' OR (state = 'proposed') = (convened_at IS NULL)", name="proposed"),
    CheckConstraint("(state = 'called_off') = (called_off_at IS NOT NULL)", name="called_off"),
    CheckConstraint("(state IN ('open', 'closed')) = (opened_at IS NOT NULL)", name="opened"),
    CheckConstraint("(opened_at IS NULL) = (frozen IS NULL)", name="frozen"),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    Index(
        "meeting_first",
        "first",
        unique=True,
        sqlite_where=sql("state <> 'called_off'"),
        postgresql_where=sql("state <> 'called_off'"),
    ),
)

rsvp = table(
    "rsvp",
    row_id(),
    number("meeting", "meeting.id"),
    words("member", "member.number", index=True),
    words("answer"),
    words("reason", null=True),
    number("received_at"),
    words("entered_by"),
    CheckConstraint("answer IN ('present', 'absent')", name="answer"),
    Index("rsvp_meeting", "meeting", "member"),
)

presence = table(
    "presence",
    row_id(),
    number("meeting", "meeting.id"),
    words("member", "member.number", index=True),
    number("arrived_at"),
    number("left_at", null=True),
    words("checked_in_by"),
    Index("presence_meeting", "meeting", "member"),
    Index(
        "presence_there",
        *("meeting", "member"),
        unique=True,
        sqlite_where=sql("left_at IS NULL"),
        postgresql_where=sql("left_at IS NULL"),
    ),
)

excuse = table(
    "excuse",
    number("meeting", "meeting.id"),
    words("member", "member.number", index=True),
    number("accepted"),
    words("decided_by"),
    number("decided_at"),
    words("note"),
    PrimaryKeyConstraint("meeting", "member"),
    flag("accepted"),
)

exemption = table(
    "exemption",
    row_id(),
    words("member", "member.number", index=True),
    words("first_on"),
    words("last_on"),
    words("reason"),
    words("agreed_by"),
    number("agreed_at"),
    CheckConstraint("length(first_on) = 10 AND length(last_on) = 10", name="days"),
)

proxy = table(
    "proxy",
    row_id(),
    number("meeting", "meeting.id", index=True),
    words("giver", "member.number", index=True),
    words("holder", "member.number", index=True),
    words("writing"),
    number("given_at"),
    words("entered_by"),
    words("state"),
    number("ended_at", null=True),
    words("ended_by", null=True),
    CheckConstraint("giver <> holder", name="other"),
    CheckConstraint("writing IN ('chat', 'sms', 'email', 'letter')", name="writing"),
    CheckConstraint("state IN ('given', 'withdrawn', 'declined', 'lapsed')", name="state"),
    CheckConstraint("(state = 'given') = (ended_at IS NULL)", name="ended"),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ender"),
    Index(
        "proxy_giver_once",
        *("meeting", "giver"),
        unique=True,
        sqlite_where=sql("state = 'given'"),
        postgresql_where=sql("state = 'given'"),
    ),
)

resolution = table(
    "resolution",
    row_id(),
    number("meeting", "meeting.id", index=True),
    words("words"),
    number("item", null=True),
    words("method"),
    words("state"),
    number("base"),
    number("required"),
    number("counted"),
    words("opened_by"),
    number("opened_at"),
    number("in_favour", null=True),
    number("against", null=True),
    number("abstaining", null=True),
    words("closed_by", null=True),
    number("closed_at", null=True),
    CheckConstraint("method IN ('hands', 'chat')", name="method"),
    CheckConstraint("state IN ('open', 'closed', 'dropped')", name="state"),
    CheckConstraint("in_favour >= 0 AND against >= 0 AND abstaining >= 0", name="counts"),
    CheckConstraint("(state = 'closed') = (in_favour IS NOT NULL)", name="counted"),
    CheckConstraint(
        "(in_favour IS NULL) = (against IS NULL) AND (in_favour IS NULL) = (abstaining IS NULL)", name="tally"
    ),
    CheckConstraint(
        "(state = 'open') = (closed_at IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL)", name="ended"
    ),
)

ballot = table(
    "ballot",
    number("resolution", "resolution.id"),
    words("elector", "member.number", index=True),
    words("cast_by", index=True),
    words("choice"),
    number("at"),
    PrimaryKeyConstraint("resolution", "elector"),
    CheckConstraint("choice IN ('for', 'against', 'abstain')", name="choice"),
)

minutes = table(
    "minutes",
    row_id(),
    number("meeting", "meeting.id"),
    words("state"),
    words("words"),
    words("drafted_by"),
    number("drafted_at"),
    number("approved_in", "meeting.id", null=True),
    words("approved_by", null=True),
    number("approved_at", null=True),
    number("in_favour", null=True),
    number("against", null=True),
    number("abstaining", null=True),
    words("facts", null=True),
    number("broadcast", "broadcast.id", null=True),
    words("sent_by", null=True),
    number("sent_at", null=True),
    words("public"),
    words("cleared"),
    UniqueConstraint("meeting"),
    CheckConstraint("state IN ('draft', 'approved', 'sent')", name="state"),
    CheckConstraint("(state = 'draft') = (approved_at IS NULL)", name="approved"),
    CheckConstraint("(approved_at IS NULL) = (approved_in IS NULL)", name="reading"),
    CheckConstraint("(approved_at IS NULL) = (facts IS NULL)", name="facts"),
    CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
    CheckConstraint("(sent_at IS NULL) = (broadcast IS NULL)", name="broadcast"),
)

petition = table(
    "petition",
    row_id(),
    words("purpose"),
    words("words"),
    words("state"),
    words("begun_by", "member.number", index=True),
    number("begun_at"),
    CheckConstraint("purpose IN ('texts', 'discipline', 'exceptional', 'vacancy')", name="purpose"),
    CheckConstraint("state IN ('open', 'reached', 'convened', 'withdrawn')", name="state"),
)

signature = table(
    "signature",
    number("petition", "petition.id"),
    words("member", "member.number", index=True),
    number("signed_at"),
    PrimaryKeyConstraint("petition", "member"),
)
