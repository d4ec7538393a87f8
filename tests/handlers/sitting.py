"""The assembly of 14 March 2026 while it is held, as the bureau and the members see it from their telephones.

Seven are counted, so four are required; Hilaire presides, Jean writes, Joy (M018) has no chat.
"""

from __future__ import annotations

from typing import Any

from assistant.domain.convening import Meeting
from assistant.domain.meetings import Writing
from assistant.services.meetings import rollcall
from tests.handlers.assembly import DAY, convene, gather
from tests.handlers.talk import Talk

BUREAU = ("M001", "M003")
ENOUGH = (*BUREAU, "M012", "M013")


async def assemble(talk: Talk, **more: Any) -> Talk:
    """Everybody is called to it, and its hour has nearly come."""
    await gather(talk)
    await convene(talk, **more)
    talk.at(DAY, 13)
    return talk


async def enter(talk: Talk, *numbers: str) -> None:
    """Jean checks them in, a minute after each other."""
    for number in numbers:
        talk.later(minutes=1)
        await talk.say("jean", f"/seance check_in {number}")


async def open_with(talk: Talk, *numbers: str) -> None:
    """It begins with these."""
    await enter(talk, *numbers)
    talk.later(minutes=1)
    await talk.say("jean", "/seance open")


async def give(talk: Talk, giver: str, holder: str) -> None:
    """A mandate that stands."""
    await talk.database.run(lambda work: work.proxies.give(1, giver, holder, Writing.CHAT, by=giver))


async def there(talk: Talk) -> list[str]:
    """Who is in the room."""
    return sorted(await talk.database.run(lambda work: rollcall.there(work, _meeting(work.meetings.get(1)))))


async def meeting(talk: Talk) -> Meeting:
    """As it is kept."""
    return await talk.database.run(lambda work: _meeting(work.meetings.get(1)))


def _meeting(found: Meeting | None) -> Meeting:
    assert found is not None
    return found
