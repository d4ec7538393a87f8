"""Text that answers nothing: a plain request is met as its command would be, anything else with the menu."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from markupsafe import Markup

from assistant.chat import Button, Pause, Reply, Routes, Turn
from assistant.words import fold, typed_start
from handlers.event_words import death_said, joy_said, tells_of_death
from handlers.meeting_talk import met, proxy_words
from handlers.start import code_in, start

REQUESTS: tuple[tuple[str, str], ...] = (
    (r"\bcombien\b.*\b(dois|doit|devoir)\b|\bdois\b.*\bcombien\b|\bce que je dois\b", "balance"),
    (r"\bque dois[- ]je( payer)?\W*$|\b(mon )?solde\b|\bsuis[- ]je a jour\b|\bje suis a jour\b", "balance"),
    (r"\b(ma|mes) (cotisations?|arrieres?|dettes?)\b", "balance"),
    (r"\bhow much\b.*\bowe\b|\bwhat (do )?i owe\b|\bmy balance\b|\bam i up to date\b|\bi owe\b", "balance"),
    (r"\bmy (dues|arrears|debts?)\b", "balance"),
    (r"\b(j'ai|je viens de|i have|i've|i) (paye|payer|regle|regler|vire|virer|paid|just paid)\b", "pay"),
    (r"\breleve\b|\bstatement\b|\bmes (lignes|mouvements)\b", "statement"),
    (r"\bdepenses?\b|\bremboursements?\b|\bnotes? de frais\b|\bexpenses?\b|\brefund\b", "expense"),
    (r"\breglement\b|\barticle\b|\bbylaws?\b|\brules?\b", "rules"),
    (r"\b(mes|my) (donnees|data)\b", "mydata"),
    (r"\bprocurations?\b|\bprox(y|ies)\b|\b(voter|vote) a ma place\b|\bvote for me\b", "proxy"),
    (r"\b(evenements?|entraide|events?|mutual aid)\b", "event"),
    (r"\bconfidentialite\b|\bprivacy\b", "privacy"),
    (r"\blangue\b|\blanguage\b|\b(in|speak) english\b|\b(en|parlez) francais\b", "language"),
    (r"\b(aide|help|menu)\b", "help"),
)
_COMPILED = tuple((re.compile(pattern), command) for pattern, command in REQUESTS)
_THANKS = re.compile(r"\b(merci|thanks?|thank you)\b")
_GREETING = re.compile(r"^(bonjour|bonsoir|salut|hello|hi|good (morning|evening))\b")
_BEFORE_A_DAY = re.compile(r"\b(mon|ma|mes|my|the|le|la|de|du|des|depuis|since|from|of|releve|statement|svp|please)\b")
_NOISE = re.compile(r"\b(le|la|les|du|de|des|sur|article|reglement|bylaws?|rules?|about|the|que|dit|what|do|say)\b")


def free_text_for(routes: Callable[[], Routes]) -> Callable[[Turn], Reply]:
    """The handler, over the route table."""

    def free_text(turn: Turn) -> Reply:
        code = code_in(turn.incoming.text or "") if turn.actor.member is None else None
        if code is not None:
            turn.arguments = [code]
            return start(turn)
        typed = fold((turn.incoming.text or "")[:200])
        wanted = next((command for pattern, command in _COMPILED if pattern.search(typed)), None)
        if wanted is None:
            return _told(turn, typed) or _met(turn, typed)
        command = routes().get(wanted)
        if not command.open_to(turn.actor):
            return routes().stranger(turn)
        found = _arguments(wanted, typed, turn.work.today)
        turn.arguments = list(found)
        try:
            return command.handler(turn)
        except Pause:
            return _offer(turn, Button(str(turn.t(command.summary)), wanted, tuple(found)))

    return free_text


def _arguments(wanted: str, typed: str, today: date) -> list[str]:
    """What the sentence says beyond the request itself: words to look for, or the day a statement begins."""
    if wanted == "rules":
        return _NOISE.sub(" ", typed).split()
    if wanted == "proxy":
        return proxy_words(typed)
    since = " ".join(_BEFORE_A_DAY.sub(" ", typed).split())
    return [since] if wanted == "statement" and typed_start(since, today) else []


def _told(turn: Turn, typed: str) -> Reply | None:
    """What a member tells in plain words: of their family first, then of a meeting."""
    return (_event(turn, typed) or met(turn, typed)) if turn.actor.member is not None else None


def _event(turn: Turn, typed: str) -> Reply | None:
    """Who writes of a death or of happy news is offered to declare it, with a word on what it is."""
    sad, kind = tells_of_death(typed), death_said(typed) or joy_said(typed)
    if not sad and kind is None:
        return None
    declare = Button(str(turn.t("Declare it")), "event", (kind.value,) if kind else ())
    if sad:
        text = turn.t("All our condolences. Would you like to tell the association?")
    else:
        text = turn.t("What good news. Would you like to tell the association?")
    return Reply(text, (declare,), personal=False)


def _met(turn: Turn, typed: str) -> Reply:
    if _THANKS.search(typed):
        return Reply(turn.t("With pleasure."), personal=False)
    if turn.incoming.file is not None:
        return _menu(turn, turn.t("I do not know what this file is for, so I did nothing with it."))
    if typed.startswith("/"):
        unknown = Markup("<typed>{}</typed>").format(typed.split(maxsplit=1)[0].removeprefix("/"))
        return _menu(turn, turn.t("I do not know {command}.", command=unknown))
    if turn.actor.member is None:
        return _menu(turn, _introduced(turn, typed))
    if _GREETING.search(typed):
        return _menu(turn, turn.t("Hello. What can I do for you?"))
    first = turn.t(
        "I did not understand. You can ask for your balance, declare a payment or an event, see the meetings ahead, "
        "give a proxy, read the bylaws."
    )
    return _menu(turn, first)


def _introduced(turn: Turn, typed: str) -> Markup:
    """To a stranger: who speaks, how to be known, whom to turn to otherwise."""
    if turn.incoming.shares_contacts:
        who = turn.t(
            "I am the assistant of {association}: I tell its members what they owe, what the bylaws provide, what "
            "comes next. To know who you are, I need the code that the bureau gives you (<cmd>start</cmd>, then the "
            "code), or your own contact if your number is on the register. If you have neither, write to the bureau.",
            association=turn.work.bylaws.name,
        )
    else:
        who = turn.t(
            "I am the assistant of {association}: I tell its members what they owe, what the bylaws provide, what "
            "comes next. To know who you are, I need the code that the bureau gives you: write it here. If you have "
            "none, write to the bureau.",
            association=turn.work.bylaws.name,
        )
    return turn.t("All our condolences.") + Markup("\n") + who if tells_of_death(typed) else who


def _menu(turn: Turn, text: Markup) -> Reply:
    if turn.actor.member is None:
        begin = (Button(str(turn.t("Begin")), "start"), Button(str(turn.t("Help")), "help"))
        return Reply(text, begin, personal=False)
    buttons = (
        Button(str(turn.t("Balance")), "balance"),
        Button(str(turn.t("Declare a payment")), "pay"),
        Button(str(turn.t("Event")), "event"),
        Button(str(turn.t("Meetings")), "meetings"),
        Button(str(turn.t("Bylaws")), "rules"),
        Button(str(turn.t("Help")), "help"),
    )
    return Reply(text, buttons, personal=False)


def _offer(turn: Turn, command: Button) -> Reply:
    """The command asks something: it is offered instead of begun unasked."""
    return Reply(turn.t("Is this what you want?"), (command,), personal=False)
