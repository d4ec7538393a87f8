"""Recomputes the chain, the books and their keys, and names every row that is wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select, text

from assistant.domain.ledger import Account
from storage.audit import START, Chain, link
from storage.ledger import COLUMNS, PREFIX, digest
from storage.session import Prepared, Row, Session
from storage.tables import audit, transfer

_AUDIT = Prepared(select(audit).order_by(audit.c.id))
_TRANSFERS = Prepared(select(transfer).order_by(transfer.c.id))
_MEMBERS = Prepared(text("SELECT number FROM member"))
_INTEGRITY = Prepared(text("PRAGMA integrity_check"))
_FOREIGN_KEYS = Prepared(text("PRAGMA foreign_key_check"))
OTHER_ACCOUNTS = frozenset(value for name, value in vars(Account).items() if name.isupper())
OPPOSITE = ("credit", "debit", "cents", "value_on")
SAME = ("debit", "credit", "cents", "value_on")

Transfers = dict[int, dict[str, object]]


class AuditRecord(Chain):
    """See `assistant.ports.Audit`."""

    def problems(self) -> list[str]:
        """Each problem as a sentence that names the row."""
        session = self._session
        rows = session.all(_TRANSFERS)
        members = {number for (number,) in session.all(_MEMBERS)}
        transfers: Transfers = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows}
        return [
            *_database(session),
            *_chain(session.all(_AUDIT)),
            *_coverage(session.all(_AUDIT), {row[0]: row for row in rows}),
            *_accounts(transfers, members),
            *_keys(transfers),
            *_reversals(transfers),
        ]


def _database(session: Session) -> Iterator[str]:
    """What SQLite itself finds; PostgreSQL guards pages and foreign keys on its own."""
    if session.dialect != "sqlite":
        return
    for (found,) in session.all(_INTEGRITY):
        if found != "ok":
            yield f"The database file is damaged: {found}."
    for table, row, parent, _ in session.all(_FOREIGN_KEYS):
        yield f"Row {row} of {table} names something that {parent} does not have."


def _chain(rows: list[Row]) -> Iterator[str]:
    before = START
    for place, row in enumerate(rows, start=1):
        *content, found = row
        if content[0] != place:
            yield f"Audit row {place} is missing: row {content[0]} stands in its place."
            return
        if link(before, tuple(content)) != found:
            yield f"Audit row {place} does not follow from the row before it: it, or that one, was changed."
        before = found


def _coverage(rows: list[Row], transfers: dict[int, Row]) -> Iterator[str]:
    """Each transfer is covered by one audit row, and is what that row saw."""
    expected = 1
    for number, _, _, action, _, body, _ in rows:
        if action != "transfer":
            continue
        covered = json.loads(body)
        first, last = covered["first"], covered["last"]
        if first != expected:
            yield f"Audit row {number} covers transfers {first} to {last}, where {expected} should come next."
        missing = [row for row in range(first, last + 1) if row not in transfers]
        yield from (f"Transfer {row} is missing: audit row {number} saw it written." for row in missing)
        if not missing and digest(transfers[row] for row in range(first, last + 1)) != covered["sha256"]:
            which = f"Transfer {first} is" if first == last else f"One of the transfers {first} to {last} is"
            yield f"{which} not what audit row {number} saw written."
        expected = last + 1
    for row in sorted(row for row in transfers if row >= expected):
        yield f"Transfer {row} is covered by no audit row."


def _accounts(transfers: Transfers, members: set[str]) -> Iterator[str]:
    known = OTHER_ACCOUNTS | {f"{PREFIX}{number}" for number in members}
    for number, row in transfers.items():
        for side in ("debit", "credit"):
            if row[side] not in known:
                yield f"Transfer {number} has the {side} account {row[side]!r}, which is no account."
        if row["debit"] == row["credit"]:
            yield f"Transfer {number} moves money from {row['debit']} to itself."
        if not isinstance(row["cents"], int) or row["cents"] < 1:
            yield f"Transfer {number} moves {row['cents']} cents: one at least is expected."


def _keys(transfers: Transfers) -> Iterator[str]:
    seen = Counter(row["key"] for row in transfers.values() if row["key"] is not None)
    for key, times in seen.items():
        if times > 1:
            yield f"The key {key} stands on {times} transfers."


def _reversals(transfers: Transfers) -> Iterator[str]:
    reversed_by: dict[object, int] = {}
    for number, row in transfers.items():
        target = row["reverses"]
        if target is None:
            continue
        if target in reversed_by:
            yield f"Transfer {target} is reversed twice, by {reversed_by[target]} and {number}."
        reversed_by[target] = number
        earlier = transfers.get(target) if isinstance(target, int) else None
        if earlier is None or [earlier[name] for name in OPPOSITE] != [row[name] for name in SAME]:
            yield f"Transfer {number} is not the opposite of transfer {target}, which it reverses."
