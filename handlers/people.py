"""People as options, chosen by number or name, and as a list that a message can hold."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.chat import Option
from assistant.domain.members import Member
from assistant.i18n import Language

NAMED = 20
"""How many a message names; of the others it gives the number."""


def by_name(member: Member) -> Option:
    """Chosen by number, or by full name in any order."""
    return Option(
        member.number, f"{member.number} {member.name}", also=(member.name, f"{member.last_name} {member.first_name}")
    )


def listed(reader: Language, names: Sequence[str]) -> list[str]:
    """The first of them, and how many others there are."""
    others = len(names) - NAMED
    if others <= 0:
        return list(names)
    return [*names[:NAMED], str(reader.tn("{n} other", "{n} others", others))]
