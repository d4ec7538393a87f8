"""Who writes to many in a chat: a president, a secretary, somebody of the communication commission, who reads it."""

from __future__ import annotations

from assistant.dispatch import Outcome
from assistant.domain.members import Role
from tests.handlers.talk import Talk, member

TEXT = "La salle change.\nVenez à <15 h>."


async def gather(talk: Talk, language: str = "fr") -> None:
    """Awa and Rufin, Hilaire who presides, Sylvie who writes, Chimène of the communication commission.

    Rufin is in arrears; Nadège has no chat.
    """
    await talk.register(member("M001", "Hilaire", Role.PRESIDENT, language=language), balance=0)
    await talk.register(member("M002", "Sylvie", Role.SECRETARY, language=language), balance=0)
    await talk.register(member("M005", "Chimène", Role.COMMUNICATION, language=language, section="Lyon"), balance=0)
    await talk.register(member("M012", "Awa", language=language), balance=0)
    await talk.register(member("M014", "Rufin", language=language, last_name="Obami"), balance=-7000)
    nadege = member("M030", "Nadège", language=language, phone="+33639980130")
    await talk.database.run(lambda work: work.members.save(nadege))


async def writes(talk: Talk, who: str, *said: str) -> Outcome:
    """`/diffuser`, then one answer after the other."""
    outcome = await talk.say(who, "/diffuser")
    for text in said:
        outcome = await talk.say(who, text)
    return outcome
