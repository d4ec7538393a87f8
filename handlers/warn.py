"""`/avertir`: the bureau warns a member in writing about unpaid dues (art. 30), and sees what was sent before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from assistant.chat import Button, Reply, Turn, YesNo, phrases
from assistant.domain.decisions import Reason
from assistant.domain.money import Money
from assistant.domain.reminding import WarningLetter
from assistant.marks import N_
from assistant.services import warnings
from assistant.services.warnings import WarningFile
from handlers.citing import article as cited
from handlers.letters import how_it_goes, reader_of, to_post
from handlers.people import a_member
from handlers.proofs import proof_of
from handlers.warning_letter import letter, written

REFUSED = {
    Reason.UP_TO_DATE: N_("<b>{name} owes nothing that is overdue</b>, so there is nothing to warn of ({article})."),
    Reason.WITHIN_TOLERANCE: N_(
        "<b>{name} owes {overdue}</b>, within the {tolerance} that the association accepts: no warning ({article})."
    ),
    Reason.LONG_ARREARS_WAIT: N_(
        "<b>{name} has paid</b> and waits after long arrears; {overdue} is overdue: no warning ({article})."
    ),
    Reason.NOT_A_MEMBER: N_("{name} is not a member who can be warned."),
}


def warn(turn: Turn) -> Reply:
    """Whom; what was sent before and the letter's text, confirmed; then it leaves, or is there to be printed.

    So soon after the last one it is asked once more, also where somebody else has sent that one meanwhile.
    """
    number = turn.ask("member", a_member(turn, turn.t("Whom does the bureau warn? Give the number, or the full name.")))
    found = warnings.about(turn.work, turn.actor, number)
    recent = found.decision.reason is Reason.ALREADY_WARNED
    if not found.decision.allowed and not recent:
        return _refused(turn, found)
    if not turn.confirm(_preview(turn, found)):
        return Reply(phrases.cancelled(turn.language), result={"cancelled": "warn"})
    if recent and not turn.ask("again", _again(turn, found)):
        return Reply(phrases.cancelled(turn.language), result=_refusal(found))
    return _issued(turn, found, warnings.issue(turn.work, turn.actor, number, again=recent))


def _refused(turn: Turn, found: WarningFile) -> Reply:
    reason, money = found.decision.reason, found.money
    assert reason is not None  # noqa: S101 - it was refused
    text = turn.t(
        REFUSED[reason],
        name=found.member.name,
        overdue=_money(turn, money.overdue),
        tolerance=_money(turn, money.tolerance),
        article=cited(found.decision.articles[-1]),
    )
    return Reply(Markup("\n").join([text, *_history(turn, found)]), _to_prove(turn, found), result=_refusal(found))


def _refusal(found: WarningFile) -> dict[str, object]:
    return {"refused": str(found.decision.reason), "articles": list(found.decision.articles)}


def _to_prove(turn: Turn, found: WarningFile) -> tuple[Button, ...]:
    if all(warnings.told_on(turn.work, warning) for warning in found.earlier):
        return ()
    return (Button(str(turn.t("Note how it was given")), "proof", (found.member.number,)),)


def _again(turn: Turn, found: WarningFile) -> YesNo:
    day = found.decision.figures["warned_on"]
    prompt = turn.t("{name} was warned on {day} already. Send another warning?", name=found.member.name, day=day)
    return YesNo(prompt, yes=str(turn.t("Another warning")), no=str(turn.t("No")))


def _preview(turn: Turn, found: WarningFile) -> Markup:
    """What the bureau should know, then the letter as the member will read it."""
    quoted = Markup("<i>{}</i>").format(written(reader_of(turn, found.member), found.body))
    how = how_it_goes(turn, found.member, reachable=found.reachable)
    return Markup("\n").join([*_history(turn, found), *_doubts(turn, found), how, quoted])


def _doubts(turn: Turn, found: WarningFile) -> Iterator[Markup]:
    if found.pending:
        amount = _money(turn, found.pending)
        yield turn.t("A declared payment of {amount} awaits the treasurer's confirmation.", amount=amount)
    if found.pause is not None:
        yield turn.t("The bureau leaves {name} without reminders at present.", name=found.member.name)


def _history(turn: Turn, found: WarningFile) -> list[Markup]:
    """Earlier warnings with their date and proof, and what they may mean by now."""
    if not found.earlier:
        return []
    lines = [turn.t("Earlier warnings:"), *(_earlier(turn, warning) for warning in found.earlier)]
    last = max(_pay_by(warning) for warning in found.earlier)
    if found.review.allowed and turn.work.today > last:
        lines.append(_flag(turn, found))
    return lines


def _earlier(turn: Turn, warning: WarningLetter) -> Markup:
    return turn.t(
        "• {day}, {amount}, to pay by {pay_by}: {proof}",
        day=warning.issued_on,
        amount=_money(turn, warning.cents),
        pay_by=_pay_by(warning),
        proof=proof_of(turn, warning),
    )


def _flag(turn: Turn, found: WarningFile) -> Markup:
    """Not paid after a warning, nor by the day that it gave (art. 30)."""
    return turn.t(
        "<b>Not up to date since the warning of {day}</b>: that can be held to be a grave fault ({article}). Nothing "
        "follows by itself: the bureau hears the member and proposes, an extraordinary assembly votes.",
        day=found.review.figures["warned_on"],
        article=cited(found.review.articles[0]),
    )


def _issued(turn: Turn, found: WarningFile, warning: WarningLetter) -> Reply:
    result = {
        "member": warning.member,
        "warning": str(warning.id),
        "overdue": warning.cents,
        "pay_by": _pay_by(warning).isoformat(),
        "state": warning.chat_state,
        "articles": list(found.decision.articles),
    }
    if found.reachable:
        text = turn.t(
            "The warning is on its way to {name}. <cmd>warn</cmd> shows when it has left.", name=found.member.name
        )
        return Reply(text, result=result)
    return to_post(turn, found.member, letter(reader_of(turn, found.member), warning.body), result)


def _pay_by(warning: WarningLetter) -> date:
    assert warning.pay_by is not None  # noqa: S101 - a warning about dues gives a day
    return warning.pay_by


def _money(turn: Turn, cents: int) -> Money:
    return Money(cents, turn.work.bylaws.currency)
