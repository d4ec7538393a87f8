"""What a plain message says of coming to a meeting: met with buttons, never taken for the answer itself."""

from __future__ import annotations

import re

from markupsafe import Markup

from assistant.chat import Button, Reply, Turn
from assistant.services.meetings import answering
from assistant.services.meetings.answering import Invited
from handlers import meeting_words, minutes_past, rsvp_buttons
from handlers.meetings import begun, nothing_ahead, overview, under_way
from handlers.rsvp_cards import body

_MONEY = re.compile(r"\b(pay|paie|regler|vers(er|ement)|virement|cheque|cotis|especes|argent|money|cash)")
"""Who comes to pay is not coming to a meeting."""
_THERE = r"(la|present|presente|presents|des votres|parmi vous|avec vous)\b"
_DAY = r"(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|ce jour|le \d)"
_PLACE = r"(a la (prochaine )?reunion|a l'(assemblee|ag)\b)"
_AWAY = re.compile(
    rf"\bje (ne )?viendrai pas\b|\bje (ne )?viens pas\b(?! (de|d')\b)|\bje (ne )?serai pas {_THERE}"
    r"|\bje n'y serai pas\b"
    r"|\bje (ne )?(pourrai|peux|puis|vais) (pas|point) (y )?"
    rf"(venir|aller|assister|participer|me liberer|me deplacer|etre {_THERE})"
    r"|\bje (ne |n')?(participerai|assisterai) pas\b|\bje (serai|suis) (absente?|empechee?)\b|\bconfirme mon absence\b"
    r"|\bi (can'?t|can ?not|won'?t|will not|am not able to|won'?t be able to) (come|attend|make it|be there)\b(?! back)"
    r"|\bi('m| am) not coming\b|\bi('ll| will) (be absent|not come)\b"
)
_COMING = re.compile(
    rf"\bj'y serai\b|\bje serai (bien )?{_THERE}|\bje (viendrai|viens)( bien| aussi)?(\W*$| ({_DAY}|{_PLACE}))"
    rf"|\bje (participerai|assisterai)( bien)? {_PLACE}|\bconfirme ma (presence|venue)\b"
    r"|\bi('ll| will) (come|attend|be there)\b(?! back)|\bi('m| am) coming\b(?! back)"
)
_ASKS = re.compile(r"\b(reunions?|meetings?|assemblees? generales?|general assembl(y|ies)|convocations?)\b")
_MINUTES = re.compile(
    r"\bcomptes?[- ]rendus?\b|\bproces[- ]verb(al|aux)\b"
    r"|\b(approved|last|latest|meeting|meeting's|past) minutes\b|\bminutes of (the|our|a)\b"
)
_PROXY_TO = re.compile(r"\b(?:procuration|proxy) (?:a|to) (?P<who>.+?)(?: (?:pour|for|at)\b.*)?\W*$")
_WITHDRAW = re.compile(r"\b(retir|annul|reprend|withdraw|cancel|take back)")


def met(turn: Turn, typed: str) -> Reply | None:
    """A word about coming, or a question about meetings; None where it is neither. `typed` is folded."""
    if _MONEY.search(typed):
        return None
    if _AWAY.search(typed):
        return _confirm(turn, coming=False)
    if _COMING.search(typed):
        return _confirm(turn, coming=True)
    if _MINUTES.search(typed):
        return minutes_past.read(turn)
    return overview(turn) if _ASKS.search(typed) else None


def proxy_words(typed: str) -> list[str]:
    """What a plain request about a proxy says beyond the word itself: to whom, or that it is withdrawn."""
    if _WITHDRAW.search(typed):
        return ["withdraw"]
    found = _PROXY_TO.search(typed)
    return found["who"].split() if found else []


def _confirm(turn: Turn, *, coming: bool) -> Reply:
    """The answer as a button, for the meeting ahead or for each of several."""
    upcoming = answering.upcoming(turn.work, turn.actor)
    ahead = [seen for seen in upcoming if not begun(turn, seen)]
    if not ahead:
        return under_way(turn, upcoming[0]) if upcoming else nothing_ahead(turn)
    if len(ahead) == 1:
        return Reply(_question(turn, ahead[0], coming=coming), (_button(turn, ahead[0], coming=coming),))
    text = turn.t("You are coming to which meeting?") if coming else turn.t("You are not coming to which meeting?")
    return Reply(text, tuple(_button(turn, seen, coming=coming, named=True) for seen in ahead))


def _question(turn: Turn, seen: Invited, *, coming: bool) -> Markup:
    meeting = meeting_words.named(turn.language, body(turn, seen))
    if coming:
        return turn.t("Shall I note that you are coming to {meeting}?", meeting=meeting)
    return turn.t("Shall I note that you are not coming to {meeting}?", meeting=meeting)


def _button(turn: Turn, seen: Invited, *, coming: bool, named: bool = False) -> Button:
    data = body(turn, seen)
    button = rsvp_buttons.coming(turn.language, data) if coming else rsvp_buttons.not_coming(turn.language, data)
    label = meeting_words.label(turn.language, data) if named else button.label
    return Button(label, button.command, button.arguments)
