"""What members say about what they have declared: a document, yes or no to the announcement, a withdrawal; the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from assistant.chat import Button, Choice, Option, Reply, Turn, YesNo
from assistant.domain.aid import Document, EventKind
from assistant.domain.claims import STANDING, ClaimState, FiledClaim
from assistant.domain.decisions import Reason
from assistant.marks import N_
from assistant.services.aid import declaring, news
from assistant.services.aid.judging import WAITING
from assistant.words import fold
from handlers import event_questions, uploads
from handlers.event_buttons import announce, buttons_of, keep_quiet
from handlers.event_data import Data
from handlers.event_verdicts import asks_consent, prospects, ruling
from handlers.event_words import event_of

DOCUMENT, ANNOUNCE, WITHDRAW, LIST = "document", "announce", "withdraw", "list"
WORDS: Mapping[str, str] = {
    "document": DOCUMENT,
    "announce": ANNOUNCE,
    "annoncer": ANNOUNCE,
    "withdraw": WITHDRAW,
    "retirer": WITHDRAW,
    "list": LIST,
    "liste": LIST,
}
SHOWN = 10
_STANDS: Mapping[str, str] = {
    ClaimState.APPROVED: N_("{day}, {event}: the bureau has agreed."),
    ClaimState.REFUSED: N_("{day}, {event}: the bureau has not agreed."),
    ClaimState.WITHDRAWN: N_("{day}, {event}: withdrawn."),
    ClaimState.CANCELLED: N_("{day}, {event}: cancelled."),
    "open": N_("{day}, {event}: the bureau decides."),
    "waits": N_("{day}, {event}: something is still to come from you."),
    "nothing": N_("{day}, {event}: nothing can be paid as things stand."),
}
_LACKING = {Reason.MISSING_DOCUMENT, Reason.NO_CEREMONY_OR_INVITATION}


def preset(turn: Turn) -> None:
    """`document 3` and its like after the command are kept among the answers."""
    if "kind" in turn.answers or not turn.arguments or fold(turn.arguments[0]) not in WORDS:
        return
    turn.answers["kind"] = WORDS[fold(turn.arguments.pop(0))]
    if turn.arguments and turn.arguments[0].isdecimal():
        turn.answers["claim"] = turn.arguments.pop(0)[:18]


def offers(turn: Turn) -> tuple[Option, ...]:
    """What else a member may have come for: a document that is awaited, what was declared."""
    found = [Option(LIST, str(turn.t("What I have declared")))] if declaring.own(turn.work, turn.actor) else []
    lacking = declaring.lacking(turn.work, turn.actor)
    if lacking:
        label = turn.t("What is still missing ({event})", event=_event(turn, lacking[0]))
        return (Option(DOCUMENT, str(label)), *found)
    return tuple(found)


def hand_in(turn: Turn) -> Reply:
    """What a declaration waits for: a document, or a ceremony and an invitation."""
    filed = _chosen(turn, declaring.lacking(turn.work, turn.actor), turn.t("For which of them?"))
    if filed is None:
        return Reply(turn.t("Nothing is awaited from you."), result={"claim": None})
    wanted = filed.verdict.figures.get("document") if filed.verdict else None
    if wanted:
        prompt = event_questions.paper(turn, Document(wanted), later=False)
        document = uploads.proof(turn, "document", prompt, optional=False)
        done = declaring.hand_in(turn.work, turn.actor, filed.id, document)
    else:
        held = turn.ask("ceremony", event_questions.ceremony(turn))
        invited = turn.ask("invitation", event_questions.invitation(turn))
        done = declaring.hand_in(turn.work, turn.actor, filed.id, ceremony=held, invitation=invited)
    data = news.card_of(turn.work, done)
    reader = turn.language
    parts = (turn.t("Thank you, noted."), ruling(reader, data), prospects(reader, data))
    text = Markup("\n").join(filter(None, (Markup(" ").join(filter(None, parts)), asks_consent(reader, data))))
    return Reply(text, buttons_of(reader, data), result=result_of(done))


def say_whether_to_announce(turn: Turn) -> Reply:
    """Yes or no; either may be changed until the members are told."""
    claims = [filed for filed in declaring.own(turn.work, turn.actor) if filed.state in STANDING]
    claim = _named(turn) or _id(_chosen(turn, claims, turn.t("Which of them?")))
    if claim is None:
        return _none(turn)
    prompt = turn.t("May the bureau tell the members?")
    given = turn.ask("consent", YesNo(prompt, yes=str(turn.t("Announce")), no=str(turn.t("Do not announce"))))
    filed = declaring.set_consent(turn.work, turn.actor, claim, given)
    result = {"claim": str(filed.id), "consent": given}
    if given:
        text = turn.t("Thank you. The bureau may now tell the members. Until it has, you can change your mind.")
        return Reply(text, (keep_quiet(turn.language, filed.id),), result=result)
    text = turn.t("Noted: nothing is said to the members. You can change your mind.")
    return Reply(text, (announce(turn.language, filed.id),), result=result)


def withdraw(turn: Turn) -> Reply:
    """One's own, as long as the bureau has not decided."""
    claims = [filed for filed in declaring.own(turn.work, turn.actor) if filed.state is ClaimState.DECLARED]
    claim = _named(turn) or _id(_chosen(turn, claims, turn.t("Which of them do you withdraw?")))
    if claim is None:
        return _none(turn)
    filed = declaring.withdraw(turn.work, turn.actor, claim)
    text = turn.t(
        "Withdrawn: {event}, {day}.",
        event=_event(turn, filed),
        day=filed.told.event_on,
    )
    return Reply(text, result={"claim": str(filed.id), "state": filed.state.value})


def show_own(turn: Turn) -> Reply:
    """What the member has declared, or what concerns them, the latest first; and where each stands."""
    claims = declaring.own(turn.work, turn.actor)[::-1]
    if not claims:
        declare = Button(str(turn.t("Declare an event")), "event")
        return Reply(turn.t("You have declared nothing yet."), (declare,), result={"claims": []})
    lines = [Markup("• ") + _line(turn, filed) for filed in claims[:SHOWN]]
    buttons: list[Button] = []
    if declaring.lacking(turn.work, turn.actor):
        buttons.append(Button(str(turn.t("Send what is missing")), "event", (DOCUMENT,)))
    if any(filed.state is ClaimState.DECLARED for filed in claims):
        buttons.append(Button(str(turn.t("Withdraw")), "event", (WITHDRAW,)))
    return Reply(Markup("\n").join(lines), tuple(buttons), result={"claims": [_row(filed) for filed in claims]})


ANSWERS: Mapping[str, Callable[[Turn], Reply]] = {
    DOCUMENT: hand_in,
    ANNOUNCE: say_whether_to_announce,
    WITHDRAW: withdraw,
    LIST: show_own,
}


def result_of(filed: FiledClaim) -> dict[str, object]:
    """The claim, what is paid and what each owes, in cents; why nothing is paid where the bylaws say no."""
    verdict = filed.verdict
    assert verdict is not None  # noqa: S101 - it has just been judged
    done: dict[str, object] = {"claim": str(filed.id), "payout": verdict.payout, "levy": verdict.levy}
    return done if verdict.allowed else {**done, "refused": verdict.reason, "articles": list(verdict.articles)}


def _chosen(turn: Turn, claims: Sequence[FiledClaim], prompt: Markup) -> FiledClaim | None:
    """The one that was named, the only one there is, or the one chosen; None where there is none."""
    if "claim" not in turn.answers and len(claims) <= 1:
        return claims[0] if claims else None
    options = tuple(Option(str(filed.id), _label(turn, filed)) for filed in claims)
    chosen = turn.ask("claim", Choice(prompt, options))
    return next((filed for filed in claims if str(filed.id) == chosen), None)


def _named(turn: Turn) -> int | None:
    return int(turn.answers["claim"]) if "claim" in turn.answers else None


def _id(filed: FiledClaim | None) -> int | None:
    return filed.id if filed else None


def _none(turn: Turn) -> Reply:
    return Reply(turn.t("You have declared nothing that this could be about."), result={"claim": None})


def _label(turn: Turn, filed: FiledClaim) -> str:
    return str(turn.t("{event}, {day}", event=_event(turn, filed), day=filed.told.event_on))


def _event(turn: Turn, filed: FiledClaim) -> Markup:
    told = filed.told
    concerned = turn.work.members.get(told.concerns)
    data: Data = {
        "taken_for": filed.ruled or told.kind,
        "tie": told.tie,
        "children": told.children,
        "name": concerned.name if concerned else told.concerns,
    }
    return event_of(turn.language, data)


def _line(turn: Turn, filed: FiledClaim) -> Markup:
    return turn.t(_STANDS[_stand(filed)], event=_event(turn, filed), day=filed.told.event_on)


def _stand(filed: FiledClaim) -> str:
    """Where it stands; of a member's death no more than that the bureau sees to it."""
    verdict = filed.verdict
    if filed.state is not ClaimState.DECLARED:
        return filed.state
    if verdict is None or verdict.allowed or filed.told.kind is EventKind.DEATH_MEMBER:
        return "open"
    if verdict.reason in _LACKING:
        return "waits"
    return "open" if verdict.reason in WAITING else "nothing"


def _row(filed: FiledClaim) -> dict[str, str]:
    told = filed.told
    return {
        "claim": str(filed.id),
        "kind": told.kind.value,
        "event_on": told.event_on.isoformat(),
        "state": filed.state.value,
    }
