"""The ledger, the register or the arrears as a file, for the operator and the bureau alone (art. 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, fields
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.errors import MbongiError
from assistant.domain.ledger import Transfer
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
        return to_beancount(work.ledger.transfers(), work.bylaws.name, work.bylaws.currency)
    return _WRITERS[form](_table(work, actor, what, on))


def _table(work: UnitOfWork, actor: Actor, what: str, on: date) -> Table:
    if what == "ledger":
        return _as_table(Transfer, work.ledger.transfers())
    if what == "members":
        return Table(
            [column.name for column in MEMBER_COLUMNS], [_member_cells(member) for member in work.members.all()]
        )
    return _as_table(ArrearsLine, arrears(work, actor, on))


def _as_table(kind: type[Transfer | ArrearsLine], items: list[Transfer] | list[ArrearsLine]) -> Table:
    """A column for each field; amounts as amounts."""
    names = [field.name for field in fields(kind)]
    rows = [[_cell(name, value) for name, value in zip(names, astuple(item), strict=True)] for item in items]
    return Table(["amount" if name == "cents" else name for name in names], rows)


def _cell(name: str, value: object) -> Value:
    if value is None:
        return None
    if isinstance(value, int):
        return Cents(value) if name in _MONEY else value
    if isinstance(value, date) and not hasattr(value, "tzinfo"):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


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
