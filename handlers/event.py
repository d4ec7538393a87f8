"""`/evenement`: a member says what has happened, and reads at once what the bylaws provide for it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from markupsafe import Markup

from assistant.chat import Reply, Turn, UnfitError
from assistant.domain.aid import DEATHS, Assessment, Document, EventKind, Tie
from assistant.domain.claims import STANDING, FiledClaim, NewClaim, Verdict
from assistant.domain.decisions import Reason
from assistant.domain.errors import BeforeBooksError
from assistant.marks import N_
from assistant.services.aid import declaring, news
from assistant.services.aid.judging import WAITING
from assistant.services.permissions import own_number
from handlers import event_answers, event_questions, uploads
from handlers.event_buttons import buttons_of
from handlers.event_data import Data, reason_of
from handlers.event_verdicts import asks_consent, prospects, ruling
from handlers.event_words import event_of, first_words

_NAMED = (DEATHS - {EventKind.DEATH_MEMBER}) | {EventKind.BIRTH, EventKind.BAPTISM}
"""Of which the name is asked, so that one event is not taken for two."""
_CELEBRATED = {
    (True, True): N_("There is a ceremony, to which the members are invited."),
    (True, False): N_("There is a ceremony; the members are not invited."),
    (False, True): N_("There is no ceremony; the members are invited."),
    (False, False): N_("There is no ceremony; the members are not invited."),
}


def event(turn: Turn) -> Reply:
    """What, when, who, a paper where the bylaws ask for one, an echo; or what is said about an earlier declaration."""
    event_answers.preset(turn)
    picked = "kind" not in turn.answers and not turn.arguments
    chosen = turn.ask("kind", event_questions.kinds(turn, event_answers.offers(turn)))
    if chosen in event_answers.ANSWERS:
        return event_answers.ANSWERS[chosen](turn)
    new = _told(turn, EventKind(chosen), picked=picked)
    made, promised = declaring.preview(turn.work, turn.actor, new), 0
    document = None
    if made.decision.reason is Reason.MISSING_DOCUMENT:
        complete = declaring.preview(turn.work, turn.actor, new, document=True)
        document, promised = _document(turn, made), complete.payout
        made = made if document is None else complete
    known = {"promised": promised, **_around(turn, new)}
    if not turn.confirm(_summary(turn, new, {**_data(turn, new, made), **known}, attached=document is not None)):
        return Reply(turn.t("Cancelled: nothing was recorded."), result={"cancelled": "event"})
    filed = declaring.declare(turn.work, turn.actor, new, document)
    return _noted(turn, filed, {**news.card_of(turn.work, filed), **known})


def _told(turn: Turn, kind: EventKind, *, picked: bool) -> NewClaim:
    """All that is asked of that kind of event, and no cause of death. `picked`: the kind has just been chosen."""
    concerns = own_number(turn.actor)
    if kind is EventKind.DEATH_MEMBER:
        concerns = turn.ask("member", event_questions.the_deceased(turn, condoling=picked))
    day = _day(turn, kind, concerns, picked=picked)
    tie, relative = _relative(turn, kind)
    children = turn.ask("children", event_questions.children(turn)) if kind is EventKind.BIRTH else 1
    ceremony, invitation = _celebrated(turn, kind, day)
    return NewClaim(kind, concerns, day, tie, relative, children, ceremony, invitation)


def _day(turn: Turn, kind: EventKind, concerns: str, *, picked: bool) -> date:
    """One that the books cannot judge is told at once, and who may not declare is asked no further."""
    asked = "date" not in turn.answers
    question = event_questions.day(turn, kind, condoling=picked and kind is not EventKind.DEATH_MEMBER)
    day = turn.ask("date", question)
    if asked:
        try:
            declaring.check(turn.work, turn.actor, NewClaim(kind, concerns, day))
        except BeforeBooksError:
            sorry = turn.t(
                "The association's books do not reach back to that day, so I cannot say what the bylaws provide. Write "
                "to the bureau, or give another day."
            )
            raise turn.again("date", question, UnfitError("BEFORE_BOOKS", sorry)) from None
    return day


def _relative(turn: Turn, kind: EventKind) -> tuple[Tie, str]:
    if kind is EventKind.OTHER:
        return turn.ask("relative", event_questions.kin(turn))
    if kind not in _NAMED:
        return Tie.UNLISTED, ""
    return Tie.UNLISTED, turn.ask_or_skip("relative", event_questions.name(turn, kind)) or ""


def _celebrated(turn: Turn, kind: EventKind, day: date) -> tuple[bool, bool]:
    """Whether there is a ceremony, and whether the members are invited, where the bylaws ask for both."""
    if kind not in turn.work.bylaws.aid.ceremony_kinds.on(day):
        return False, False
    return (
        turn.ask("ceremony", event_questions.ceremony(turn)),
        turn.ask("invitation", event_questions.invitation(turn)),
    )


def _document(turn: Turn, made: Assessment) -> int | None:
    """The paper that the bylaws ask for; None where it comes later."""
    wanted = Document(str(made.decision.figures["document"]))
    return uploads.proof(turn, "document", event_questions.paper(turn, wanted, later=True))


def _summary(turn: Turn, new: NewClaim, data: Data, *, attached: bool) -> Markup:
    """All that was said, and what the bylaws make of it."""
    lines = [_echo(turn, new, data)]
    if new.kind in turn.work.bylaws.aid.ceremony_kinds.on(new.event_on):
        lines.append(turn.t(_CELEBRATED[new.ceremony, new.invitation]))
    if attached:
        lines.append(turn.t("Your document is attached."))
    lines += [ruling(turn.language, data), _question(turn, new, data)]
    return Markup("\n").join(line for line in lines if line)


def _echo(turn: Turn, new: NewClaim, data: Data) -> Markup:
    said = {"event": event_of(turn.language, data), "day": new.event_on}
    if not new.relative:
        return turn.t("You declare <b>{event}</b>, on {day}.", **said)
    return turn.t("You declare <b>{event}</b> (“{name}”), on {day}.", name=new.relative, **said)


def _question(turn: Turn, new: NewClaim, data: Data) -> Markup:
    """What is refused may be declared all the same: another death of the month may change it (art. 9)."""
    reason = reason_of(data)
    if reason is None or reason in WAITING or new.kind is EventKind.DEATH_MEMBER:
        return turn.t("Is that right?")
    if reason is Reason.DUPLICATE_EVENT:
        return turn.t("Confirm only if this is another event.")
    return turn.t("You can declare it all the same, so that the association knows of it. Is that right?")


def _noted(turn: Turn, filed: FiledClaim, data: Data) -> Reply:
    """Condolences or congratulations, then what the bylaws provide, what comes next, who will know of it."""
    reader = turn.language
    decided = Markup(" ").join(filter(None, (ruling(reader, data), prospects(reader, data))))
    text = Markup("\n").join(filter(None, (first_words(reader, data), decided, asks_consent(reader, data))))
    return Reply(text, buttons_of(reader, data), result=event_answers.result_of(filed))


def _data(turn: Turn, new: NewClaim, made: Assessment) -> dict[str, Any]:
    """What is not declared yet, as plain data."""
    verdict = Verdict.of(made)
    concerned = turn.work.members.get(new.concerns)
    return {
        **asdict(new),
        "taken_for": new.kind,
        "name": concerned.name if concerned else new.concerns,
        "announced_on": turn.work.today.isoformat(),
        "opens_on": new.event_on.isoformat() if new.event_on > turn.work.today else None,
        "currency": turn.work.bylaws.currency,
        "article": turn.work.bylaws.cite("payment"),
        "help_article": turn.work.bylaws.cite("commission"),
        "verdict": {**asdict(verdict), "judged_on": verdict.judged_on.isoformat()},
    }


def _around(turn: Turn, new: NewClaim) -> dict[str, Any]:
    """What the bylaws provide at most, and when the member declared something alike."""
    bylaws = turn.work.bylaws
    listed = bylaws.aid.payouts.get(new.kind) if new.kind is EventKind.DEATH_MEMBER else None
    return {
        "listed": listed.on(new.event_on) if listed else 0,
        "listed_by": bylaws.cite("mutual_aid"),
        "twin_on": _twin(turn, new),
    }


def _twin(turn: Turn, new: NewClaim) -> str | None:
    own = declaring.own(turn.work, turn.actor)
    alike = (
        filed
        for filed in own
        if filed.state in STANDING
        and filed.told.concerns == new.concerns
        and (filed.ruled or filed.told.kind) is new.kind
    )
    return next((filed.declared_on.isoformat() for filed in alike), None)
