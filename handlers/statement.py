"""`/releve`: the lines of one's own account, of this year or since a day, a month or a year."""

from __future__ import annotations

import re

from markupsafe import Markup

from assistant.chat import Attachment, Button, Reply, Turn
from assistant.domain.ledger import Kind
from assistant.domain.money import Money
from assistant.domain.papers import AccountStatementData, StatementLineData
from assistant.marks import N_
from assistant.services import balance
from assistant.services.balance import Statement, StatementLine
from assistant.words import fold, typed_start, visible
from handlers.citing import article as cited
from handlers.methods import BY

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
_SINCE = re.compile(r"^(depuis|since|from|en|in|de|du|le|la)\b ?")


def show_statement(turn: Turn) -> Reply:
    """This year's lines, or those since what is asked for; a day that cannot be read is said, never passed over."""
    asked = _asked(turn)
    since = typed_start(asked, turn.work.today) if asked else None
    if asked and since is None:
        example = turn.language.show(turn.work.today)
        sorry = turn.t("I could not read that date. Write it like {example}.", example=example)
        return Reply(sorry, result={"refused": "BAD_DATE", "articles": []})
    if since is not None and since > turn.work.today:
        sorry = turn.t("That day has not come yet. Give today or a day before.")
        return Reply(sorry, result={"refused": "FUTURE_DATE", "articles": []})
    statement = balance.statement(turn.work, turn.actor, since)
    text = Markup("\n").join([_closing(turn, statement), _opening(turn, statement), *_lines(turn, statement)])
    return Reply(text, (Button(str(turn.t("Balance")), "balance"),), (_pdf(turn, statement),), _result(statement))


def _asked(turn: Turn) -> str:
    """What followed the command, without the small words before the day."""
    asked = fold(" ".join(turn.arguments))
    turn.arguments.clear()
    while (shorter := _SINCE.sub("", asked)) != asked:
        asked = shorter
    return asked


def _money(turn: Turn, cents: int) -> Money:
    return Money(cents, turn.work.bylaws.currency)


def _closing(turn: Turn, statement: Statement) -> Markup:
    cents = statement.closing
    if cents == 0:
        return turn.t("<b>On {day} you owe nothing.</b>", day=statement.until)
    if cents > 0:
        return turn.t("<b>On {day} you are {amount} ahead.</b>", day=statement.until, amount=_money(turn, cents))
    return turn.t("<b>On {day} you owe {amount}.</b>", day=statement.until, amount=_money(turn, -cents))


def _opening(turn: Turn, statement: Statement) -> Markup:
    amount = _money(turn, statement.opening)
    return turn.t("Since {since}; balance before: {amount}", since=statement.since, amount=amount)


def _lines(turn: Turn, statement: Statement) -> list[Markup]:
    lines = statement.lines[-SHOWN:]
    left_out = len(statement.lines) - len(lines)
    written = [_line(turn, line) for line in lines]
    if left_out:
        written.insert(0, turn.tn("… {n} earlier line", "… {n} earlier lines", left_out))
    return written


def _line(turn: Turn, line: StatementLine) -> Markup:
    entry = line.entry
    label = _label(turn, line)
    resting = Markup(" ({})").format(cited(line.article)) if line.article else Markup("")
    day = turn.language.short_day(entry.value_on)
    return Markup("{} · {} · {}").format(day, label, turn.language.show(_money(turn, entry.cents))) + resting


def _label(turn: Turn, line: StatementLine) -> Markup:
    """What a line is, with what it is for: the month of a monthly fee, how a payment was made."""
    entry = line.entry
    label = turn.t(KINDS[entry.kind])
    if entry.kind is Kind.MONTHLY and entry.cause.startswith("month:"):
        label += f", {turn.language.month(entry.value_on)}"
    if entry.method is not None:
        label += " " + turn.t(BY[entry.method])
    if entry.reverses is not None:
        label = turn.t("{what} (reversed)", what=label)
    return turn.t("{what}: “{reason}”", what=label, reason=visible(line.reason)) if line.reason else label


def _pdf(turn: Turn, statement: Statement) -> Attachment:
    """The same as a bank would print it."""
    data = AccountStatementData(
        association=turn.work.bylaws.name,
        member={"number": statement.member.number, "name": statement.member.name},
        since=statement.since.isoformat(),
        until=statement.until.isoformat(),
        currency=turn.work.bylaws.currency,
        opening=statement.opening,
        closing=statement.closing,
        lines=[_printed(turn, line) for line in statement.lines],
        issued_on=turn.work.today.isoformat(),
    )
    until = statement.until.isoformat()
    name = turn.t("statement-{number}-{until}.pdf", number=statement.member.number, until=until)
    return Attachment("account_statement", str(name), data)


def _printed(turn: Turn, line: StatementLine) -> StatementLineData:
    return StatementLineData(
        on=line.entry.value_on.isoformat(),
        label=str(_label(turn, line)),
        article=cited(line.article) if line.article else "",
        cents=line.entry.cents,
        balance=line.balance,
    )


def _result(statement: Statement) -> dict[str, object]:
    lines = [
        {
            "date": line.entry.value_on.isoformat(),
            "kind": line.entry.kind.value,
            "amount": line.entry.cents,
            "balance": line.balance,
            "article": line.article,
            "reason": line.reason,
        }
        for line in statement.lines
    ]
    return {"lines": lines}
