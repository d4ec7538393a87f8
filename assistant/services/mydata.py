"""All that is held about a member, for the member alone (art. 5): an allow-list, table by table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from assistant.domain.actors import Actor
from assistant.domain.claims import FiledClaim
from assistant.domain.documents import DocumentView
from assistant.domain.ledger import member_account
from assistant.domain.members import Member
from assistant.domain.messages import Json
from assistant.ports import UnitOfWork
from assistant.services.meetings import own_file
from assistant.services.permissions import Action, own_number, require

_OF_OFFICES = frozenset(
    {
        "absences_proposed",
        "account_linked",
        "bank_date_needed",
        "broadcast_card",
        "claim_card",
        "claim_repay",
        "deliveries_unsure",
        "help_asked",
        "help_overseen",
        "manual_entry_card",
        "meeting_card",
        "order_approved",
        "order_card",
        "payment_card",
        "proxy_forwarded",
        "proxy_forwarded_mail",
        "reminder_summary",
    }
)
"""Notices to those who hold a role."""

_MINUTES = frozenset({"minutes_sent", "minutes_sent_mail"})
"""What tells every member who was there and who was not."""
_OF_MINUTES = frozenset({"meeting", "kind", "on"})

Part = Callable[[UnitOfWork, Member], Any]


def everything(work: UnitOfWork, actor: Actor) -> Json:
    """`{"about": …, part: …}`: instants and dates in ISO, amounts in cents."""
    require(work, actor, Action.USE_OWN_FILE)
    own_number(actor)
    member = actor.member
    assert member is not None  # noqa: S101 - own_number has refused it
    parts = {name: _plain(part(work, member)) for name, part in PARTS.items()}
    return {"about": member.number, "association": work.bylaws.name, "made_at": work.now.isoformat(), **parts}


PARTS: dict[str, Part] = {
    "member": lambda _, member: asdict(member),
    "application": lambda work, member: _as_dict(work.members.application(member.number)),
    "accounts": lambda work, member: [asdict(account) for account in work.accounts.of_member(member.number)],
    "preferences": lambda work, member: asdict(work.accounts.preferences(member.number)),
    "ledger": lambda work, member: [asdict(entry) for entry in work.ledger.entries(member.number)],
    "manual_entries": lambda work, member: _entered_by_hand(work, member.number),
    "payments": lambda work, member: [asdict(payment) for payment in work.payments.of_member(member.number)],
    "bank_lines": lambda work, member: [asdict(line) for line in work.statements.of_member(member.number)],
    "expenses": lambda work, member: [asdict(expense) for expense in work.expenses.of_member(member.number)],
    "orders": lambda work, member: [asdict(order) for order in work.orders.of_member(member.number)],
    "votes": lambda work, member: [asdict(vote) for vote in work.votes.of_member(member.number)],
    "claims": lambda work, member: [
        _claim(work, member.number, each) for each in work.claims.concerning(member.number)
    ],
    "help_requests": lambda work, member: [asdict(request) for request in work.helps.of_member(member.number)],
    "documents": lambda work, member: [asdict(document) for document in work.documents.of_member(member.number)],
    "document_views": lambda work, member: [asdict(view) for view in _views(work, member.number)],
    "pauses": lambda work, member: [asdict(pause) for pause in work.pauses.of_member(member.number)],
    "warnings": lambda work, member: [asdict(warning) for warning in work.warnings.of_member(member.number)],
    **own_file.PARTS,
    "messages": lambda work, member: [_own_words(row) for row in work.outbox.of_member(member.number)],
    "received": lambda work, member: work.inbox.of_member(member.number),
    "open_dialogues": lambda work, member: _open_dialogues(work, member.number),
    "audit": lambda work, member: work.audit.about(member.number),
}
"""What the member's file holds; every table of the database is covered here or holds nothing personal."""


def _entered_by_hand(work: UnitOfWork, member: str) -> list[Json]:
    return [asdict(entry) for entry in work.manual.of_account(member_account(member))]


def _claim(work: UnitOfWork, member: str, filed: FiledClaim) -> Json:
    """A claim with its event. What it was judged by is told of the member's own money alone."""
    own = filed.told.concerns == member
    event = work.claims.event(filed.event)
    return {**asdict(filed if own else replace(filed, verdict=None)), "event": _as_dict(event)}


def _views(work: UnitOfWork, member: str) -> list[DocumentView]:
    """Who was shown what the member handed in, oldest first; not what others handed in for the same thing."""
    handed_in = work.documents.of_member(member)
    own = {document.id for document in handed_in}
    shown = (view for subject in {document.about for document in handed_in} for view in work.documents.views(subject))
    return sorted((view for view in shown if view.document in own), key=lambda view: (view.at, view.document))


def _open_dialogues(work: UnitOfWork, member: str) -> list[Json | None]:
    accounts = work.accounts.of_member(member)
    return [_as_dict(work.dialogues.get(account.channel, account.account)) for account in accounts]


def _own_words(row: Mapping[str, Any]) -> Json:
    """A message without what its files were made of: an earlier file like this one would otherwise nest in it.

    Of what came to the member for the sake of an office no more than that it came: it is about others; of minutes no
    more than of which meeting.
    """
    body = row["body"]
    if row["kind"] in _MINUTES:
        return {**row, "body": {name: value for name, value in body.items() if name in _OF_MINUTES}}
    if row["kind"] in _OF_OFFICES or body.get("office") is True:
        return {**row, "body": {"office": True}}
    return {**row, "body": {name: value for name, value in body.items() if name != "files"}}


def _as_dict(value: Any) -> Json | None:
    return None if value is None else asdict(value)


def _plain(value: Any) -> Any:
    """JSON values only: sets become sorted lists, dates and instants ISO text."""
    match value:
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case set() | frozenset():
            return sorted(_plain(item) for item in value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case None | bool() | int():
            return value
        case _:
            return value.isoformat() if hasattr(value, "isoformat") else str(value)
