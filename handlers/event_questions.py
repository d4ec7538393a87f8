"""What is asked of an event, in words that suit it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assistant.chat import Answer, Choice, Day, FreeText, Option, Turn, UnfitError, YesNo
from assistant.domain.aid import DEATHS, PLANNED, Document, EventKind, Tie
from assistant.domain.members import GONE, Status
from assistant.marks import N_
from assistant.words import fold
from handlers.event_words import CALLED, CHOICES, PAPERS, TIES, is_listed, tie_said
from handlers.people import Somebody, by_name

MOST_CHILDREN = 9
LONGEST_NAME = 100
_SAID = {
    **dict.fromkeys(("un", "une", "one"), 1),
    **dict.fromkeys(("deux", "jumeaux", "jumelles", "two", "twins"), 2),
    **dict.fromkeys(("trois", "triples", "triplees", "three", "triplets"), 3),
}
_COUNT = re.compile(r"[1-9]")
_DAYS: Mapping[EventKind, str] = {
    **dict.fromkeys(DEATHS, N_("Which day was it?")),
    EventKind.MARRIAGE: N_("Which day is the wedding? It may still be to come."),
    EventKind.BIRTH: N_("Which day was the birth?"),
    EventKind.BAPTISM: N_("Which day is the baptism? It may still be to come."),
    EventKind.BIRTHDAY: N_("Which day is it celebrated? It may still be to come."),
    EventKind.OTHER: N_("Which day was it?"),
}
_NAMES: Mapping[EventKind, str] = {
    **dict.fromkeys(DEATHS, N_("What was the name? The bureau alone reads it. You may skip this.")),
    EventKind.BIRTH: N_("What is the name? The bureau alone reads it. You may skip this."),
    EventKind.BAPTISM: N_("What is the child's name? The bureau alone reads it. You may skip this."),
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many children: one of those offered, or a number up to nine in figures or in words."""

    prompt: Markup
    options: tuple[Option, ...]
    kind: str = "choice"
    optional: bool = False

    def accept(self, answer: Answer) -> int:
        """The number."""
        typed = fold(answer.option or answer.text or "")
        if _COUNT.fullmatch(typed):
            return int(typed)
        if typed in _SAID:
            return _SAID[typed]
        raise UnfitError("NOT_A_COUNT", answer.language.t("Give a number from 1 to {most}.", most=MOST_CHILDREN))

    def restore(self, stored: Any) -> int:
        """The number itself."""
        return int(stored)


@dataclass(frozen=True, slots=True)
class Kin:
    """Who it is, by an answer or in a few words; gives the tie, and the words where some were typed."""

    prompt: Markup
    options: tuple[Option, ...]
    kind: str = "text"
    optional: bool = False

    def accept(self, answer: Answer) -> dict[str, str]:
        """`{"tie", "words"}`; a relative who has a place of their own on the list is sent back there."""
        said = fold(answer.option or answer.text or "")
        for option in self.options:
            if said in {fold(option.id), fold(option.label)}:
                return {"tie": option.id, "words": ""}
        words = FreeText(self.prompt, maximum=LONGEST_NAME).accept(answer)
        if is_listed(said):
            raise UnfitError("LISTED_RELATIVE", self._listed(answer))
        return {"tie": tie_said(said).value, "words": words}

    def restore(self, stored: Any) -> tuple[Tie, str]:
        """Both."""
        return Tie(stored["tie"]), stored["words"]

    def _listed(self, answer: Answer) -> Markup:
        return answer.language.t(
            "For the death of somebody so close <cmd>event</cmd> has an answer of its own: begin there again. For "
            "anything else choose “{last}”.",
            last=self.options[-1].label,
        )


def kinds(turn: Turn, first: Iterable[Option]) -> Choice:
    """What happened. `first`: what else the member may have come for."""
    options = tuple(Option(kind.value, str(turn.t(CHOICES[kind])), also=CALLED[kind]) for kind in CHOICES)
    return Choice(turn.t("What would you like to tell the association?"), (*first, *options))


def the_deceased(turn: Turn, *, condoling: bool) -> Somebody:
    """Anybody but oneself who has not left; the register may know of the death already."""
    own = turn.actor.member.number if turn.actor.member else None
    people = (
        by_name(member)
        for member in turn.work.members.all()
        if member.number != own and (member.status not in GONE or member.status is Status.DECEASED)
    )
    prompt = turn.t("Who is it? Give the member's number, or first and last name in full.")
    return Somebody(_condoled(turn, prompt) if condoling else prompt, tuple(people))


def day(turn: Turn, kind: EventKind, *, condoling: bool) -> Day:
    """When it happened; what is planned may be told ahead. `condoling`: of a death, nothing was said of it yet."""
    options = (Option("today", str(turn.t("Today"))), Option("yesterday", str(turn.t("Yesterday"))))
    prompt = turn.t(_DAYS[kind])
    prompt = _condoled(turn, prompt) if condoling and kind in DEATHS else prompt
    return Day(prompt, options, latest=None if kind in PLANNED else turn.work.today)


def name(turn: Turn, kind: EventKind) -> FreeText:
    """Of who died, was born or is baptised; may be left out."""
    return FreeText(turn.t(_NAMES[kind]), optional=True, maximum=LONGEST_NAME)


def kin(turn: Turn) -> Kin:
    """Whom what is not on the list touches."""
    options = tuple(Option(tie.value, str(turn.t(TIES[tie]))) for tie in TIES)
    return Kin(turn.t("Whom does it touch? Choose, or say it in a few words."), options)


def children(turn: Turn) -> Count:
    """How many were born."""
    options = tuple(Option(str(number), str(number)) for number in (1, 2, 3))
    return Count(turn.t("How many children were born?"), options)


def ceremony(turn: Turn) -> YesNo:
    """Whether one is held."""
    return _yes_no(turn, turn.t("Is there a ceremony or a celebration?"))


def invitation(turn: Turn) -> YesNo:
    """Whether the members may come."""
    return _yes_no(turn, turn.t("Are the members of the association invited?"))


def paper(turn: Turn, document: Document, *, later: bool) -> Markup:
    """How to hand in what the bylaws ask for; `later`: it may wait."""
    send = turn.t(
        "Send {document}, as a photo or a PDF. The bureau alone sees it, and it is erased once they have decided.",
        document=turn.t(PAPERS[document]),
    )
    return send + " " + turn.t("If you do not have it yet, skip: your declaration waits for it.") if later else send


def _condoled(turn: Turn, prompt: Markup) -> Markup:
    return turn.t("Our thoughts are with you.") + " " + prompt


def _yes_no(turn: Turn, prompt: Markup) -> YesNo:
    return YesNo(prompt, yes=str(turn.t("Yes")), no=str(turn.t("No")))
