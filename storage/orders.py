"""Payment orders and the votes on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.ledger import Method
from assistant.domain.orders import Choice, NewOrder, Order, OrderDecision, OrderKind, OrderState, Payout, Vote
from storage.session import Prepared, Row, Session, binds, from_micros, to_micros
from storage.tables import payment_order as orders
from storage.tables import vote as votes

_ADD = Prepared(
    insert(orders)
    .values(binds(orders, but=["id"]))
    .on_conflict_do_nothing(index_elements=["cause"])
    .returning(orders.c.id)
)
_ALL = select(orders)
_GET = Prepared(_ALL.where(orders.c.id == bindparam("row")))
_CAUSED_BY = Prepared(_ALL.where(orders.c.cause == bindparam("cause")))
_open = or_(orders.c.state == OrderState.PROPOSED.value, orders.c.state == OrderState.APPROVED.value)
_OPEN = Prepared(_ALL.where(_open).order_by(orders.c.id))
_OF_MEMBER = Prepared(_ALL.where(orders.c.beneficiary == bindparam("number")).order_by(orders.c.id))
_DECIDE = """UPDATE payment_order SET state = :after, decided_by = :decided_by, decided_at = :decided_at,
 reason = :reason WHERE id = :row AND state IN"""
_DECIDE_PROPOSED = Prepared(text(f"{_DECIDE} ('proposed')"))
_CANCEL = Prepared(text(f"{_DECIDE} ('proposed', 'approved')"))
_READY = Prepared(
    text(
        """UPDATE payment_order SET ready = :ready, cents = :cents
 WHERE id = :row AND state IN ('proposed', 'approved')"""
    )
)
_PAY = Prepared(
    text(
        """UPDATE payment_order SET state = 'paid', method = :method, paid_on = :paid_on, reference = :reference,
 paid_by = :paid_by, paid_at = :paid_at WHERE id = :row AND state = 'approved'"""
    )
)
_new_vote = insert(votes).values(binds(votes))
_CAST = Prepared(
    _new_vote.on_conflict_do_update(
        index_elements=["subject", "voter"],
        set_={name: _new_vote.excluded[name] for name in ("choice", "reason", "at")},
    )
)
_ON = Prepared(select(votes).where(votes.c.subject == bindparam("subject")).order_by(votes.c.voter))
_BY = Prepared(select(votes).where(votes.c.voter == bindparam("number")).order_by(votes.c.at, votes.c.subject))
_UNDECIDED = dict.fromkeys(
    ("decided_by", "decided_at", "reason", "method", "paid_on", "reference", "paid_by", "paid_at")
)


class Orders:
    """See `assistant.ports.Orders`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def add(self, order: NewOrder, proposed_by: str) -> int | None:
        """The new order's id; None if its cause has one."""
        row = self._session.one(
            _ADD,
            kind=order.kind.value,
            beneficiary=order.beneficiary,
            cents=order.cents,
            title=order.title,
            cause=order.cause,
            ready=int(order.ready),
            state=OrderState.PROPOSED.value,
            proposed_by=proposed_by,
            proposed_at=self._now,
            **_UNDECIDED,
        )
        return int(row[0]) if row else None

    def get(self, order: int) -> Order | None:
        """The order."""
        return _first(self._session.all(_GET, row=order))

    def caused_by(self, cause: str) -> Order | None:
        """The order from that cause."""
        return _first(self._session.all(_CAUSED_BY, cause=cause))

    def open(self) -> list[Order]:
        """Proposed or approved, oldest first."""
        return list(map(_order, self._session.all(_OPEN)))

    def of_member(self, member: str) -> list[Order]:
        """Those that pay the member, oldest first."""
        return list(map(_order, self._session.all(_OF_MEMBER, number=member)))

    def decide(self, order: int, decision: OrderDecision) -> bool:
        """Compare-and-set: of two that decide at once, one wins."""
        statement = _CANCEL if decision.state is OrderState.CANCELLED else _DECIDE_PROPOSED
        done = self._session.run(
            statement,
            row=order,
            after=decision.state.value,
            decided_by=decision.decided_by,
            decided_at=to_micros(decision.decided_at),
            reason=decision.reason,
        )
        return done == 1

    def set_ready(self, order: int, *, ready: bool, cents: int) -> None:
        """Of an open one."""
        self._session.run(_READY, row=order, ready=int(ready), cents=cents)

    def pay(self, order: int, payout: Payout) -> bool:
        """Compare-and-set: of two that pay at once, one wins."""
        done = self._session.run(
            _PAY,
            row=order,
            method=payout.method.value,
            paid_on=payout.paid_on.isoformat(),
            reference=payout.reference,
            paid_by=payout.paid_by,
            paid_at=to_micros(payout.paid_at),
        )
        return done == 1


class Votes:
    """See `assistant.ports.Votes`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def cast(self, vote: Vote) -> None:
        """Add or replace."""
        self._session.run(
            _CAST,
            subject=vote.subject,
            voter=vote.voter,
            choice=vote.choice.value,
            reason=vote.reason,
            at=to_micros(vote.at),
        )

    def on(self, subject: str) -> list[Vote]:
        """By voter."""
        return list(map(_vote, self._session.all(_ON, subject=subject)))

    def of_member(self, member: str) -> list[Vote]:
        """Oldest first."""
        return list(map(_vote, self._session.all(_BY, number=member)))


def _first(rows: Iterable[Row]) -> Order | None:
    return next(map(_order, rows), None)


def _order(row: Row) -> Order:
    number, kind, beneficiary, cents, title, cause, ready, state, proposed_by, proposed_at, *later = row
    by, at, reason, *paid = later
    return Order(
        number,
        OrderKind(kind),
        beneficiary,
        cents,
        title,
        cause,
        bool(ready),
        OrderState(state),
        proposed_by,
        from_micros(proposed_at),
        None if at is None else OrderDecision(_decided(state), by, from_micros(at), reason),
        _payout(paid),
    )


def _decided(state: str) -> OrderState:
    """What was decided; a paid order is one that was approved."""
    return OrderState.APPROVED if state == OrderState.PAID else OrderState(state)


def _payout(row: Sequence[Any]) -> Payout | None:
    method, paid_on, reference, paid_by, paid_at = row
    if paid_at is None:
        return None
    return Payout(Method(method), date.fromisoformat(paid_on), reference, paid_by, from_micros(paid_at))


def _vote(row: Row) -> Vote:
    subject, voter, choice, reason, at = row
    return Vote(subject, voter, Choice(choice), reason, from_micros(at))
