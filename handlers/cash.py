"""`/caisse`: what the bank, the cash box and the mutual-aid fund hold on a day, and what moved that month."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from assistant.chat import Button, Reply, Turn
from assistant.domain.calendar import first_of_month
from assistant.domain.ledger import Account
from assistant.domain.money import Money
from assistant.marks import N_
from assistant.services import bank, cash
from assistant.services.cash import Cash, Holding
from assistant.services.permissions import Action, may
from assistant.words import typed_date

NAMES = {Account.BANK: N_("Bank"), Account.CASH: N_("Cash box"), Account.AID: N_("Mutual-aid fund")}
KEYS = {"bank": Account.BANK, "cash": Account.CASH, "fund": Account.AID}
"""What people and scripts call them."""


def show_cash(turn: Turn) -> Reply:
    """Today, or on the day that follows the command; one that cannot be read is said."""
    asked = " ".join(turn.arguments)
    turn.arguments.clear()
    day = typed_date(asked, turn.work.today) if asked else turn.work.today
    if day is None:
        example = turn.language.show(turn.work.today)
        sorry = turn.t("I could not read that date. Write it like {example}.", example=example)
        return Reply(sorry, result={"refused": "BAD_DATE", "articles": []})
    held = cash.cash(turn.work, turn.actor, day)
    holdings = {"bank": held.bank, "cash": held.cash, "fund": held.fund}
    parts = [_balances(turn, held), *_moves(turn, held), *_remarks(turn, held)]
    result = {key: holding.balance for key, holding in holdings.items()} | {"on": day.isoformat()}
    return Reply(Markup("\n").join(parts), _buttons(turn, holdings), result=result)


def _money(turn: Turn, cents: int) -> Money:
    return Money(cents, turn.work.bylaws.currency)


def _balances(turn: Turn, held: Cash) -> Markup:
    return turn.t(
        "<b>Bank {bank}, cash box {cash}, mutual-aid fund {fund}</b> on {day}.",
        bank=_money(turn, held.bank.balance),
        cash=_money(turn, held.cash.balance),
        fund=_money(turn, held.fund.balance),
        day=held.on,
    )


def _moves(turn: Turn, held: Cash) -> list[Markup]:
    """A line for each that moved."""
    moved = [each for each in (held.bank, held.cash, held.fund) if each.came_in or each.went_out]
    since = turn.language.short_day(first_of_month(held.on))
    if not moved:
        return [turn.t("Nothing has moved since {since}.", since=since)]
    return [
        turn.t(
            "{name}, since {since}: {came_in} in, {went_out} out.",
            name=turn.t(NAMES[each.account]),
            since=since,
            came_in=_money(turn, each.came_in),
            went_out=_money(turn, each.went_out),
        )
        for each in moved
    ]


def _remarks(turn: Turn, held: Cash) -> Iterator[Markup]:
    """How far the figures can be relied upon."""
    entered = bank.entered_until(turn.work)
    if entered is not None:
        yield turn.t("The bank is entered up to {day}.", day=entered)
    without = [turn.t(NAMES[each.account]) for each in (held.bank, held.cash, held.fund) if not each.opened]
    if without:
        yield turn.t(
            "No opening balance was ever entered for: {names}. Until the treasurer does so with <cmd>entry</cmd>, only "
            "what moved since the books opened is counted.",
            names=[str(name) for name in without],
        )


def _buttons(turn: Turn, holdings: dict[str, Holding]) -> tuple[Button, ...]:
    """For who may enter it: the opening balances that are missing."""
    if not may(turn.actor, Action.ENTER):
        return ()
    return tuple(
        Button(str(turn.t("Opening balance: {name}", name=turn.t(NAMES[holding.account]))), "entry", (key,))
        for key, holding in holdings.items()
        if not holding.opened
    )
