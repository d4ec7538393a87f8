"""The append-only books."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.actors import Actor
from assistant.domain.errors import BookkeepingError
from assistant.domain.ledger import Entry, Kind, Method, NewTransfer, Transfer, Turnover, member_account
from storage.audit import LOCK, Chain
from storage.session import Prepared, Row, Session, binds, from_day, from_micros, to_day, to_json
from storage.tables import transfer

PREFIX = member_account("")
PAID_BY = "payment:"
CONTENT = "debit, credit, cents, kind, value_on, cause, due_on, reverses"

_EACH = {
    "sqlite": "(SELECT value FROM json_each(:wanted))",
    "postgresql": "(SELECT value FROM json_array_elements_text(CAST(:wanted AS json)))",
}
_EACH_NUMBER = _EACH | {
    "postgresql": "(SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST(:wanted AS json)))"
}


def _among(sql: str, each: dict[str, str]) -> dict[str, Prepared]:
    return {dialect: Prepared(text(f"{sql} IN {wanted}")) for dialect, wanted in each.items()}


_KEYS = _among("SELECT key FROM transfer WHERE key", _EACH)
_KNOWN = _among(f"SELECT key, {CONTENT} FROM transfer WHERE key", _EACH)  # noqa: S608 - constants
_REVERSED = _among("SELECT id, debit, credit, cents, value_on FROM transfer WHERE id", _EACH_NUMBER)
_REVERSALS = _among("SELECT reverses FROM transfer WHERE reverses", _EACH_NUMBER)
_LAST = Prepared(select(func.coalesce(func.max(transfer.c.id), 0)))
_APPEND = Prepared(insert(transfer).values(binds(transfer)))
_ENTRIES = Prepared(
    text(
        """SELECT value_on, -cents, kind, due_on, cause, id, reverses FROM transfer WHERE debit = :account
 UNION ALL SELECT value_on, cents, kind, due_on, cause, id, reverses FROM transfer WHERE credit = :account
 ORDER BY 1, 6"""
    )
)
_LINES = "SELECT debit, credit, value_on, cents, kind, due_on, cause, id, reverses FROM transfer"
_ALL_ENTRIES = Prepared(text(f"{_LINES} ORDER BY id"))
_ENTRIES_OF = {
    dialect: Prepared(text(f"{_LINES} WHERE debit IN {wanted} UNION {_LINES} WHERE credit IN {wanted} ORDER BY id"))
    for dialect, wanted in _EACH.items()
}
_METHODS = Prepared(text("SELECT id, method FROM payment WHERE member = :number"))
_METHODS_OF = _among("SELECT id, method FROM payment WHERE member", _EACH)
_ALL_METHODS = Prepared(text("SELECT id, method FROM payment"))
_TRANSFERS = Prepared(
    select(transfer).where(transfer.c.id > bindparam("beyond")).order_by(transfer.c.id).limit(bindparam("most"))
)
_KEYED = Prepared(select(transfer).where(transfer.c.key == bindparam("wanted")))
_SIDE = """SELECT {side} AS account, kind,
 CASE WHEN reverses IS NULL THEN {debited} ELSE -{credited} END AS debited,
 CASE WHEN reverses IS NULL THEN {credited} ELSE -{debited} END AS credited
 FROM transfer WHERE value_on BETWEEN :first AND :last AND {side} IN {wanted}"""
_TURNOVERS = {
    dialect: Prepared(
        text(
            "SELECT account, kind, CAST(sum(debited) AS bigint), CAST(sum(credited) AS bigint) FROM ("  # noqa: S608
            + _SIDE.format(side="debit", debited="cents", credited="0", wanted=wanted)
            + " UNION ALL "
            + _SIDE.format(side="credit", debited="0", credited="cents", wanted=wanted)
            + ") AS moved GROUP BY account, kind ORDER BY account, kind"
        )
    )
    for dialect, wanted in _EACH.items()
}
_EVERYTHING = 2**62
AT_ONCE = 5_000
"""Keys asked for in one statement."""


class Ledger:
    """See `assistant.ports.Ledger`. Row ids follow one another without a gap: an audit row covers a range."""

    def __init__(self, session: Session, now: int, chain: Chain) -> None:
        self._session = session
        self._now = now
        self._chain = chain

    def record(self, transfers: Sequence[NewTransfer], actor: Actor) -> list[int | None]:
        """Append what is not recorded yet, and one audit row for all of it."""
        self._chain.lock(LOCK)
        known = self._known([new.key for new in transfers if new.key is not None])
        last = int(self._session.all(_LAST)[0][0])
        ids: list[int | None] = []
        rows: list[dict[str, Any]] = []
        for new in transfers:
            content = _content(new)
            if new.key is not None and known.setdefault(new.key, content) is not content:
                _same_content(new.key, known[new.key], content)
                ids.append(None)
            else:
                rows.append(
                    {
                        "id": last + len(rows) + 1,
                        "recorded_at": self._now,
                        "author": actor.name,
                        "key": new.key,
                        **content,
                    }
                )
                ids.append(rows[-1]["id"])
        self._check_reversals([row for row in rows if row["reverses"] is not None])
        self._append(rows, actor)
        return ids

    def entries(self, member: str) -> list[Entry]:
        """The member's lines, oldest value date first."""
        rows = self._session.all(_ENTRIES, account=member_account(member))
        paid = any(row[4].startswith(PAID_BY) for row in rows)
        methods = _methods(self._session.all(_METHODS, number=member)) if paid else {}
        return [_entry(row, methods) for row in rows]

    def entries_of(self, members: Sequence[str]) -> dict[str, list[Entry]]:
        """The same for several members, by number."""
        session = self._session
        methods = _methods(session.all(_METHODS_OF[session.dialect], wanted=to_json(members)))
        accounts = to_json([member_account(member) for member in members])
        found = _by_member(session.all(_ENTRIES_OF[session.dialect], wanted=accounts), methods)
        return {member: found[member] for member in members if member in found}

    def all_entries(self) -> dict[str, list[Entry]]:
        """The same for everybody."""
        return _by_member(self._session.all(_ALL_ENTRIES), _methods(self._session.all(_ALL_METHODS)))

    def transfers(self, after: int = 0, limit: int | None = None) -> list[Transfer]:
        """The rows in the order recorded."""
        most = _EVERYTHING if limit is None else limit
        return [_transfer(row) for row in self._session.all(_TRANSFERS, beyond=after, most=most)]

    def keyed(self, key: str) -> Transfer | None:
        """The row with that key."""
        row = self._session.one(_KEYED, wanted=key)
        return _transfer(row) if row else None

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those that are recorded."""
        parts = (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE))
        statement = _KEYS[self._session.dialect]
        return {key for part in parts for (key,) in self._session.all(statement, wanted=to_json(part))}

    def turnovers(self, accounts: Iterable[str], since: date | None, until: date) -> list[Turnover]:
        """Summed by the database; a reversal takes back what the row that it names had moved."""
        first = from_day(since) or ""
        statement = _TURNOVERS[self._session.dialect]
        rows = self._session.all(statement, wanted=to_json(list(accounts)), first=first, last=until.isoformat())
        return [Turnover(account, _KINDS[kind], debited, credited) for account, kind, debited, credited in rows]

    def _known(self, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        if not keys:
            return {}
        rows = self._session.all(_KNOWN[self._session.dialect], wanted=to_json(keys))
        names = CONTENT.split(", ")
        return {key: dict(zip(names, content, strict=True)) for key, *content in rows}

    def _check_reversals(self, rows: Sequence[dict[str, Any]]) -> None:
        if not rows:
            return
        session, wanted = self._session, to_json([row["reverses"] for row in rows])
        earlier = {row[0]: row[1:] for row in session.all(_REVERSED[session.dialect], wanted=wanted)}
        reversed_already = {number for (number,) in session.all(_REVERSALS[session.dialect], wanted=wanted)}
        for row in rows:
            number = row["reverses"]
            if number in reversed_already:
                raise BookkeepingError(f"transfer {number} is reversed already")
            if earlier.get(number) != (row["credit"], row["debit"], row["cents"], row["value_on"]):
                raise BookkeepingError(f"a reversal of transfer {number} must be its opposite, of the same value date")
            reversed_already.add(number)

    def _append(self, rows: Sequence[dict[str, Any]], actor: Actor) -> None:
        if not rows:
            return
        self._session.many(_APPEND, rows)
        members = {
            side.removeprefix(PREFIX)
            for row in rows
            for side in (row["debit"], row["credit"])
            if side.startswith(PREFIX)
        }
        subject = {"member": members.pop()} if len(members) == 1 else {}
        covered = {
            "first": rows[0]["id"],
            "last": rows[-1]["id"],
            "sha256": digest(tuple(row[name] for name in COLUMNS) for row in rows),
        }
        self._chain.record(actor, "transfer", covered | subject)


COLUMNS = tuple(column.name for column in transfer.columns)


def digest(rows: Iterable[Row]) -> str:
    """SHA-256 over ledger rows (all columns, in the table's order) as lines of canonical JSON."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(to_json(row).encode() + b"\n")
    return whole.hexdigest()


def _content(new: NewTransfer) -> dict[str, Any]:
    return {
        "debit": new.debit,
        "credit": new.credit,
        "cents": new.cents,
        "kind": new.kind.value,
        "value_on": new.value_on.isoformat(),
        "cause": new.cause,
        "due_on": from_day(new.due_on),
        "reverses": new.reverses,
    }


def _same_content(key: str, recorded: dict[str, Any], given: dict[str, Any]) -> None:
    other = [f"{name} {recorded[name]!r}, not {given[name]!r}" for name in given if recorded[name] != given[name]]
    if other:
        raise BookkeepingError(f"{key} is recorded already with {', '.join(other)}")


def _methods(rows: Iterable[Row]) -> dict[str, Method]:
    return {f"{PAID_BY}{number}": Method(method) for number, method in rows}


_KINDS = {kind.value: kind for kind in Kind}


def _entry(row: Row, methods: dict[str, Method]) -> Entry:
    value_on, cents, kind, due_on, cause, number, reverses = row
    return Entry(
        date.fromisoformat(value_on), cents, _KINDS[kind], to_day(due_on), cause, methods.get(cause), number, reverses
    )


def _by_member(rows: Iterable[Row], methods: dict[str, Method]) -> dict[str, list[Entry]]:
    """Rows in the order recorded, as lines of the members on either side, oldest value date first."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for debit, credit, value_on, cents, *rest in rows:
        if debit.startswith(PREFIX):
            found[debit.removeprefix(PREFIX)].append(_entry((value_on, -cents, *rest), methods))
        if credit.startswith(PREFIX):
            found[credit.removeprefix(PREFIX)].append(_entry((value_on, cents, *rest), methods))
    for lines in found.values():
        lines.sort(key=_value_on)
    return dict(found)


def _value_on(entry: Entry) -> date:
    return entry.value_on


def _transfer(row: Row) -> Transfer:
    number, debit, credit, cents, kind, value_on, recorded_at, author, cause, key, due_on, reverses = row
    return Transfer(
        number,
        debit,
        credit,
        cents,
        _KINDS[kind],
        date.fromisoformat(value_on),
        from_micros(recorded_at),
        author,
        cause,
        key,
        to_day(due_on),
        reverses,
    )
