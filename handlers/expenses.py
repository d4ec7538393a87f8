"""`/depense`: a member proposes an expense to the bureau, then sends its receipt; `retirer` takes it back."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from assistant.chat import Amount, Button, Choice, Day, Either, FreeText, Option, Reply, Turn
from assistant.domain.decisions import Decision, Reason
from assistant.domain.expenses import Category, Expense, NewExpense, TravelCase
from assistant.domain.money import Money
from assistant.domain.orders import Motion
from assistant.marks import N_
from assistant.services import expenses, receipts, rounds
from assistant.words import fold
from handlers import uploads
from handlers.citing import article as cited
from handlers.order_cards import EXPENSES
from handlers.receipts import send_receipt
from handlers.refusals import explain

WITHDRAW = frozenset({"withdraw", "retirer"})
RECEIPT = frozenset({"receipt", "justificatif"})
NEW = "new"
NO_MISSION = "none"
JOURNEYS = {
    TravelCase.NIGHT_PERFORMANCE: N_("A performance at night in Île-de-France"),
    TravelCase.REGIONAL_PERFORMANCE: N_("A performance in another region"),
    TravelCase.PROJECT: N_("A project of the association"),
    TravelCase.OTHER: N_("Something else, such as a meeting"),
}


def claim(turn: Turn) -> Reply:
    """A new expense, or the receipt of one that the bureau has approved."""
    if turn.arguments and fold(turn.arguments[0]) in WITHDRAW:
        return _withdraw(turn)
    approved = _approved(turn)
    if approved is not None:
        return send_receipt(turn, approved, _words(turn, approved))
    return _propose(turn)


def _propose(turn: Turn) -> Reply:
    """How much, what for, when, perhaps a paper, an echo; then the bureau is asked."""
    cents = turn.ask("amount", _amount(turn))
    option, text = turn.ask("what", _what(turn))
    new = _new(turn, cents, option, text or "")
    refused = expenses.judge(turn.work, new)
    if not refused.allowed:
        return _refused(turn, refused)
    new = _on(new, turn.ask("date", _date(turn)))
    decision = expenses.judge(turn.work, new)
    if not decision.allowed:
        return _refused(turn, decision)
    document = uploads.proof(turn, "receipt", _paper(turn))
    if not turn.confirm(_summary(turn, new, document)):
        return Reply(turn.t("Cancelled: nothing was recorded."), result={"cancelled": "expense"})
    return _noted(turn, expenses.propose(turn.work, turn.actor, new, document))


def _amount(turn: Turn) -> Amount:
    return Amount(turn.t("How much will it cost?"), currency=turn.work.bylaws.currency)


def _what(turn: Turn) -> Either[str]:
    options = (
        Option(Category.MISSION.value, str(turn.t("Costs of a mission"))),
        Option(Category.TRAVEL.value, str(turn.t("Travel")), also=(str(turn.t("Transport")),)),
    )
    return Either(FreeText(turn.t("What is it for? Describe the purchase, or choose."), maximum=200), options)


def _new(turn: Turn, cents: int, option: str | None, text: str) -> NewExpense:
    """With the one question more that missions and journeys ask; its day is today until it is asked for."""
    today = turn.work.today
    if option == Category.MISSION.value:
        none = Option(NO_MISSION, str(turn.t("None was given to me")))
        mission = FreeText(turn.t("Which mission did the association give you?"), maximum=200)
        _, given = turn.ask("mission", Either(mission, (none,)))
        return NewExpense(cents, Category.MISSION, given or "", today)
    if option == Category.TRAVEL.value:
        options = tuple(Option(case.value, str(turn.t(JOURNEYS[case]))) for case in TravelCase)
        case = TravelCase(turn.ask("travel", Choice(turn.t("What do you travel for?"), options)))
        project = turn.ask("project", _project(turn)) if case is TravelCase.PROJECT else ""
        return NewExpense(cents, Category.TRAVEL, project, today, case)
    return NewExpense(cents, Category.PURCHASE, text, today)


def _project(turn: Turn) -> FreeText:
    return FreeText(turn.t("Which project? Its budget must allow the journey."), maximum=200)


def _on(new: NewExpense, day: date) -> NewExpense:
    return NewExpense(new.cents, new.category, new.what, day, new.travel)


def _date(turn: Turn) -> Day:
    options = (Option("today", str(turn.t("Today"))), Option("tomorrow", str(turn.t("Tomorrow"))))
    return Day(turn.t("On which day do you plan it? The bureau's yes comes first."), options)


def _paper(turn: Turn) -> Markup:
    return turn.t("If you have a quote or a receipt, send a photo or a PDF of it. The receipt can come later.")


def _summary(turn: Turn, new: NewExpense, document: int | None) -> Markup:
    said = turn.t(
        "<b>{amount}</b> for {what}, planned for {day}.",
        amount=_money(turn, new.cents),
        what=_words(turn, new),
        day=new.spent_on,
    )
    attached = [turn.t("Your document is attached.")] if document is not None else []
    return Markup("\n").join([said, *attached, turn.t("Shall I put it to the bureau?")])


def _words(turn: Turn, new: NewExpense | Expense) -> Markup:
    return turn.t(EXPENSES[new.travel or new.category], what=new.what)


def _refused(turn: Turn, decision: Decision) -> Reply:
    articles = ", ".join(map(cited, decision.articles))
    if decision.reason is Reason.BUREAU_APPROVAL_REQUIRED:
        text = turn.t(
            "The bureau is asked before the purchase ({articles}), so one of an earlier day cannot be refunded as "
            "things stand. Write to the bureau: it can tell you what is possible. What is still to be bought can be "
            "proposed here, with the day that you plan.",
            articles=articles,
        )
    elif decision.reason is Reason.TRAVEL_NOT_COVERED:
        text = turn.t(
            "Travel by car or other transport is not refunded ({articles}). Three journeys are: to a performance at "
            "night in Île-de-France, to a performance in another region, for a project within its budget.",
            articles=articles,
        )
    else:
        text = explain(turn.language, decision)
    result = {"refused": str(decision.reason), "articles": list(decision.articles)}
    return Reply(text, (Button(str(turn.t("Propose another")), "expense"),), result=result)


def _noted(turn: Turn, expense: Expense) -> Reply:
    known = {"amount": _money(turn, expense.cents), "what": _words(turn, expense), "day": expense.spent_on}
    noted = turn.t("Noted: {amount} for {what}, planned for {day}.", **known)
    if rounds.voters(turn.work, Motion(expense.subject, frozenset({expense.member}))):
        article = cited(turn.work.bylaws.cite("expense"))
        after = turn.t(
            "The bureau is asked, and you will read its answer here. Please buy only then ({article}).", article=article
        )
    else:
        after = turn.t("Nobody sits on the bureau to answer for now: tell the association.")
    withdraw = Button(str(turn.t("Withdraw")), "expense", ("withdraw", str(expense.id)))
    return Reply(noted + " " + after, (withdraw,), result=_result(expense))


def _result(expense: Expense) -> dict[str, object]:
    return {"expense": str(expense.id), "state": expense.state.value}


def _approved(turn: Turn) -> Expense | None:
    """The approved expense whose receipt is sent: named by a button, or chosen; None for a new expense."""
    named = _named(turn)
    waiting = expenses.without_receipt(turn.work, turn.actor)
    begun = "amount" in turn.answers or bool(turn.arguments)
    if not named and "expense" not in turn.answers and (begun or not waiting):
        return None
    options = tuple(Option(str(expense.id), str(_offer(turn, expense))) for expense in waiting)
    another = Option(NEW, str(turn.t("A new expense")))
    prompt = turn.t("The bureau has agreed, and the receipt is still to come. Send it now?")
    chosen = turn.ask("expense", Choice(prompt, (*options, another)))
    return None if chosen == NEW else receipts.awaited(turn.work, turn.actor, int(chosen))


def _named(turn: Turn) -> bool:
    """Whether the command says `receipt 3`, which is kept among the answers."""
    if "expense" in turn.answers or not turn.arguments or fold(turn.arguments[0]) not in RECEIPT:
        return False
    turn.arguments.pop(0)
    if turn.arguments and turn.arguments[0].isdecimal():
        turn.answers["expense"] = turn.arguments.pop(0)[:18]
    return True


def _offer(turn: Turn, expense: Expense) -> Markup:
    return turn.t("Receipt for {amount}, {what}", amount=_money(turn, expense.cents), what=_words(turn, expense))


def _withdraw(turn: Turn) -> Reply:
    """Named by a button, as long as it is not paid."""
    number = next((int(word[:18]) for word in turn.arguments if word.isdecimal()), 0)
    turn.arguments.clear()
    expense = expenses.withdraw(turn.work, turn.actor, number)
    text = turn.t(
        "Withdrawn: {amount} for {what}. The bureau has been told.",
        amount=_money(turn, expense.cents),
        what=_words(turn, expense),
    )
    return Reply(text, result=_result(expense))


def _money(turn: Turn, cents: int) -> Money:
    return Money(cents, turn.work.bylaws.currency)
