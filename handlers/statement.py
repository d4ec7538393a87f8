"""`/releve`: the lines of one's own account, of a year or since a date."""

from __future__ import annotations

import re
from datetime import date

from markupsafe import Markup

from assistant.chat import Button, Reply, Turn
from assistant.domain.ledger import Kind
from assistant.domain.money import Money
from assistant.marks import N_
from assistant.services import balance
from assistant.services.balance import Statement, StatementLine
from assistant.words import typed_date
from handlers.citing import article as cited

KINDS = {
    Kind.OPENING: N_("Balance brought forward"),
    Kind.ADMISSION: N_("Admission fee"),
    Kind.ANNUAL: N_("Annual fee"),
    Kind.MONTHLY: N_("Monthly fee"),
    Kind.LEVY: N_("Death contribution"),
    Kind.MEAL: N_("Meal contribution"),
    Kind.PAYMENT: N_("Payment"),
    Kind.PAYOUT: N_("Mutual aid"),
    Kind.MANUAL: N_("Correction"),
}
SHOWN = 40
_YEAR = re.compile(r"(19|20)\d{2}")


def show_statement(turn: Turn) -> Reply:
    """This year's lines, or those of the year or since the date that is asked for."""
    since = _since(turn)
    statement = balance.statement(turn.work, turn.actor, since)
    text = Markup("\n").join([_opening(turn, statement), *_lines(turn, statement), _closing(turn, statement)])
    return Reply(text, (Button(str(turn.t("Balance")), "balance"),), result={"lines": _result(statement)})


def _since(turn: Turn) -> date | None:
    asked = " ".join(turn.arguments)
    turn.arguments.clear()
    if _YEAR.fullmatch(asked):
        return date(int(asked), 1, 1)
    return typed_date(asked, turn.work.today) if asked else None


def _money(turn: Turn, cents: int) -> Money:
    return Money(cents, turn.work.bylaws.currency)


def _opening(turn: Turn, statement: Statement) -> Markup:
    return turn.t(
        "<b>Your account since {since}</b>\nOpening: {amount}",
        since=statement.since,
        amount=_money(turn, statement.opening),
    )


def _lines(turn: Turn, statement: Statement) -> list[Markup]:
    lines = statement.lines[-SHOWN:]
    left_out = len(statement.lines) - len(lines)
    written = [_line(turn, line) for line in lines]
    if left_out:
        written.insert(0, turn.tn("… {n} earlier line", "… {n} earlier lines", left_out))
    return written


def _line(turn: Turn, line: StatementLine) -> Markup:
    entry = line.entry
    label = turn.t(KINDS[entry.kind])
    if entry.reverses is not None:
        label = turn.t("{what} (reversed)", what=label)
    resting = Markup(" ({})").format(cited(line.article)) if line.article else Markup("")
    day = turn.language.short_day(entry.value_on)
    return Markup("{} · {} · {}").format(day, label, turn.language.show(_money(turn, entry.cents))) + resting


def _closing(turn: Turn, statement: Statement) -> Markup:
    return turn.t("<b>Balance on {day}: {amount}</b>", day=statement.until, amount=_money(turn, statement.closing))


def _result(statement: Statement) -> list[dict[str, object]]:
    return [
        {
            "date": line.entry.value_on.isoformat(),
            "kind": line.entry.kind.value,
            "amount": line.entry.cents,
            "balance": line.balance,
            "article": line.article,
        }
        for line in statement.lines
    ]
