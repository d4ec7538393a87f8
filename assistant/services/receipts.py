"""The receipt of an approved expense (art. 23): handed in, counted where it came with the claim, sent back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.expenses import Category, Expense, ExpenseState, Purchase, Receipt
from assistant.domain.orders import Order
from assistant.ports import UnitOfWork
from assistant.rules.expenses import Cost, reimburse
from assistant.services import order_news as news
from assistant.services.permissions import Action, own_number, require

LOCK = "orders"
"""One lock for all that is decided about orders, taken before the ledger's: nobody waits for somebody who waits."""


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """What the member reads off it, and the document kept under seal for it."""

    bought_on: date
    cents: int
    document: int


def hand_in(work: UnitOfWork, actor: Actor, expense: int, new: NewReceipt) -> Expense:
    """The purchase is made and proved: the order can be paid, for what was spent.

    RefusedError: NOT_AUTHORISED for somebody else's, ALREADY_DECIDED where none is waited for, BAD_AMOUNT beyond what
    was approved, FUTURE_DATE, BUREAU_APPROVAL_REQUIRED for a purchase before the bureau's yes.
    """
    require(work, actor, Action.CLAIM_EXPENSE)
    work.lock(LOCK)
    found = awaited(work, actor, expense)
    _check(work, found, new)
    work.documents.move(new.document, found.subject)
    _document(work, found, Purchase(new.bought_on, new.cents))
    told = {"member": found.member, "expense": found.id, "cents": new.cents, "day": new.bought_on}
    work.audit.record(actor, "receipt_handed_in", told)
    news.to_pay(work, _order(work, found))
    return _found(work, found.id)


def awaited(work: UnitOfWork, actor: Actor, expense: int) -> Expense:
    """The actor's own claim whose receipt is waited for.

    RefusedError: NOT_AUTHORISED for somebody else's, BUREAU_APPROVAL_REQUIRED before the yes, ALREADY_DECIDED after.
    """
    found = _found(work, expense)
    if found.member != own_number(actor):
        raise RefusedError(_no(work))
    if found.state is not ExpenseState.APPROVED:
        raise RefusedError(_untimely(work, found))
    return found


def check_day(work: UnitOfWork, expense: Expense, bought_on: date) -> None:
    """Raises RefusedError where a purchase of that day is not refunded."""
    if bought_on > work.today:
        raise RefusedError(Decision(allowed=False, reason=Reason.FUTURE_DATE))
    cost = Cost(
        expense.category,
        approved_on(work, expense),
        bought_on,
        Receipt(),
        expense.travel.travel if expense.travel else None,
        expense.category is Category.MISSION,
    )
    decision = reimburse(cost, expense.cents, work.bylaws)
    if not decision.allowed:
        raise RefusedError(decision)


def send_back(work: UnitOfWork, actor: Actor, expense: int, lacking: str) -> Expense:
    """A treasurer finds that the receipt does not show what and where: the member is asked for another one.

    RefusedError: NOT_AUTHORISED, REASON_REQUIRED, ALREADY_DECIDED where no receipt waits to be paid.
    """
    require(work, actor, Action.PAY_TRANSFER)
    why = lacking.strip()
    if not why:
        raise RefusedError(Decision(allowed=False, reason=Reason.REASON_REQUIRED))
    work.lock(LOCK)
    found = _found(work, expense)
    if found.state is not ExpenseState.DOCUMENTED:
        raise RefusedError(_untimely(work, found))
    work.expenses.send_back(found.id, why)
    work.orders.set_ready(found.order, ready=False, cents=found.cents)
    work.audit.record(actor, "receipt_sent_back", {"member": found.member, "expense": found.id, "reason": why})
    news.sent_back(work, _order(work, found), actor)
    return _found(work, found.id)


def count_early(work: UnitOfWork, order: Order) -> None:
    """A receipt that came with the claim counts where the purchase is of the day of the bureau's yes."""
    expense = work.expenses.get(order.cause_id)
    assert expense is not None  # noqa: S101 - its order has just been approved
    if expense.spent_on == work.today and work.documents.about(expense.subject):
        _document(work, expense, Purchase(expense.spent_on, expense.cents))


def _found(work: UnitOfWork, expense: int) -> Expense:
    found = work.expenses.get(expense)
    if found is None:
        raise RefusedError(_no(work))
    return found


def _no(work: UnitOfWork) -> Decision:
    return Decision(allowed=False, reason=Reason.NOT_AUTHORISED, articles=(work.bylaws.cite("expense"),))


def _untimely(work: UnitOfWork, expense: Expense) -> Decision:
    """Not yet, or no longer: where the expense stands."""
    articles = (work.bylaws.cite("expense"),)
    if expense.state is ExpenseState.PROPOSED:
        return Decision(allowed=False, reason=Reason.BUREAU_APPROVAL_REQUIRED, articles=articles)
    by, at = news.last_step(work, _order(work, expense))
    figures = {"state": expense.state.value, "by": by or "", "at": at}
    return Decision(allowed=False, reason=Reason.ALREADY_DECIDED, articles=articles, figures=figures)


def _order(work: UnitOfWork, expense: Expense) -> Order:
    order = work.orders.get(expense.order)
    assert order is not None  # noqa: S101 - an expense is found by its order
    return order


def approved_on(work: UnitOfWork, expense: Expense) -> date | None:
    """The day of the bureau's yes; None before it."""
    decision = _order(work, expense).decision
    return work.local(decision.decided_at).date() if decision else None


def _check(work: UnitOfWork, expense: Expense, new: NewReceipt) -> None:
    if not 0 < new.cents <= expense.cents:
        raise RefusedError(Decision(allowed=False, reason=Reason.BAD_AMOUNT, articles=(work.bylaws.cite("expense"),)))
    check_day(work, expense, new.bought_on)


def _document(work: UnitOfWork, expense: Expense, purchase: Purchase) -> None:
    work.expenses.document(expense.id, purchase)
    work.orders.set_ready(expense.order, ready=True, cents=purchase.cents)
