"""Who writes to many in the services' tests: the bureau, somebody of the communication commission, what is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.domain.broadcasts import Broadcast
from assistant.domain.members import Member, Role, Status
from assistant.ports import Database, UnitOfWork
from assistant.services import audiences, messages
from assistant.services.messages import Draft
from tests.services.bureau import AWA, BINTOU, BUREAU, HILAIRE, acting
from tests.services.people import account, open_books, person, register

CHIMENE = person("M005", "Chimène", Role.COMMUNICATION, section="Lyon")
DIANE = person("M014", "Diane", section="Région", email="diane@example.org")
ESTHER = person("M015", "Esther", status=Status.SUSPENDED)
FELIX = person("M016", "Félix", status=Status.RESIGNED)
TEXT = "La salle change.\nVenez à 15 h."
EVERYBODY = [*(member.number for member in BUREAU), CHIMENE.number, AWA.number, BINTOU.number, DIANE.number]
"""The active members. Diane has no chat, but an address; Bintou's chat is known."""


async def gather(database: Database) -> None:
    """All of them, at the opening of the books at zero."""

    def unit(work: UnitOfWork) -> None:
        register(work, *BUREAU, CHIMENE, replace(AWA, email="awa@example.org"), BINTOU, ESTHER, FELIX)
        register(work, DIANE, chat=False)
        open_books(work, work.today)

    await database.run(unit)


async def loses_chat(database: Database, member: Member) -> None:
    """Their chat can no longer be written to."""
    gone = replace(account(member), unreachable_since=None)
    await database.run(lambda work: work.accounts.save(replace(gone, unreachable_since=work.now)))


def drafted(member: Member, draft: Draft) -> Callable[[UnitOfWork], Broadcast]:
    """The unit in which the member sends it, or puts it to the bureau, as it was shown."""

    def unit(work: UnitOfWork) -> Broadcast:
        act = messages.propose if member is CHIMENE else messages.post
        return act(work, acting(member), draft, messages.outline(work, acting(member), draft).seen)

    return unit


async def sends(
    database: Database, audience: str = audiences.ALL, member: Member = HILAIRE, text: str = TEXT
) -> Broadcast:
    """That member writes to that audience."""
    return await database.run(drafted(member, Draft(audience=audience, text=text)))


async def queued(database: Database, kind: str = "message_sent") -> list[str]:
    """The numbers of those for whom such a message was queued."""
    rows = await database.run(lambda work: work.outbox.since(0))
    return sorted(row.member for row in rows if row.kind == kind and row.member)
