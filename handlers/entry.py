"""`/ecriture`: what a treasurer enters by hand, on a member's account or as an opening balance."""

from __future__ import annotations

from markupsafe import Markup

from assistant.chat import Amount, Button, Choice, Day, FreeText, Option, Reply, Turn
from assistant.domain.decisions import Decision
from assistant.domain.ledger import Kind, member_account
from assistant.domain.manual import NewEntry
from assistant.domain.members import Member
from assistant.domain.money import Money
from assistant.rules.manual import LARGEST
from assistant.services import balance, manual, manual_news
from assistant.services.books import books_open_on
from assistant.services.manual import Entered
from assistant.words import fold
from handlers.cash import KEYS, NAMES
from handlers.citing import article as cited
from handlers.entry_notices import what
from handlers.people import Somebody, by_name
from handlers.undo_entry import LONGEST_REASON, undo

UNDO = frozenset({"undo", "annuler", "reverse", "contrepasser"})
OPENING = ("opening", "ouverture")
"""Words that may follow `bank`, where nothing but an opening balance can be entered."""


def enter(turn: Turn) -> Reply:
    """Account, kind, amount, day, reason, an echo. `/ecriture annuler 12` undoes one."""
    if _undoes(turn):
        return undo(turn)
    named = turn.ask("account", _account(turn))
    account = KEYS.get(named) or member_account(named)
    decision = manual.judge(turn.work, turn.actor, account)
    if not decision.allowed:
        return _own(turn, decision)
    member = manual_news.member_of(turn.work, account)
    kind = turn.ask("kind", _kind(turn, member)) if member else "opening"
    more = turn.ask("side", _side(turn, account, member)) == "more" if kind == "opening" else kind == "credit"
    cents = turn.ask("amount", Amount(turn.t("How much?"), LARGEST, turn.work.bylaws.currency))
    day = turn.ask("date", _day(turn, opening=kind == "opening"))
    reason = " ".join(turn.ask("reason", FreeText(_why(turn, member), maximum=LONGEST_REASON)).split())
    of_kind = Kind.OPENING if kind == "opening" else Kind.MANUAL
    new = NewEntry(account, of_kind, cents if more else -cents, day, reason)
    if not turn.confirm(_summary(turn, new, member)):
        return Reply(turn.t("Cancelled: nothing was recorded."), result={"cancelled": "entry"})
    return _entered(turn, manual.enter(turn.work, turn.actor, new))


def _undoes(turn: Turn) -> bool:
    """Whether an undoing was asked for, kept among the answers."""
    if turn.arguments and fold(turn.arguments[0]) in UNDO:
        turn.arguments.pop(0)
        turn.answers["undo"] = True
    return "undo" in turn.answers


def _money(turn: Turn, cents: int) -> Money:
    return Money(cents, turn.work.bylaws.currency)


def _account(turn: Turn) -> Somebody:
    """Anybody who is or was a member, by number or name; the other accounts are offered."""
    held = tuple(Option(key, str(turn.t(NAMES[account]))) for key, account in KEYS.items())
    people = tuple(map(by_name, turn.work.members.all()))
    prompt = turn.t("On which account? Give the member's number or full name, or choose an opening balance.")
    return Somebody(prompt, (*held, *people), held)


def _own(turn: Turn, decision: Decision) -> Reply:
    text = turn.t(
        "Nobody enters anything on their own account: the other treasurer does ({article}).",
        article=cited(decision.articles[0]),
    )
    return Reply(text, result={"refused": str(decision.reason), "articles": list(decision.articles)})


def _kind(turn: Turn, member: Member) -> Choice:
    options = (
        Option("charge", str(turn.t("A charge: more to pay"))),
        Option("credit", str(turn.t("A credit: less to pay"))),
        Option("opening", str(turn.t("A correction of the opening balance"))),
    )
    prompt = Markup(" ").join([_balance(turn, member, 0), turn.t("What do you enter?")])
    return Choice(prompt, options)


def _balance(turn: Turn, member: Member, change: int) -> Markup:
    """Where the member's account stands today, or would with that change."""
    cents = balance.of(turn.work, member, turn.work.today).situation.balance + change
    told = {"name": member.name, "number": member.number, "amount": _money(turn, abs(cents))}
    if cents == 0:
        return turn.t("{name} ({number}) owes nothing.", name=member.name, number=member.number)
    if cents > 0:
        return turn.t("{name} ({number}) is {amount} ahead.", **told)
    return turn.t("{name} ({number}) owes {amount}.", **told)


def _side(turn: Turn, account: str, member: Member | None) -> Choice:
    """Which way an opening balance is corrected: `more` where the member owed less, or more was there."""
    beyond, below = str(turn.t("More than the books say")), str(turn.t("Less than the books say"))
    if member is not None:
        owed = turn.t("What {name} owed when the books opened was:", name=member.name)
        return Choice(owed, (Option("more", below), Option("less", beyond)))
    there = turn.t("{name}: when the books opened, there was:", name=turn.t(NAMES[account]))
    return Choice(there, (Option("more", beyond, also=OPENING), Option("less", below)))


def _day(turn: Turn, *, opening: bool) -> Day:
    """Today, or the day the books opened; none before it."""
    opened = books_open_on(turn.work)
    options = [Option("today", str(turn.t("Today")))]
    if opened is not None and opening:
        options.insert(0, Option(opened.isoformat(), turn.language.show(opened)))
    prompt = turn.t("From which day does it count?")
    return Day(prompt, tuple(options), latest=turn.work.today, earliest=opened)


def _why(turn: Turn, member: Member | None) -> Markup:
    if member is None:
        return turn.t("For what reason? The president will read it.")
    return turn.t("For what reason? The member and the president will read it.")


def _summary(turn: Turn, new: NewEntry, member: Member | None) -> Markup:
    after = [turn.t("After that:"), _balance(turn, member, new.cents)] if member else []
    echo = what(turn.language, manual_news.described(turn.work, new))
    return Markup("\n").join([echo, *([Markup(" ").join(after)] if after else []), turn.t("Is that right?")])


def _entered(turn: Turn, done: Entered) -> Reply:
    entry = done.entry
    said = what(turn.language, manual_news.described(turn.work, entry))
    number = turn.t("Entered, No. {number}.", number=entry.id)
    button = Button(str(turn.t("Undo this entry")), "undo-entry", (str(entry.id),))
    result = {
        "entry": str(entry.id),
        "transfer": done.transfer,
        "account": turn.answers["account"],
        "amount": entry.cents,
        "date": entry.value_on.isoformat(),
    }
    return Reply(Markup("\n").join([number, said]), (button,), result=result)
