"""Recomputes the chain, the books and their keys, and names every row that is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import bindparam, select, text

from assistant.domain.ledger import Account
from storage.audit import START, Chain, link
from storage.ledger import PREFIX, digest
from storage.meeting_checks import meetings
from storage.session import Prepared, Row, Session
from storage.tables import audit, transfer

PAGE = 10_000
"""Rows in memory at a time."""
_AUDIT = Prepared(select(audit).where(audit.c.id > bindparam("beyond")).order_by(audit.c.id).limit(bindparam("most")))
_TRANSFERS = Prepared(
    select(transfer).where(transfer.c.id > bindparam("beyond")).order_by(transfer.c.id).limit(bindparam("most"))
)
_MEMBERS = Prepared(text("SELECT number FROM member"))
_TWICE = Prepared(
    text("SELECT key, count(*) FROM transfer WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1 ORDER BY key")
)
_REVERSED_TWICE = Prepared(
    text(
        """SELECT reverses, count(*) FROM transfer WHERE reverses IS NOT NULL
 GROUP BY reverses HAVING count(*) > 1 ORDER BY reverses"""
    )
)
_NOT_OPPOSITE = Prepared(
    text(
        """SELECT r.id, r.reverses FROM transfer r LEFT JOIN transfer e ON e.id = r.reverses
 AND e.debit = r.credit AND e.credit = r.debit AND e.cents = r.cents AND e.value_on = r.value_on
 WHERE r.reverses IS NOT NULL AND e.id IS NULL ORDER BY r.id"""
    )
)
_BY_HAND = Prepared(
    text(
        """SELECT m.id FROM manual_entry m LEFT JOIN transfer t ON t.key = 'manual:' || m.id AND t.kind = m.kind
 AND t.cents = abs(m.cents) AND t.value_on = m.value_on AND m.account IN (t.debit, t.credit)
 LEFT JOIN transfer r ON r.reverses = t.id
 WHERE t.id IS NULL OR (r.id IS NULL) <> (m.undone_by IS NULL) ORDER BY m.id"""
    )
)
# coalesce: by its index on `reverses`, SQLite would compare every event with every transfer
_NOT_AS_CALLED = Prepared(
    text(
        """SELECT t.id, e.id FROM aid_event e JOIN transfer t ON t.cause = 'event:' || e.id AND t.kind = 'levy'
 LEFT JOIN transfer r ON r.reverses = t.id WHERE coalesce(t.reverses, 0) = 0 AND r.id IS NULL
 AND (e.called_on IS NULL OR t.cents <> e.levy_cents OR t.value_on <> e.called_on OR t.due_on <> e.due_on)
 ORDER BY t.id"""
    )
)
_CALLED_OF_NOBODY = Prepared(
    text(
        """SELECT e.id FROM aid_event e LEFT JOIN transfer t ON t.cause = 'event:' || e.id AND t.kind = 'levy'
 WHERE e.called_on IS NOT NULL AND t.id IS NULL ORDER BY e.id"""
    )
)
_BOOKED_BEYOND = Prepared(
    text(
        """SELECT l.id, l.cents, sum(d.cents) FROM statement_line l JOIN line_payment k ON k.line = l.id
 JOIN payment p ON p.id = k.payment AND p.state = 'confirmed'
 JOIN payment_decision d ON d.payment = p.id AND d.state = 'confirmed'
 GROUP BY l.id, l.cents HAVING sum(d.cents) > l.cents ORDER BY l.id"""
    )
)
_INTEGRITY = Prepared(text("PRAGMA integrity_check"))
_FOREIGN_KEYS = Prepared(text("PRAGMA foreign_key_check"))
OTHER_ACCOUNTS = frozenset(value for name, value in vars(Account).items() if name.isupper())


class AuditRecord(Chain):
    """See `assistant.ports.Audit`."""

    def problems(self) -> list[str]:
        """Each problem as a sentence that names the row."""
        session = self._session
        return [
            *_database(session),
            *_chain(session),
            *_coverage(session),
            *_amounts(session),
            *_keys(session),
            *_reversals(session),
            *_bank_lines(session),
            *_by_hand(session),
            *_contributions(session),
            *meetings(session),
        ]


def _all(session: Session, statement: Prepared) -> Iterator[Row]:
    """A table's rows by id, page by page."""
    beyond = 0
    while rows := session.all(statement, beyond=beyond, most=PAGE):
        yield from rows
        beyond = rows[-1][0]


def _database(session: Session) -> Iterator[str]:
    """What SQLite itself finds; PostgreSQL guards pages and foreign keys on its own."""
    if session.dialect != "sqlite":
        return
    for (found,) in session.all(_INTEGRITY):
        if found != "ok":
            yield f"The database file is damaged: {found}."
    for table, row, parent, _ in session.all(_FOREIGN_KEYS):
        yield f"Row {row} of {table} names something that {parent} does not have."


def _chain(session: Session) -> Iterator[str]:
    before = START
    for place, row in enumerate(_all(session, _AUDIT), start=1):
        *content, found = row
        if content[0] != place:
            yield f"Audit row {place} is missing: row {content[0]} stands in its place."
            return
        if link(before, tuple(content)) != found:
            yield f"Audit row {place} does not follow from the row before it: it, or that one, was changed."
        before = found


def _coverage(session: Session) -> Iterator[str]:
    """Each transfer is covered by one audit row, and is what that row saw."""
    rows = _all(session, _TRANSFERS)
    row = next(rows, None)
    expected = 1
    for number, first, last, sha256 in _covered(session):
        if first != expected:
            yield f"Audit row {number} covers transfers {first} to {last}, where {expected} should come next."
        seen = []
        while row is not None and row[0] <= last:
            if row[0] >= first:
                seen.append(row)
            else:
                yield _uncovered(row)
            row = next(rows, None)
        yield from _as_seen(number, range(first, last + 1), sha256, seen)
        expected = last + 1
    while row is not None:
        yield _uncovered(row)
        row = next(rows, None)


def _covered(session: Session) -> Iterator[tuple[int, int, int, str]]:
    """Audit row, first and last transfer, their digest."""
    for number, _, _, action, _, body, _ in _all(session, _AUDIT):
        if action == "transfer":
            told = json.loads(body)
            yield number, told["first"], told["last"], told["sha256"]


def _as_seen(number: int, covered: range, sha256: str, seen: list[Row]) -> Iterator[str]:
    missing = sorted(set(covered) - {row[0] for row in seen})
    yield from (f"Transfer {row} is missing: audit row {number} saw it written." for row in missing)
    if not missing and digest(seen) != sha256:
        one = (
            f"Transfer {covered[0]} is"
            if len(covered) == 1
            else f"One of the transfers {covered[0]} to {covered[-1]} is"
        )
        yield f"{one} not what audit row {number} saw written."


def _uncovered(row: Row) -> str:
    return f"Transfer {row[0]} is covered by no audit row."


def _amounts(session: Session) -> Iterator[str]:
    known = OTHER_ACCOUNTS | {f"{PREFIX}{number}" for (number,) in session.all(_MEMBERS)}
    for number, debit, credit, cents, *_ in _all(session, _TRANSFERS):
        for side, account in (("debit", debit), ("credit", credit)):
            if account not in known:
                yield f"Transfer {number} has the {side} account {account!r}, which is no account."
        if debit == credit:
            yield f"Transfer {number} moves money from {debit} to itself."
        if not isinstance(cents, int) or cents < 1:
            yield f"Transfer {number} moves {cents} cents: one at least is expected."


def _keys(session: Session) -> Iterator[str]:
    for key, times in session.all(_TWICE):
        yield f"The key {key} stands on {times} transfers."


def _reversals(session: Session) -> Iterator[str]:
    for number, times in session.all(_REVERSED_TWICE):
        yield f"Transfer {number} is reversed {times} times."
    for number, reverses in session.all(_NOT_OPPOSITE):
        yield f"Transfer {number} is not the opposite of transfer {reverses}, which it reverses."


def _by_hand(session: Session) -> Iterator[str]:
    for (number,) in session.all(_BY_HAND):
        yield f"Entry by hand {number} is not what the books have under manual:{number}."


def _contributions(session: Session) -> Iterator[str]:
    for number, event in session.all(_NOT_AS_CALLED):
        yield f"Transfer {number} charges a contribution that event {event} has not called so."
    for (event,) in session.all(_CALLED_OF_NOBODY):
        yield f"Event {event} has called a contribution, and the books charge nobody with it."


def _bank_lines(session: Session) -> Iterator[str]:
    for line, moved, booked in session.all(_BOOKED_BEYOND):
        yield f"Line {line} of the bank moved {moved} cents, and {booked} are booked from it."
