"""People as options: shown by number and name, chosen by either."""

from __future__ import annotations

from assistant.chat import Option
from assistant.domain.members import Member


def by_name(member: Member) -> Option:
    """Chosen by number, or by full name in any order."""
    return Option(
        member.number, f"{member.number} {member.name}", also=(member.name, f"{member.last_name} {member.first_name}")
    )
