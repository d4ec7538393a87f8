"""The lines of the bank's statements, what was decided on each, and the payments booked from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.statements import BankLine, Decided, StatementLine
from storage.session import Prepared, Row, Session, binds
from storage.tables import line_payment, payment
from storage.tables import statement_line as lines

_ADD = Prepared(
    insert(lines)
    .inline()
    .values(binds(lines, but=["id", "decided", "decided_by", "decided_at"]))
    .on_conflict_do_nothing(index_elements=["account", "ref"])
)
_ID = Prepared(
    select(lines.c.id, lines.c.ref).where(lines.c.account == bindparam("account"), lines.c.ref == bindparam("ref"))
)
_facts = select(*(column for column in lines.c if column.name not in {"seen_at", "decided_by", "decided_at"}))
_BETWEEN = Prepared(_facts.where(lines.c.id.between(bindparam("first"), bindparam("last"))).order_by(lines.c.id))
_SINCE = Prepared(
    _facts.where(lines.c.account == bindparam("account"), lines.c.value_on >= bindparam("day")).order_by(lines.c.id)
)
_links = select(line_payment.c.line, line_payment.c.payment).join(lines, lines.c.id == line_payment.c.line)
_LINKS_BETWEEN = Prepared(
    _links.where(lines.c.id.between(bindparam("first"), bindparam("last"))).order_by(line_payment.c.payment)
)
_LINKS_SINCE = Prepared(_links.where(lines.c.value_on >= bindparam("day")).order_by(line_payment.c.payment))
_SOURCES = Prepared(
    select(line_payment.c.payment, lines.c.account, lines.c.ref)
    .join(lines, lines.c.id == line_payment.c.line)
    .where(lines.c.value_on >= bindparam("day"))
)
_OF_MEMBER = Prepared(
    _facts.where(
        lines.c.id.in_(
            select(line_payment.c.line)
            .join(payment, payment.c.id == line_payment.c.payment)
            .where(payment.c.member == bindparam("number"))
        )
    ).order_by(lines.c.id)
)
_DECIDE = Prepared(
    text(
        """UPDATE statement_line SET decided = :decided, decided_by = :who, decided_at = :instant
 WHERE id = :row AND (decided IS NULL OR :again = 1)"""
    )
)
_LINK = Prepared(insert(line_payment).values(binds(line_payment)))


class StatementLines:
    """See `assistant.ports.StatementLines`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def keep(self, account: str, kept: Sequence[BankLine]) -> list[int]:
        """Their ids; a line seen before keeps its own."""
        self._session.many(_ADD, [self._row(account, line) for line in kept])
        known = {line.line.ref: line.id for line in self._since(account, kept)} if kept else {}
        return [known.get(line.ref) or self._id(account, line.ref) for line in kept]

    def between(self, first: int, last: int) -> list[StatementLine]:
        """In the order first seen."""
        links = _by_line(self._session.all(_LINKS_BETWEEN, first=first, last=last))
        return [_line(row, links) for row in self._session.all(_BETWEEN, first=first, last=last)]

    def since(self, account: str, day: date) -> list[StatementLine]:
        """In the order first seen."""
        links = _by_line(self._session.all(_LINKS_SINCE, day=day.isoformat()))
        return [_line(row, links) for row in self._session.all(_SINCE, account=account, day=day.isoformat())]

    def of_member(self, member: str) -> list[StatementLine]:
        """In the order first seen."""
        return [_line(row, {}) for row in self._session.all(_OF_MEMBER, number=member)]

    def sources(self, day: date) -> dict[int, tuple[str, str]]:
        """By payment."""
        found = self._session.all(_SOURCES, day=day.isoformat())
        return {payment: (account, ref) for payment, account, ref in found}

    def decide(self, line: int, decided: Decided, by: str, *, again: bool = False) -> bool:
        """Compare-and-set: of two that decide at once, one wins."""
        values = {"decided": decided.value, "who": by, "instant": self._now, "again": int(again)}
        return self._session.run(_DECIDE, row=line, **values) == 1

    def link(self, line: int, payment: int) -> None:
        """A payment comes from one line."""
        self._session.run(_LINK, line=line, payment=payment)

    def _since(self, account: str, kept: Sequence[BankLine]) -> list[StatementLine]:
        day = min(line.value_on for line in kept)
        return [_line(row, {}) for row in self._session.all(_SINCE, account=account, day=day.isoformat())]

    def _id(self, account: str, ref: str) -> int:
        """Of a line whose value date the bank has moved since it was first seen."""
        return int(self._session.all(_ID, account=account, ref=ref)[0][0])

    def _row(self, account: str, line: BankLine) -> dict[str, object]:
        return {
            "account": account,
            "ref": line.ref,
            "booked_on": line.booked_on.isoformat(),
            "value_on": line.value_on.isoformat(),
            "cents": line.cents,
            "payer": line.payer,
            "text": line.text,
            "structured": line.structured,
            "reversal": int(line.reversal),
            "seen_at": self._now,
        }


Links = dict[int, list[int]]


def _by_line(rows: Iterable[Row]) -> Links:
    """Payments by line."""
    found: Links = defaultdict(list)
    for line, payment_id in rows:
        found[line].append(payment_id)
    return found


def _line(row: Row, links: Links) -> StatementLine:
    number, account, ref, booked_on, value_on, cents, payer, text_, structured, reversal, decided = row
    line = BankLine(
        ref,
        date.fromisoformat(booked_on),
        date.fromisoformat(value_on),
        cents,
        payer,
        text_,
        structured,
        bool(reversal),
    )
    return StatementLine(number, account, line, Decided(decided) if decided else None, tuple(links.get(number, ())))
