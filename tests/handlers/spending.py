"""A bureau of three and a member who spends: what they write until an expense is proposed, approved, proved."""

from __future__ import annotations

from pathlib import Path

from assistant.dispatch import Outcome
from assistant.domain.members import Role
from tests.handlers.talk import Talk, member

BUREAU = ("hilaire", "sylvie", "rosine")
TICKET = b"\xff\xd8\xff ticket"


async def gather(talk: Talk, language: str = "fr") -> None:
    """Awa, and a president, a secretary and a treasurer."""
    await talk.register(member("M012", "Awa", language=language))
    await talk.register(member("M001", "Hilaire", Role.PRESIDENT, language=language))
    await talk.register(member("M002", "Sylvie", Role.SECRETARY, language=language))
    await talk.register(member("M003", "Rosine", Role.TREASURER, language=language))


async def photograph(talk: Talk, who: str, folder: Path) -> Outcome:
    """A photo of a receipt, sent."""
    path = folder / "ticket.jpg"
    path.write_bytes(TICKET)
    return await talk.send_file(who, "ticket.jpg", path)


async def propose(talk: Talk, who: str = "awa", amount: str = "45,90") -> Outcome:
    """Paint for today, without a paper."""
    for said in (f"/depense {amount}", "Peinture", "05/03/2026", "skip", "yes"):
        outcome = await talk.say(who, said)
    return outcome


async def agree(talk: Talk, order: int = 1, *who: str) -> Outcome:
    """Each says yes: the bureau unless named."""
    for voter in who or BUREAU:
        outcome = await talk.say(voter, f"/ordres {order} approve")
    return outcome


async def hand_in(talk: Talk, folder: Path, amount: str = "45,90", who: str = "awa") -> Outcome:
    """The receipt of the first expense, of today."""
    await talk.say(who, "/depense receipt 1")
    await photograph(talk, who, folder)
    for said in ("05/03/2026", amount, "yes"):
        outcome = await talk.say(who, said)
    return outcome
