"""Deaths that the bureau hears of, and what it says and reads of them."""

from __future__ import annotations

from typing import Any

from tests.handlers.declaring import YES, gather, tell
from tests.handlers.talk import Talk, plain


async def father_dies(talk: Talk, language: str = "fr", day: str = "02/03/2026", **more: Any) -> None:
    """Awa has declared it, and the bureau's cards have left."""
    await gather(talk, language, **more)
    await tell(talk, "awa", "/event death_father", day, "Prosper", YES[language])


async def mother_dies(talk: Talk, who: str = "rufin", day: str = "03/03/2026", language: str = "fr") -> None:
    """Another death in the same month."""
    await tell(talk, who, "/event death_mother", day, "skip", YES[language])


async def agree(talk: Talk, *who: str, claim: int = 1) -> Any:
    """Each says yes."""
    for voter in who or ("hilaire", "rosine", "sylvie"):
        outcome = await talk.say(voter, f"/demandes {claim} approve")
    return outcome.result


def heard(talk: Talk, who: str, holding: str) -> str:
    """The last message to that person that says so."""
    found = (plain(message.text) for message in reversed(talk.paper.sent) if message.to.chat == who)
    return next(text for text in found if holding in text)


async def two_mourn_one_brother(talk: Talk) -> None:
    """The same name and day, by two members."""
    await gather(talk)
    for who in ("awa", "rufin"):
        await tell(talk, who, "/evenement death_brother", "02/03/2026", "Prosper Ibara", "oui")


def lines(talk: Talk, who: str = "sylvie") -> list[str]:
    """The last message to that person."""
    return talk.heard(who).split("\n")


def all_heard(talk: Talk, who: str) -> list[str]:
    """All that person was sent, plainly."""
    return [plain(message.text) for message in talk.paper.sent if message.to.chat == who]
