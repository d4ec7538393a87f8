"""People as options, chosen by number or name, and as a list that a message can hold.

The roll is confidential (art. 32): a member is typed, never browsed for, and one sentence answers whatever fits nobody
or several.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from assistant.chat import Answer, Choice, Option, Turn, UnfitError
from assistant.domain.decisions import Reason
from assistant.domain.members import GONE, Member, Role
from assistant.i18n import Language
from assistant.marks import N_
from assistant.words import fold

NAMED = 20
"""How many a message names; of the others it gives the number."""


OFFICES = {
    Role.PRESIDENT: N_("for the presidency"),
    Role.VICE_PRESIDENT: N_("for the vice-presidency"),
    Role.SECRETARY: N_("for the secretariat"),
    Role.DEPUTY_SECRETARY: N_("for the secretariat, as deputy"),
    Role.TREASURER: N_("for the treasury"),
    Role.DEPUTY_TREASURER: N_("for the treasury, as deputy"),
}
"""How who holds an office of the bureau signs."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the register, by number or by full name in any order; gives the number. None is offered."""

    prompt: Markup
    people: tuple[Option, ...]
    options: tuple[Option, ...] = ()
    kind: str = "member"
    optional: bool = False

    def accept(self, answer: Answer) -> str:
        """The number of the only one it fits."""
        found = [who.id for who in _named(self.people, answer)]
        if len(found) != 1:
            raise UnfitError(
                "MEMBER_UNCLEAR", answer.language.t("Please give the member's number, or first and last name in full.")
            )
        return found[0]

    def restore(self, stored: Any) -> str:
        """The number itself."""
        return str(stored)


@dataclass(frozen=True, slots=True)
class People:
    """Several, by number or by full name, with commas or line breaks between them; gives the numbers."""

    prompt: Markup
    people: tuple[Option, ...]
    options: tuple[Option, ...] = ()
    kind: str = "text"
    optional: bool = False

    def accept(self, answer: Answer) -> list[str]:
        """The numbers, in the order given; who does not know whom a name means is told which it was."""
        typed = [part for part in re.split(r"[,;\n]", answer.text or "") if part.strip()]
        found = [(part.strip(), _named(self.people, replace(answer, text=part, option=None))) for part in typed]
        unclear = [part for part, fitting in found if len(fitting) != 1]
        if unclear or not found:
            meant = len(unclear) < len(found)
            raise UnfitError("MEMBER_UNCLEAR", self._sorry(answer.language, unclear), meant=meant)
        return list(dict.fromkeys(fitting[0].id for _, fitting in found))

    def restore(self, stored: Any) -> tuple[str, ...]:
        """The numbers themselves."""
        return tuple(stored)

    def _sorry(self, reader: Language, unclear: Sequence[str]) -> Markup:
        if not unclear:
            return reader.t("Please give numbers, or first and last names in full, with commas between them.")
        return reader.t(
            "I do not know whom this means: {names}. Please give numbers, or first and last names in full, with commas "
            "between them.",
            names=listed(reader, unclear),
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of those who wait for admission; gives the number. Somebody else of the register is told not to be one."""

    choice: Choice
    others: tuple[Option, ...]

    @property
    def kind(self) -> str:
        """The choice's."""
        return self.choice.kind

    @property
    def prompt(self) -> Markup:
        """The choice's."""
        return self.choice.prompt

    @property
    def options(self) -> tuple[Option, ...]:
        """Those who wait."""
        return self.choice.options

    @property
    def optional(self) -> bool:
        """As the choice is."""
        return self.choice.optional

    def accept(self, answer: Answer) -> str:
        """The number of the one chosen."""
        try:
            return self.choice.accept(answer)
        except UnfitError:
            found = _named(self.others, answer)
            if len(found) != 1:
                raise
            sorry = answer.language.t("{who} is not waiting for admission.", who=found[0].label)
            raise UnfitError(str(Reason.NOT_A_CANDIDATE), sorry, meant=True) from None

    def restore(self, stored: Any) -> str:
        """The number itself."""
        return self.choice.restore(stored)


def a_candidate(turn: Turn, prompt: Markup, waiting: Sequence[Member]) -> Candidate:
    """One of those who wait, offered as buttons."""
    others = besides(turn.work.members.all(), waiting)
    return Candidate(Choice(prompt, tuple(map(by_name, waiting))), tuple(map(by_name, others)))


def a_member(turn: Turn, prompt: Markup) -> Somebody:
    """Anybody who has not left."""
    return Somebody(prompt, tuple(by_name(member) for member in turn.work.members.all() if member.status not in GONE))


def several(turn: Turn, prompt: Markup) -> People:
    """Whoever has not left; for who may see the register."""
    return People(prompt, tuple(by_name(member) for member in turn.work.members.all() if member.status not in GONE))


def by_name(member: Member) -> Option:
    """Chosen by number, or by full name in any order."""
    return Option(
        member.number, f"{member.number} {member.name}", also=(member.name, f"{member.last_name} {member.first_name}")
    )


def apart(people: Sequence[Member]) -> dict[str, str]:
    """Their names, by number; who has a namesake among them has the number beside it."""
    bearers = Counter(fold(member.name) for member in people)
    return {
        member.number: member.name if bearers[fold(member.name)] == 1 else f"{member.name} ({member.number})"
        for member in people
    }


def besides(people: Iterable[Member], those: Iterable[Member]) -> list[Member]:
    """The people who are not among those."""
    numbers = {member.number for member in those}
    return [member for member in people if member.number not in numbers]


def listed(reader: Language, names: Sequence[str]) -> list[str]:
    """The first of them, and how many others there are."""
    others = len(names) - NAMED
    if others <= 0:
        return list(names)
    return [*names[:NAMED], str(reader.tn("{n} other", "{n} others", others))]


def _named(people: Sequence[Option], answer: Answer) -> list[Option]:
    typed = fold(answer.text or answer.option or "")
    return [who for who in people if typed in map(fold, (who.id, who.label, *who.also))]
