"""Approved minutes of past meetings, under `/reunions`: a page of them, and each as it was sent to the members."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from markupsafe import Markup

from assistant.chat import Button, Option, Reply, Turn
from assistant.domain.decisions import Reason
from assistant.domain.minutes import Minutes
from assistant.services.meetings import rereading
from assistant.services.meetings.rereading import Page
from assistant.words import fold
from handlers import meeting_words
from handlers.citing import article as cited
from handlers.minutes_words import Data, minutes_sent
from handlers.rsvp_buttons import takes

NAME, WORD, OLDER = "meetings", "minutes", "before"
DIGITS = 18
"""No meeting has a longer number."""
_WORDS = frozenset(
    {WORD, "pv", "compte", "comptes", "rendu", "rendus", "compte-rendu", "comptes-rendus", "proces-verbaux"}
)


def asked(turn: Turn) -> bool:
    """Whether what followed the command begins with a word for minutes, beside a number; those words are taken.

    The reason of an absence may hold one of them too.
    """
    first = next((argument for argument in turn.arguments if not argument.isdecimal()), "")
    if fold(first) not in _WORDS:
        return False
    turn.arguments[:] = [argument for argument in turn.arguments if fold(argument) not in _WORDS]
    return True


def way(turn: Turn) -> tuple[Button, ...]:
    """To the page, where there is something on it for the reader."""
    return tuple(Button(option.label, NAME, (option.id,)) for option in choice(turn))


def choice(turn: Turn) -> tuple[Option, ...]:
    """The same beside the answers to a question, which is then left."""
    return (Option(WORD, str(turn.t("Past minutes"))),) if rereading.offered(turn.work, turn.actor) else ()


def read(turn: Turn) -> Reply:
    """Those of the meeting that was named, or a page: of the latest, or of what was held before a meeting."""
    older = takes(turn, OLDER)
    if not turn.arguments:
        return _page(turn, _latest(turn), rereading.page(turn.work, turn.actor))
    meeting = _meeting(turn)
    if older and meeting is not None:
        return _page(turn, turn.t("<b>Older minutes.</b> Which ones?"), rereading.page(turn.work, turn.actor, meeting))
    found = rereading.of_meeting(turn.work, turn.actor, meeting) if meeting is not None else None
    return _not_found(turn) if found is None else _whole(turn, found)


def _meeting(turn: Turn) -> int | None:
    """The number that was given, of whatever meeting; None for anything else."""
    words = turn.arguments.copy()
    turn.arguments.clear()
    return int(words[0]) if len(words) == 1 and words[0].isdecimal() and len(words[0]) <= DIGITS else None


def _latest(turn: Turn) -> Markup:
    return turn.t("<b>Approved minutes</b>, of the latest meeting first. Which ones?")


def _page(turn: Turn, head: Markup, page: Page) -> Reply:
    """Each on a button, then what is older."""
    buttons = [Button(_label(turn, _facts(each)), NAME, (WORD, str(each.meeting))) for each in page.minutes]
    if page.older:
        last = page.minutes[-1].meeting
        buttons.append(Button(str(turn.t("Older minutes")), NAME, (WORD, OLDER, str(last))))
    result = {"meetings": [str(each.meeting) for each in page.minutes]}
    return Reply(head if page.minutes else _none(turn), tuple(buttons), result=result)


def _none(turn: Turn) -> Markup:
    article = cited(turn.work.bylaws.cite("monthly_meeting"))
    return turn.t(
        "<b>There are no approved minutes to read here.</b> They are approved at the next meeting, and then sent to "
        "you ({article}).",
        article=article,
    )


def _whole(turn: Turn, found: Minutes) -> Reply:
    """As every member was sent them, in the reader's language."""
    others = Button(str(turn.t("Other minutes")), NAME, (WORD,))
    result = {"meeting": str(found.meeting), "minutes": str(found.id)}
    return replace(minutes_sent(turn.language, _facts(found)), buttons=(others,), result=result)


def _not_found(turn: Turn) -> Reply:
    """There is no such meeting, or those present have not approved its minutes; then those that there are."""
    article = turn.work.bylaws.cite("monthly_meeting")
    page = rereading.page(turn.work, turn.actor)
    said = turn.t(
        "I have no approved minutes of that meeting. Until they are approved, they are a draft ({article}).",
        article=cited(article),
    )
    shown = _page(turn, _latest(turn), page)
    text = Markup("\n").join([said, shown.text]) if page.minutes else said
    return replace(shown, text=text, result={"refused": str(Reason.MINUTES_NOT_APPROVED), "articles": [article]})


def _label(turn: Turn, data: Data) -> str:
    """`Monthly meeting, 14 February 2026`."""
    kind = meeting_words.kind_name(turn.language, data["kind"], second=data["second"])
    return str(turn.t("{kind}, {when}", kind=kind, when=date.fromisoformat(data["on"])).unescape())


def _facts(found: Minutes) -> Data:
    assert found.approval is not None  # noqa: S101 - no draft is among them
    return found.approval.facts
