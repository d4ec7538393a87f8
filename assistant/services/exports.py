"""The ledger, the register or the arrears as a file, for the operator and the bureau alone (art. 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime

from assistant.domain.actors import Actor
from assistant.domain.errors import MbongiError
from assistant.domain.ledger import Transfer
from assistant.domain.manual import Reasons
from assistant.domain.members import Member
from assistant.files.beancount import to_beancount
from assistant.files.rows import MEMBER_COLUMNS
from assistant.files.writing import Cents, Table, Value, to_csv, to_json, to_xlsx
from assistant.ports import UnitOfWork
from assistant.services.permissions import Action, require
from assistant.services.reports import ArrearsLine, arrears

_WRITERS: dict[str, Callable[[Table], bytes]] = {"csv": to_csv, "json": to_json, "xlsx": to_xlsx}
_ACTIONS = {"ledger": Action.SEE_ARREARS, "members": Action.SEE_REGISTER, "arrears": Action.SEE_ARREARS}
_MONEY = frozenset({"cents", "balance", "overdue"})
PAGE = 2000
"""Transfers read at a time."""


def export(work: UnitOfWork, actor: Actor, what: str, form: str, on: date) -> bytes:
    """`ledger`, `members` or `arrears` (as of `on`) as `csv`, `json` or `xlsx`, the ledger as `beancount` too.

    Raises MbongiError for anything else, BeforeBooksError for arrears before the books open. The members' file is one
    that can be imported; who took which file is recorded.
    """
    if what not in _ACTIONS:
        raise MbongiError(f"there is no export of {what!r}; there is: {', '.join(_ACTIONS)}")
    if form not in {*_WRITERS, "beancount"} or (form == "beancount" and what != "ledger"):
        known = [*_WRITERS, "beancount"] if what == "ledger" else list(_WRITERS)
        raise MbongiError(f"{what} cannot be exported as {form!r}; the formats are: {', '.join(known)}")
    require(work, actor, _ACTIONS[what])
    content = _content(work, actor, what, form, on)
    work.audit.record(actor, "export", {"what": what, "format": form})
    return content


def _content(work: UnitOfWork, actor: Actor, what: str, form: str, on: date) -> bytes:
    if form == "beancount":
        return to_beancount(_Transfers(work), work.bylaws.name, work.bylaws.currency, Reasons(work.manual.all()))
    return _WRITERS[form](_table(work, actor, what, on))


def _table(work: UnitOfWork, actor: Actor, what: str, on: date) -> Table:
    if what == "ledger":
        return _ledger(work)
    if what == "members":
        names = [column.name for column in MEMBER_COLUMNS]
        return Table(names, (_member_cells(member) for member in work.members.all()))
    return Table(_columns(ArrearsLine), (_cells(work, line) for line in arrears(work, actor, on)))


def _ledger(work: UnitOfWork) -> Table:
    """The transfers, and why those that were entered by hand, or undone, were."""
    reasons = Reasons(work.manual.all())
    rows = ([*_cells(work, transfer), reasons.of(transfer) or None] for transfer in _Transfers(work))
    return Table([*_columns(Transfer), "reason"], rows)


@dataclass(frozen=True, slots=True)
class _Transfers:
    """All transfers in the order recorded, read page by page whenever they are gone through."""

    work: UnitOfWork

    def __iter__(self) -> Iterator[Transfer]:
        last = 0
        while page := self.work.ledger.transfers(last, PAGE):
            yield from page
            last = page[-1].id


def _columns(kind: type[Transfer | ArrearsLine]) -> list[str]:
    """A column for each field."""
    return ["amount" if field.name == "cents" else field.name for field in fields(kind)]


def _cells(work: UnitOfWork, item: Transfer | ArrearsLine) -> list[Value]:
    """Amounts as amounts, instants where the association lives."""
    return [_cell(work, field.name, getattr(item, field.name)) for field in fields(item)]


def _cell(work: UnitOfWork, name: str, value: object) -> Value:
    match value:
        case None | date() if not isinstance(value, datetime):
            return value
        case datetime():
            return work.local(value)
        case int():
            return Cents(value) if name in _MONEY else value
        case _:
            return str(value)


def _member_cells(member: Member) -> list[Value]:
    """In the order of the import's columns."""
    known: dict[str, Value] = {
        "number": member.number,
        "last_name": member.last_name,
        "first_name": member.first_name,
        "phone": member.phone,
        "email": member.email,
        "joined_on": member.joined_on,
        "status": member.status.value,
        "role": ",".join(sorted(role.value for role in member.roles)),
        "section": member.section,
        "spouse": member.spouse,
        "language": member.language,
        "status_since": member.history[-1].since,
    }
    return [known[column.name] for column in MEMBER_COLUMNS]
