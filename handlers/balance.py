"""`/solde`: what you owe, whether you are up to date, what falls due next; one short message."""

from __future__ import annotations

from markupsafe import Markup

from assistant.chat import Button, Reply, Turn
from assistant.domain.decisions import Standing
from assistant.domain.members import GONE, Status
from assistant.domain.money import Money
from assistant.services import balance
from assistant.services.balance import Balance
from handlers.citing import article as cited


def show_balance(turn: Turn) -> Reply:
    """The answer first, then why, then what comes next."""
    mine = balance.mine(turn.work, turn.actor)
    parts = [_owed(turn, mine) + _standing(turn, mine), _pending(turn, mine), _next(turn, mine)]
    return Reply(
        Markup("\n").join(part for part in parts if part),
        buttons=(Button(str(turn.t("Details")), "statement"),),
        result=_result(mine),
    )


def _result(mine: Balance) -> dict[str, object]:
    money = mine.situation
    suspended = mine.member.status is Status.SUSPENDED
    return {
        "balance": money.balance,
        "overdue": money.overdue,
        "pending": sum(payment.cents for payment in mine.pending),
        "status": Status.SUSPENDED.name if suspended else str(money.standing),
        "articles": list(money.articles),
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
    return turn.t("<b>You owe {amount}</b>, since {since}.", amount=_money(turn, -cents), since=since)


def _standing(turn: Turn, mine: Balance) -> Markup:
    """Up to date or not, by which article, and what that closes."""
    article = cited(mine.situation.articles[0])
    match mine.member.status:
        case Status.SUSPENDED:
            return Markup(" ") + turn.t(
                "You are suspended: no vote, proxy or mutual aid until it ends ({article}); dues go on.",
                article=cited(turn.work.bylaws.cite("suspension")),
            )
        case status if status in GONE or status is Status.CANDIDATE:
            return Markup("")
    return Markup(" ") + _by_standing(turn, mine, article)


def _by_standing(turn: Turn, mine: Balance, article: str) -> Markup:
    money = mine.situation
    match money.standing:
        case Standing.UP_TO_DATE:
            return turn.t("You are up to date ({article}).", article=article)
        case Standing.WITHIN_TOLERANCE:
            return turn.t(
                "You are up to date: the association accepts up to {tolerance} of arrears ({article}).",
                tolerance=_money(turn, money.tolerance),
                article=article,
            )
        case Standing.NOT_UP_TO_DATE:
            excess = _money(turn, money.overdue - money.tolerance)
            return turn.t(
                "That is {excess} more than the accepted arrears ({article}): until it is paid you can neither vote, "
                "nor give or hold a proxy, nor receive mutual aid. {excess} is enough to be up to date again.",
                excess=excess,
                article=article,
            )
        case Standing.LONG_ARREARS_WAIT:
            return turn.t(
                "After long arrears your rights open again on {day} ({article}).",
                day=money.waits_until,
                article=cited(turn.work.bylaws.cite("long_arrears")),
            )


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
