"""Entries by hand (art. 22): a charge or a credit of a member, an opening balance corrected; each with its reason.

The member concerned is told, and the president is shown every entry. A wrong one is undone by its opposite, once.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.actors import Actor
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import BeforeBooksError, RefusedError
from assistant.domain.ledger import Kind, NewTransfer, Transfer
from assistant.domain.manual import HOLDINGS, ManualEntry, NewEntry, Undoing, cause_of
from assistant.ports import UnitOfWork
from assistant.rules import manual as rules
from assistant.services import manual_news as news
from assistant.services.books import books_open_on
from assistant.services.permissions import Action, require


@dataclass(frozen=True, slots=True)
class Entered:
    """The entry as it stands now, and the row of the books that was just written."""

    entry: ManualEntry
    transfer: int


def judge(work: UnitOfWork, actor: Actor, account: str) -> Decision:
    """Whether the actor may enter something on that account."""
    require(work, actor, Action.ENTER)
    return rules.may_touch(account, actor.name, work.bylaws)


def enter(work: UnitOfWork, actor: Actor, new: NewEntry) -> Entered:
    """Book it, tell the member, show it to the president.

    RefusedError: NOT_AUTHORISED, SELF_CONFIRMATION, REASON_REQUIRED, BAD_AMOUNT, FUTURE_DATE, NOT_A_MEMBER (no such
    member, or a charge on what is no member's account). BeforeBooksError where it would count from an earlier day.
    """
    require(work, actor, Action.ENTER)
    work.lock("ledger")
    _require(rules.may_enter(new, actor.name, work.bylaws, work.today))
    _check_account(work, new)
    opened = books_open_on(work)
    if opened is not None and new.value_on < opened:
        raise BeforeBooksError(f"the books start on {opened}; enter that day or a later one")
    entry = work.manual.add(new, actor.name)
    row = _booked(work, actor, new.transfer(entry))
    _note(work, actor, "manual_entry", found := _found(work, entry), new.reason)
    news.entered(work, found)
    return Entered(found, row)


def latest(work: UnitOfWork, actor: Actor, count: int) -> list[ManualEntry]:
    """The latest entries that the actor may undo, the newest first."""
    require(work, actor, Action.UNDO_ENTRY)
    found = [entry for entry in work.manual.all() if rules.may_undo(entry, actor.name, work.bylaws).allowed]
    return found[: -count - 1 : -1]


def check_undo(work: UnitOfWork, actor: Actor, entry: int) -> ManualEntry:
    """The entry, where the actor may undo it. RefusedError: NOT_CONFIRMED (there is none), or as for `undo`."""
    require(work, actor, Action.UNDO_ENTRY)
    work.lock("ledger")
    found = work.manual.get(entry)
    if found is None:
        raise RefusedError(Decision(allowed=False, reason=Reason.NOT_CONFIRMED))
    decision = rules.may_undo(found, actor.name, work.bylaws)
    _require(_already(work, found) if decision.reason is Reason.ALREADY_DECIDED else decision)
    return found


def undo(work: UnitOfWork, actor: Actor, entry: int, reason: str) -> Entered:
    """Reverse it, as of the day it counted from, and tell all who were told of it.

    RefusedError: NOT_AUTHORISED, SELF_CONFIRMATION, ALREADY_DECIDED, REASON_REQUIRED.
    """
    check_undo(work, actor, entry)
    if not reason.strip():
        raise RefusedError(Decision(allowed=False, reason=Reason.REASON_REQUIRED))
    booked = work.ledger.keyed(cause_of(entry))
    assert booked is not None  # noqa: S101 - an entry is booked as it is made
    row = _booked(work, actor, _opposite(booked))
    work.manual.undo(entry, Undoing(actor.name, work.now, reason))
    _note(work, actor, "manual_entry_undone", found := _found(work, entry), reason)
    news.undone(work, found)
    return Entered(found, row)


def _require(decision: Decision) -> None:
    if not decision.allowed:
        raise RefusedError(decision)


def _check_account(work: UnitOfWork, new: NewEntry) -> None:
    held = new.account in HOLDINGS and new.kind is Kind.OPENING
    if not held and news.member_of(work, new.account) is None:
        raise RefusedError(Decision(allowed=False, reason=Reason.NOT_A_MEMBER))


def _already(work: UnitOfWork, entry: ManualEntry) -> Decision:
    """Who undid it, and when. Figures: `state`, `by`, `at`."""
    assert entry.undone is not None  # noqa: S101 - that is what the rule found
    by = work.members.get(entry.undone.by)
    figures = {"state": "undone", "by": by.name if by else "", "at": work.local(entry.undone.at)}
    return Decision(allowed=False, reason=Reason.ALREADY_DECIDED, figures=figures)


def _booked(work: UnitOfWork, actor: Actor, new: NewTransfer) -> int:
    row = work.ledger.record([new], actor)[0]
    assert row is not None  # noqa: S101 - its key is new
    return row


def _opposite(booked: Transfer) -> NewTransfer:
    return NewTransfer(
        debit=booked.credit,
        credit=booked.debit,
        cents=booked.cents,
        kind=booked.kind,
        value_on=booked.value_on,
        cause=booked.cause,
        reverses=booked.id,
    )


def _found(work: UnitOfWork, entry: int) -> ManualEntry:
    found = work.manual.get(entry)
    assert found is not None  # noqa: S101 - it is there
    return found


def _note(work: UnitOfWork, actor: Actor, action: str, entry: ManualEntry, reason: str) -> None:
    """The audit keeps the reason too: its chain would show a later change."""
    member = news.member_of(work, entry.account)
    subject = {"member": member.number} if member else {"account": entry.account}
    work.audit.record(actor, action, {**subject, "entry": entry.id, "cents": entry.cents, "reason": reason})
