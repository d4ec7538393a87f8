"""How many of one member's declarations may wait at once."""

from __future__ import annotations

from assistant.domain.aid import EventKind
from assistant.domain.claims import ClaimState
from assistant.domain.decisions import Reason
from assistant.ports import Database
from assistant.services.aid import declaring
from tests.services.aid.claimants import CEDRIC, by, claim, declares, gather
from tests.services.bureau import acting, refusal


async def test_who_has_as_many_declarations_waiting_as_the_bylaws_allow_makes_no_more_until_one_is_gone(
    database: Database,
) -> None:
    await gather(database)
    limit = await database.run(lambda work: work.bylaws.aid.open_declarations.on(work.today))
    births = [claim(EventKind.BIRTH, CEDRIC, relative=f"Noé {number}") for number in range(limit)]
    for birth in births:
        await declares(database, CEDRIC, birth)

    refused = await refusal(database, by(CEDRIC, claim(EventKind.BIRTH, CEDRIC, relative="Ève")))
    (first, *_) = await database.run(lambda work: work.claims.all())
    await database.run(lambda work: declaring.withdraw(work, acting(CEDRIC), first.id))
    again = await declares(database, CEDRIC, claim(EventKind.BIRTH, CEDRIC, relative="Ève"))

    assert (refused.reason, refused.figures) == (Reason.TOO_MANY_OPEN, {"waiting": limit, "limit": limit})
    assert again.state is ClaimState.DECLARED
