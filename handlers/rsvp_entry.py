"""What a member has told the bureau by telephone or by letter: whether they come, entered in their name."""

from __future__ import annotations

from markupsafe import Markup

from assistant.chat import Choice, FreeText, Option, Reply, Turn
from assistant.domain.attending import Answer
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.money import Money
from assistant.marks import N_
from assistant.services.meetings import answering
from assistant.services.meetings.answering import Invited
from assistant.services.permissions import Action, may
from handlers import meeting_words, rsvp_buttons
from handlers.citing import article as cited
from handlers.people import a_member
from handlers.rsvp_cards import LONGEST, body

_BARRED = frozenset({Reason.SUSPENDED, Reason.NOT_A_MEMBER})
_NOTED = {
    "present": N_("<b>Noted for {name}</b>: coming to {meeting}."),
    "absent": N_("<b>Noted for {name}</b>: not coming to {meeting}."),
    "represented": N_("<b>Noted for {name}</b>: not coming to {meeting}, and represented."),
}


def entering(turn: Turn) -> bool:
    """Whether it is about somebody else's answer, for who may enter it."""
    if may(turn.actor, Action.CONVENE) and rsvp_buttons.takes(turn, rsvp_buttons.FOR):
        turn.answers[rsvp_buttons.FOR] = True
    turn.office = rsvp_buttons.FOR in turn.answers
    return turn.office


def enter(turn: Turn, meeting: int) -> Reply:
    """Who, what, and why not."""
    prompt = turn.t("Who has told you whether they come? Give the member's number, or first and last name.")
    number = turn.ask("member", a_member(turn, prompt))
    received = turn.incoming.received_at
    try:
        seen = answering.check(turn.work, turn.actor, meeting, received_at=received, member=number)
    except RefusedError as refusal:
        if refusal.decision.reason not in _BARRED:
            raise
        return _barred(turn, refusal, number)
    said = Answer(turn.ask("answer", _answers(turn, seen, number)))
    reason = _why(turn) if said is Answer.ABSENT else ""
    kept = answering.answer(turn.work, turn.actor, meeting, said, reason, received_at=received, member=number)
    result = {"meeting": str(meeting), "rsvp": kept.answer, "member": kept.member}
    return Reply(Markup("\n").join(_noted(turn, kept)), result=result)


def _barred(turn: Turn, refusal: RefusedError, number: str) -> Reply:
    decision = refusal.decision
    text = turn.t(
        "{name} is not called to meetings at present ({article}).",
        name=_name(turn, number),
        article=cited(decision.articles[-1]),
    )
    return Reply(text, result={"refused": str(decision.reason), "articles": list(decision.articles)})


def _answers(turn: Turn, seen: Invited, number: str) -> Choice:
    label = meeting_words.label(turn.language, body(turn, seen))
    prompt = turn.t("{name}: {meeting}. What is the answer?", name=_name(turn, number), meeting=label)
    return Choice(prompt, (Option("present", str(turn.t("Is coming"))), Option("absent", str(turn.t("Is not coming")))))


def _why(turn: Turn) -> str:
    prompt = turn.t("Did they say why? Their reason stands in their own file.")
    return turn.ask_or_skip("reason", FreeText(prompt, optional=True, maximum=LONGEST)) or ""


def _noted(turn: Turn, kept: Invited) -> list[Markup]:
    assert kept.answer is not None  # noqa: S101 - it has just been given
    meeting = meeting_words.named(turn.language, body(turn, kept))
    lines = [turn.t(_NOTED[kept.answer], name=_name(turn, kept.member), meeting=meeting)]
    if kept.meal is not None and kept.answer != "present" and kept.meal.owed:
        article = cited(turn.work.bylaws.cite("meal"))
        amount = Money(kept.meal.owed, turn.work.bylaws.currency)
        lines.append(turn.t("The meal ({amount}) is due all the same ({article}).", amount=amount, article=article))
    return lines


def _name(turn: Turn, number: str) -> str:
    found = turn.work.members.get(number)
    return found.name if found else number
