"""Members' expenses (art. 23 and 24): proposed before they are made, voted on, bought, proved, refunded."""

from __future__ import annotations

from assistant.domain.actors import Actor
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.expenses import Category, Expense, ExpenseState, NewExpense
from assistant.domain.orders import NewOrder, OrderKind
from assistant.ports import UnitOfWork
from assistant.rules.expenses import Cost, may_propose
from assistant.services import orders
from assistant.services.permissions import Action, own_number, require


def judge(work: UnitOfWork, new: NewExpense) -> Decision:
    """Whether the bureau may be asked for it today: TRAVEL_NOT_COVERED, MISSION_REQUIRED, BUREAU_APPROVAL_REQUIRED.

    Figures: `charged_to` where somebody else bears a journey.
    """
    travel = new.travel.travel if new.travel else None
    mission = new.category is Category.MISSION and bool(new.what.strip())
    cost = Cost(new.category, None, None, None, travel, mission)
    return may_propose(cost, new.spent_on, work.bylaws, work.today)


def propose(work: UnitOfWork, actor: Actor, new: NewExpense, document: int | None = None) -> Expense:
    """Put an expense to the bureau. `document`: a receipt or a quote, kept under seal. RefusedError as for `judge`."""
    require(work, actor, Action.CLAIM_EXPENSE)
    decision = judge(work, new)
    if not decision.allowed:
        raise RefusedError(decision)
    if new.cents <= 0:
        raise RefusedError(Decision(allowed=False, reason=Reason.BAD_AMOUNT))
    member = own_number(actor)
    number = work.expenses.add(member, new)
    subject = f"expense:{number}"
    if document is not None:
        work.documents.move(document, subject)
    order = NewOrder(OrderKind.EXPENSE, member, new.cents, new.what, subject, ready=False)
    orders.propose(work, actor, order)
    expense = work.expenses.get(number)
    assert expense is not None  # noqa: S101 - its order has just been proposed
    return expense


def withdraw(work: UnitOfWork, actor: Actor, expense: int) -> Expense:
    """The member takes back a claim that is not paid. RefusedError: NOT_AUTHORISED, ALREADY_DECIDED."""
    require(work, actor, Action.CLAIM_EXPENSE)
    found = mine(work, actor, expense)
    if found is None:
        article = work.bylaws.cite("expense")
        raise RefusedError(Decision(allowed=False, reason=Reason.NOT_AUTHORISED, articles=(article,)))
    orders.cancel(work, actor, found.order)
    return mine(work, actor, expense) or found


def mine(work: UnitOfWork, actor: Actor, expense: int) -> Expense | None:
    """The actor's own claim of that id."""
    found = work.expenses.get(expense)
    return found if found is not None and found.member == own_number(actor) else None


def without_receipt(work: UnitOfWork, actor: Actor) -> list[Expense]:
    """The actor's claims that the bureau has approved and whose receipt is waited for, oldest first."""
    require(work, actor, Action.CLAIM_EXPENSE)
    found = work.expenses.of_member(own_number(actor))
    return [expense for expense in found if expense.state is ExpenseState.APPROVED]
