"""A member to whom something happens, and a bureau of three: what is written until it is declared and decided."""

from __future__ import annotations

from pathlib import Path

from assistant.dispatch import Outcome
from assistant.domain.actors import Actor, ActorKind
from assistant.domain.claims import FiledClaim
from assistant.domain.members import Role
from assistant.domain.orders import Choice
from assistant.ports import UnitOfWork
from assistant.services.aid import deciding
from tests.handlers.talk import Talk, member

BUREAU = ("M001", "M002", "M003")
PAPER = b"\xff\xd8\xff acte"
YES = {"fr": "oui", "en": "yes"}


async def gather(talk: Talk, language: str = "fr", balance: int = 0) -> None:
    """Awa, whose balance that is, Rufin, who owes nothing, and a president, a secretary and a treasurer."""
    await talk.register(member("M012", "Awa", language=language), balance=balance)
    await talk.register(member("M014", "Rufin", language=language), balance=0)
    await talk.register(member("M001", "Hilaire", Role.PRESIDENT, language=language), balance=0)
    await talk.register(member("M002", "Sylvie", Role.SECRETARY, language=language), balance=0)
    await talk.register(member("M003", "Rosine", Role.TREASURER, language=language), balance=0)


async def tell(talk: Talk, who: str, *said: str) -> Outcome:
    """One message after the other."""
    for text in said:
        outcome = await talk.say(who, text)
    return outcome


async def declare(talk: Talk, kind: str = "death_father", day: str = "02/03/2026", who: str = "awa") -> Outcome:
    """Something of which no more than the day and perhaps a name is asked."""
    return await tell(talk, who, f"/evenement {kind}", day, *(["skip"] if kind.startswith("death") else []), "yes")


async def send_paper(talk: Talk, who: str, folder: Path, content: bytes = PAPER) -> Outcome:
    """A photo, sent."""
    path = folder / "acte.jpg"
    path.write_bytes(content)
    return await talk.send_file(who, "acte.jpg", path)


async def vote(talk: Talk, claim: int = 1, choice: Choice = Choice.APPROVE, reason: str | None = None) -> None:
    """All three say yes, or the president no; what that causes is sent."""
    for number in BUREAU if choice is Choice.APPROVE else BUREAU[:1]:

        def cast(work: UnitOfWork, number: str = number) -> None:
            deciding.vote(work, _actor(work, number), claim, choice, reason)

        await talk.database.run(cast)
    await talk.say("hilaire", "/aide")


async def kept(talk: Talk, claim: int = 1) -> FiledClaim:
    """The claim as it is in the books."""
    found = await talk.database.run(lambda work: work.claims.get(claim))
    assert found is not None
    return found


def _actor(work: UnitOfWork, number: str) -> Actor:
    return Actor(ActorKind.MEMBER, work.members.get(number))
