"""`/annoncer`: the bureau tells the members what has happened to one of them, in words that it has looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from assistant.chat import Choice, Either, FreeText, Option, Reply, Turn
from assistant.domain.aid import DEATHS, EventKind
from assistant.domain.claims import FiledClaim
from assistant.marks import N_
from assistant.services.aid import announcing
from assistant.services.aid.announcing import LONGEST, Draft
from handlers.aid_notices import announced
from handlers.citing import article as cited
from handlers.figures import EVENTS

DRAFT = "draft"
_MOURNED: Mapping[EventKind, str] = {
    EventKind.DEATH_MEMBER: N_("It is with great sadness that we tell you that our member {name} has died, on {day}."),
    EventKind.DEATH_SPOUSE: N_("It is with sadness that we tell you that {name} has lost their spouse, on {day}."),
    EventKind.DEATH_CHILD: N_("It is with deep sadness that we tell you that {name} has lost their child, on {day}."),
    EventKind.DEATH_FATHER: N_("It is with sadness that we tell you that {name} has lost their father, on {day}."),
    EventKind.DEATH_MOTHER: N_("It is with sadness that we tell you that {name} has lost their mother, on {day}."),
    EventKind.DEATH_BROTHER: N_("It is with sadness that we tell you that {name} has lost their brother, on {day}."),
    EventKind.DEATH_SISTER: N_("It is with sadness that we tell you that {name} has lost their sister, on {day}."),
}
_GLAD: Mapping[EventKind, str] = {
    EventKind.MARRIAGE: N_("{name} is happy to tell us of their wedding, on {day}."),
    EventKind.BAPTISM: N_("{name} is happy to tell us of a baptism in the family, on {day}."),
    EventKind.BIRTHDAY: N_("{name} is happy to celebrate their birthday, on {day}."),
}
_SAID = {**_MOURNED, **_GLAD}


def announce(turn: Turn) -> Reply:
    """Which event, in which words; then what the members will read and how many, and only then it leaves."""
    claim = _chosen(turn)
    if claim is None:
        text = turn.t("Nothing is to be announced: the members are told only where the family agrees.")
        return Reply(text, result={"claim": None, "recipients": 0})
    filed = announcing.check(turn.work, turn.actor, claim)
    first = draft(turn, announcing.draft(turn.work, turn.actor, claim))
    option, own = turn.ask("text", _words(turn, first))
    said = first if option == DRAFT or own is None else own
    if not turn.confirm(_preview(turn, filed, said)):
        return Reply(turn.t("Nothing was sent."), result={"cancelled": "announce"})
    told = announcing.announce(turn.work, turn.actor, claim, said)
    sent = turn.tn("Sent to {n} member.", "Sent to {n} members.", told)
    return Reply(sent + _unreached(turn, filed), result={"claim": str(claim), "recipients": told})


def draft(turn: Turn, facts: Draft) -> str:
    """Words to begin with: the kinship and the day, never the relative's name, then a thought for the family."""
    lines = [_event(turn, facts)]
    if facts.invited and facts.kind not in DEATHS:
        lines.append(turn.t("All members are invited."))
    lines.append(_thought(turn, facts))
    return "\n".join(str(line.unescape()) for line in lines)


def _chosen(turn: Turn) -> int | None:
    """The claim named by its id (that of a card's button), or chosen of those that can be announced."""
    if "claim" not in turn.answers and turn.arguments and turn.arguments[0].isdecimal():
        named = int(turn.arguments.pop(0)[:18])
        if turn.work.claims.get(named) is not None:
            turn.answers["claim"] = str(named)
            return named
    waiting = announcing.announceable(turn.work, turn.actor)
    if not waiting and "claim" not in turn.answers:
        return None
    prompt = turn.tn("<b>One event is open.</b>", "<b>{n} events are open.</b> Which one is announced?", len(waiting))
    return int(turn.ask("claim", Choice(prompt, _options(turn, waiting))))


def _options(turn: Turn, waiting: Sequence[FiledClaim]) -> tuple[Option, ...]:
    return tuple(Option(str(filed.id), str(_label(turn, filed))) for filed in waiting)


def _label(turn: Turn, filed: FiledClaim) -> Markup:
    kind, member = filed.ruled or filed.told.kind, turn.work.members.get(filed.told.concerns)
    event = turn.t(EVENTS[kind]) if kind in EVENTS else turn.t("Another event")
    name = member.name if member else filed.told.concerns
    return turn.t("{event}, {name}, {day}", event=event, name=name, day=filed.told.event_on)


def _words(turn: Turn, first: str) -> Either[str]:
    """The first text to take as it is, or the bureau's own."""
    prompt = turn.t(
        "<b>The family agrees that the members be told</b> ({article}). I would write:\n\n{text}\n\nUse this, or write "
        "it in your own words.",
        article=cited(turn.work.bylaws.cite("privacy")),
        text=announced(turn.language, first, _by(turn)),
    )
    return Either(FreeText(prompt, maximum=LONGEST), (Option(DRAFT, str(turn.t("Use this text"))),))


def _preview(turn: Turn, filed: FiledClaim, text: str) -> Markup:
    """As the members will read it."""
    told = len(announcing.recipients(turn.work, filed.event))
    head = turn.tn("<b>{n} member will read this</b>:", "<b>{n} members will read this</b>:", told)
    parts = [head, announced(turn.language, text, _by(turn))]
    return Markup("\n\n").join([*parts, turn.t("Shall it be sent?") + _unreached(turn, filed)])


def _unreached(turn: Turn, filed: FiledClaim) -> Markup:
    """How many of them have no chat here."""
    without = set(turn.work.accounts.unreachable())
    missed = sum(1 for member in announcing.recipients(turn.work, filed.event) if member.number in without)
    if not missed:
        return Markup("")
    return Markup(" ") + turn.tn(
        "{n} of them has no chat here: a call or a letter is needed.",
        "{n} of them have no chat here: a call or a letter is needed.",
        missed,
    )


def _by(turn: Turn) -> str | None:
    return turn.actor.member.name if turn.actor.member else None


def _event(turn: Turn, facts: Draft) -> Markup:
    said = {"name": facts.concerned.name, "day": facts.event_on}
    if facts.kind is EventKind.BIRTH:
        return turn.tn(
            "{name} is happy to tell us of the birth of a child, on {day}.",
            "{name} is happy to tell us of the birth of {n} children, on {day}.",
            facts.children,
            **said,
        )
    if facts.kind in _SAID:
        return turn.t(_SAID[facts.kind], **said)
    return turn.t("{name} wishes us to know that something has touched the family, on {day}.", **said)


def _thought(turn: Turn, facts: Draft) -> Markup:
    if facts.kind in DEATHS:
        return turn.t("Our thoughts are with all the family.")
    if facts.kind in {EventKind.BIRTH, *_GLAD}:
        return turn.t("All our good wishes.")
    return turn.t("We are thinking of them.")
