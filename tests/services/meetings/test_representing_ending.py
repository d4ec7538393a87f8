from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.attending import ProxyState
from assistant.domain.decisions import Reason
from assistant.domain.members import Member, Status
from assistant.ports import Database
from assistant.services.meetings import representing
from tests.services.bureau import AWA, BINTOU, SYLVIE, acting, refusal
from tests.services.meetings.mandates import (
    CLARA,
    ODILE,
    becomes,
    gather,
    gives,
)


@pytest.mark.parametrize("actor", [AWA, SYLVIE])
async def test_the_giver_withdraws_it_and_so_may_the_bureau(database: Database, actor: Member) -> None:
    await gather(database)
    given = await gives(database)

    ended = await database.run(lambda work: representing.withdraw(work, acting(actor), given.proxy.id))
    again = await gives(database, AWA, CLARA)

    assert (ended.state, ended.ended_by) == (ProxyState.WITHDRAWN, actor.number)
    assert again.proxy.reference == "P-2026-0002"


async def test_the_holder_declines_it_and_can_then_give_their_own(database: Database) -> None:
    await gather(database)
    given = await gives(database)

    ended = await database.run(lambda work: representing.decline(work, acting(BINTOU), given.proxy.id))
    own = await gives(database, BINTOU, CLARA)

    assert (ended.state, ended.ended_by) == (ProxyState.DECLINED, BINTOU.number)
    assert own.proxy.holder == CLARA.number


@pytest.mark.parametrize("actor", [BINTOU, CLARA, ODILE])
async def test_nobody_else_withdraws_it(database: Database, actor: Member) -> None:
    await gather(database)
    given = await gives(database)

    refused = await refusal(database, lambda work: representing.withdraw(work, acting(actor), given.proxy.id))

    assert refused.reason is Reason.NOT_AUTHORISED


@pytest.mark.parametrize("actor", [AWA, CLARA, SYLVIE])
async def test_nobody_else_declines_it_and_one_that_is_not_there_gets_the_same_words(
    database: Database, actor: Member
) -> None:
    await gather(database)
    given = await gives(database)

    others = await refusal(database, lambda work: representing.decline(work, acting(actor), given.proxy.id))
    nobodys = await refusal(database, lambda work: representing.decline(work, acting(actor), 99))

    assert others == nobodys
    assert others.reason is Reason.NOT_AUTHORISED


async def test_what_has_ended_ends_no_more(database: Database) -> None:
    await gather(database)
    given = await gives(database)
    await database.run(lambda work: representing.withdraw(work, acting(AWA), given.proxy.id))

    twice = await refusal(database, lambda work: representing.withdraw(work, acting(AWA), given.proxy.id))
    declined = await refusal(database, lambda work: representing.decline(work, acting(BINTOU), given.proxy.id))

    assert (twice.reason, declined.reason) == (Reason.WITHDRAWN, Reason.WITHDRAWN)
    assert twice.figures["state"] == "withdrawn"


async def test_who_lost_their_membership_can_still_take_back_what_they_gave(database: Database) -> None:
    await gather(database)
    given = await gives(database)
    await becomes(database, AWA, Status.SUSPENDED)

    suspended = replace(AWA, history=(*AWA.history, ODILE.history[-1]))
    ended = await database.run(lambda work: representing.withdraw(work, acting(suspended), given.proxy.id))

    assert ended.state is ProxyState.WITHDRAWN
