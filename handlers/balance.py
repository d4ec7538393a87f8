"""`/solde`: what you owe, whether you are up to date, what falls due next; one short message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from markupsafe import Markup

from assistant.chat import Button, Reply, Turn
from assistant.domain.decisions import Standing
from assistant.domain.members import Status
from assistant.domain.money import Money
from assistant.domain.payee import Payee
from assistant.rules.admission import waiting_ends_on
from assistant.services import balance
from assistant.services.balance import Balance
from assistant.services.books import books_open_on
from handlers.citing import article as cited
from handlers.paying import pay_buttons
from handlers.transfers import transfer_code

CODE = "qr"
"""The argument that asks for the code of a transfer."""


def balance_of(payee: Payee | None) -> Callable[[Turn], Reply]:
    """The handler; where the association's account is known, what a transfer needs can be copied."""

    def show_balance(turn: Turn) -> Reply:
        mine = balance.mine(turn.work, turn.actor)
        if payee is not None and turn.arguments[:1] == [CODE]:
            turn.arguments.clear()
            return transfer_code(turn, mine, payee)
        parts = [
            _owed(turn, mine) + _standing(turn, mine),
            *_levies(turn, mine),
            _pending(turn, mine),
            _next(turn, mine),
        ]
        details = Button(str(turn.t("Details")), "statement")
        buttons = (*_pay(turn, mine), *_codes(turn, mine, payee), details)
        return Reply(Markup("\n").join(part for part in parts if part), buttons, result=_result(turn, mine))

    return show_balance


def _pay(turn: Turn, mine: Balance) -> tuple[Button, ...]:
    """What is enough to be up to date again, and all that is owed, less what is declared already."""
    money = mine.situation
    declared = sum(payment.cents for payment in mine.pending)
    owed = (money.overdue - money.tolerance, -money.balance)
    return pay_buttons(turn.language, turn.work.bylaws.currency, owed, declared)


def _codes(turn: Turn, mine: Balance, payee: Payee | None) -> tuple[Button, ...]:
    """The way to the transfer's code, for who owes something."""
    if payee is None or mine.situation.balance >= 0:
        return ()
    return (Button(str(turn.t("Transfer by QR code")), "balance", (CODE,)),)


def _result(turn: Turn, mine: Balance) -> dict[str, object]:
    money = mine.situation
    suspended = mine.member.status is Status.SUSPENDED
    resting = (turn.work.bylaws.cite("suspension"), *money.articles) if suspended else money.articles
    return {
        "balance": money.balance,
        "overdue": money.overdue,
        "pending": sum(payment.cents for payment in mine.pending),
        "status": Status.SUSPENDED.name if suspended else str(money.standing),
        "articles": list(dict.fromkeys(resting)),
    }


def _money(turn: Turn, cents: int) -> Money:
    return Money(cents, turn.work.bylaws.currency)


def _owed(turn: Turn, mine: Balance) -> Markup:
    cents = mine.situation.balance
    if cents > 0:
        return turn.t("<b>You are {amount} ahead.</b>", amount=_money(turn, cents))
    if cents == 0:
        return turn.t("<b>You owe nothing.</b>")
    since = mine.situation.owing_since
    if since is None:
        return turn.t("<b>You owe {amount}.</b>", amount=_money(turn, -cents))
    opened = books_open_on(turn.work)
    if opened is not None and since <= opened:
        return turn.t("<b>You owe {amount}</b>, since {since} or earlier.", amount=_money(turn, -cents), since=since)
    return turn.t("<b>You owe {amount}</b>, since {since}.", amount=_money(turn, -cents), since=since)


def _standing(turn: Turn, mine: Balance) -> Markup:
    """Up to date or not, by which article, and what that opens or closes; nothing for whom no right depends on it."""
    status = mine.member.status
    if status is Status.SUSPENDED:
        return Markup(" ") + _suspended(turn)
    if status is not Status.ACTIVE:
        return Markup("")
    return Markup(" ") + Markup(" ").join(filter(None, _by_standing(turn, mine)))


def _suspended(turn: Turn) -> Markup:
    article = cited(turn.work.bylaws.cite("suspension"))
    if turn.work.bylaws.dues.suspended_accrue.on(turn.work.today):
        return turn.t(
            "Your membership is suspended ({article}): no vote, proxy or mutual aid meanwhile; dues go on.",
            article=article,
        )
    return turn.t(
        "Your membership is suspended ({article}): no vote, proxy or mutual aid meanwhile.",
        article=article,
    )


def _by_standing(turn: Turn, mine: Balance) -> tuple[Markup, Markup]:
    money, article = mine.situation, cited(mine.situation.articles[0])
    match money.standing:
        case Standing.UP_TO_DATE:
            return turn.t("You are up to date ({article}).", article=article), _open(turn, mine)
        case Standing.WITHIN_TOLERANCE:
            tolerated = turn.t(
                "You are up to date: the association accepts up to {tolerance} of arrears ({article}).",
                tolerance=_money(turn, money.tolerance),
                article=article,
            )
            return tolerated, _open(turn, mine)
        case Standing.NOT_UP_TO_DATE:
            closed = turn.t(
                "That is {excess} more than the accepted arrears ({article}): until it is paid you can neither vote, "
                "nor give or hold a proxy, nor receive mutual aid.",
                excess=_money(turn, money.overdue - money.tolerance),
                article=article,
            )
            return closed, _enough(turn, mine)
        case Standing.LONG_ARREARS_WAIT:
            return _waiting_after_arrears(turn, mine, money.waits_until), Markup("")


def _enough(turn: Turn, mine: Balance) -> Markup:
    """What paying the excess brings: up to date at once, or after the wait that long arrears call for."""
    money, paid = mine.situation, mine.once_paid
    excess = _money(turn, money.overdue - money.tolerance)
    if paid is not None and paid.standing is Standing.LONG_ARREARS_WAIT:
        return turn.t(
            "After such long arrears, {excess} paid today open your rights again on {day} ({article}).",
            excess=excess,
            day=paid.waits_until,
            article=cited(paid.articles[0]),
        )
    return turn.t("{excess} is enough to be up to date again.", excess=excess)


def _waiting_after_arrears(turn: Turn, mine: Balance, day: date | None) -> Markup:
    article = cited(mine.situation.articles[0])
    if mine.rights.vote:
        return turn.t(
            "After long arrears mutual aid covers you again from {day} ({article}); votes and proxies are open to you.",
            day=day,
            article=article,
        )
    return turn.t("After long arrears your rights open again on {day} ({article}).", day=day, article=article)


def _open(turn: Turn, mine: Balance) -> Markup:
    """What being up to date opens; in the waiting period (art. 6) mutual aid is still closed."""
    joined = mine.member.joined_on
    if mine.rights.mutual_aid or joined is None:
        return turn.t("Votes, proxies and mutual aid are open to you.")
    opens = {"day": waiting_ends_on(joined, turn.work.bylaws), "article": cited(turn.work.bylaws.cite("waiting"))}
    if mine.rights.vote:
        return turn.t("Votes and proxies are open to you, mutual aid from {day} ({article}).", **opens)
    return turn.t("Votes, proxies and mutual aid open to you on {day} ({article}).", **opens)


def _levies(turn: Turn, mine: Balance) -> list[Markup]:
    """What of it is a contribution that is not overdue before its day."""
    article = cited(turn.work.bylaws.cite("levy"))
    return [
        turn.t(
            "Of this, {amount} is a death contribution, to be paid by {day} ({article}).",
            amount=_money(turn, levy.due),
            day=levy.debt.due_on,
            article=article,
        )
        for levy in mine.levies
    ]


def _pending(turn: Turn, mine: Balance) -> Markup:
    if not mine.pending:
        return Markup("")
    cents = sum(payment.cents for payment in mine.pending)
    day = turn.work.local(mine.pending[0].declared_at).date()
    return turn.tn(
        "A payment of {amount} declared on {day} awaits the treasurer's confirmation.",
        "{n} payments, {amount} in all, await the treasurer's confirmation.",
        len(mine.pending),
        amount=_money(turn, cents),
        day=day,
    )


def _next(turn: Turn, mine: Balance) -> Markup:
    charge = mine.next_charge
    if charge is None:
        return Markup("")
    return turn.t("Next due: {amount} on {day}.", amount=_money(turn, charge.cents), day=charge.value_on)
