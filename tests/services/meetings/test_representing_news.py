from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.members import Status
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import representing
from assistant.services.notify import MAIL
from assistant.services.tick import tick
from tests.services.bureau import AWA, BINTOU, HILAIRE, PAUL, ROSINE, SYLVIE, acting, told
from tests.services.meetings.mandates import CLARA, becomes, entering, gather, gives, opens, owes, told_of
from tests.services.people import BYLAWS, pays

OPENING = "2026-11-28T14:30:00+01:00"


@pytest.fixture
async def post(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    """The same where e-mail leaves; the president and the secretary have an address."""
    opened = storage.throwaway(tmp_path / "post.db", bylaws=BYLAWS, clock=clock, timezone="Europe/Paris", can_mail=True)
    await gather(opened)
    await opened.run(_with_addresses)
    yield opened
    await opened.close()


async def test_the_holder_and_the_bureau_get_the_writing_once_and_the_giver_by_the_answer(database: Database) -> None:
    await gather(database)

    await gives(database)

    assert await told(database, BINTOU) == ["proxy_received"]
    assert [await told(database, member) for member in (HILAIRE, SYLVIE, ROSINE, PAUL)] == [["proxy_forwarded"]] * 4
    assert await told(database, AWA) == []


async def test_it_goes_by_e_mail_where_one_can_reach_them_and_then_not_by_chat(post: Database) -> None:
    await gives(post)

    rows = await post.run(lambda work: work.outbox.since(0))
    mailed = {(row.member, row.to.chat) for row in rows if row.to.channel == MAIL}

    assert mailed == {("M001", "hilaire@example.org"), ("M002", "sylvie@example.org")}
    assert [await told(post, member) for member in (HILAIRE, ROSINE)] == [["proxy_forwarded_mail"], ["proxy_forwarded"]]


async def test_who_of_the_bureau_gives_or_holds_it_is_told_of_it_once(database: Database) -> None:
    await gather(database)

    await gives(database, SYLVIE, ROSINE)

    assert [await told(database, member) for member in (SYLVIE, ROSINE)] == [[], ["proxy_received"]]


async def test_the_giver_gets_what_the_bureau_entered_for_them(database: Database) -> None:
    meeting = await gather(database)

    await database.run(entering(SYLVIE, AWA, BINTOU, meeting))

    assert await told(database, AWA) == ["proxy_entered"]
    assert await told(database, SYLVIE) == []
    assert (await told_of(database, "proxy_entered"))["M012"]["entered_by"] == "Sylvie Ibara"


async def test_the_writing_says_who_for_what_when_and_how(database: Database) -> None:
    await gather(database)

    await gives(database)

    written = (await told_of(database, "proxy_received"))["M013"]
    assert written["reference"] == "P-2026-0001"
    assert written["giver"] == {"number": "M012", "name": "Awa Ibara"}
    assert written["holder"] == {"number": "M013", "name": "Bintou Ibara"}
    assert written["given_at"] == "2026-11-21T12:00:00+01:00"
    assert written["writing"] == "chat"
    assert written["meeting"]["starts_at"] == written["deadline"] == OPENING


async def test_a_withdrawal_tells_the_same_people_but_who_did_it(database: Database) -> None:
    await gather(database)
    given = await gives(database)

    await database.run(lambda work: representing.withdraw(work, acting(AWA), given.proxy.id))

    assert await told(database, BINTOU) == ["proxy_received", "proxy_ended"]
    assert await told(database, HILAIRE) == ["proxy_forwarded", "proxy_forwarded"]
    assert await told(database, AWA) == []


async def test_a_withdrawal_by_the_bureau_tells_the_giver(database: Database) -> None:
    await gather(database)
    given = await gives(database)

    await database.run(lambda work: representing.withdraw(work, acting(SYLVIE), given.proxy.id))

    assert await told(database, AWA) == ["proxy_ended"]
    assert await told(database, SYLVIE) == ["proxy_forwarded"]


async def test_a_decline_tells_the_giver(database: Database) -> None:
    await gather(database)
    given = await gives(database)

    await database.run(lambda work: representing.decline(work, acting(BINTOU), given.proxy.id))

    assert (await told_of(database, "proxy_ended"))["M012"]["state"] == "declined"
    assert await told(database, BINTOU) == ["proxy_received"]


def _with_addresses(work: UnitOfWork) -> None:
    for member in (HILAIRE, SYLVIE):
        work.members.save(replace(member, email=f"{member.first_name.lower()}@example.org"))


# Who falls out before the meeting


async def ticks(database: Database) -> list[str]:
    """What Awa was told of proxies by the end of it."""
    await database.run(tick)
    return [kind for kind in await told(database, AWA) if kind.startswith("proxy")]


async def test_a_giver_up_to_date_hears_nothing(database: Database) -> None:
    await gather(database)
    await gives(database)
    await owes(database, AWA, 6000)
    await owes(database, BINTOU, 6000)

    assert await ticks(database) == []


async def test_of_a_holder_who_falls_out_the_giver_learns_no_reason_and_once(database: Database) -> None:
    await gather(database)
    await gives(database)
    await owes(database, BINTOU, 6001)

    first = await ticks(database)
    await database.run(lambda work: pays(work, BINTOU.number, 1))
    recovered = await ticks(database)
    await owes(database, BINTOU, 1)
    again = await ticks(database)

    data = (await told_of(database, "proxy_fallen"))["M012"]
    assert first == recovered == again == ["proxy_fallen"]
    assert (data["side"], data["why"], data["recovery"], data["suspension"]) == ("holder", None, None, None)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.RESIGNED, Status.DECEASED, Status.HONORARY])
async def test_whatever_becomes_of_the_holder_the_giver_reads_the_same(database: Database, status: Status) -> None:
    await gather(database)
    await gives(database)
    await becomes(database, BINTOU, status)
    await owes(database, CLARA, 1)

    await database.run(tick)

    data = (await told_of(database, "proxy_fallen"))["M012"]
    assert (data["side"], data["why"]) == ("holder", None)


async def test_a_giver_who_falls_out_reads_what_to_pay(database: Database) -> None:
    await gather(database)
    await gives(database)
    await owes(database, AWA, 7500)

    await database.run(tick)

    data = (await told_of(database, "proxy_fallen"))["M012"]
    assert (data["side"], data["why"]) == ("giver", "GIVER_NOT_UP_TO_DATE")
    assert data["recovery"]["excess"] == 1500


async def test_a_giver_who_has_left_is_told_nothing(database: Database) -> None:
    await gather(database)
    await gives(database)
    await becomes(database, AWA, Status.RESIGNED)
    await owes(database, CLARA, 1)

    assert await ticks(database) == []


async def test_nothing_is_told_once_it_is_too_late(database: Database) -> None:
    await gather(database)
    await gives(database)
    await owes(database, BINTOU, 6001)
    await opens(database)

    assert await ticks(database) == []


async def test_each_of_the_two_who_falls_out_is_told_of_once(database: Database) -> None:
    await gather(database)
    await gives(database)
    await owes(database, BINTOU, 6001)
    await database.run(tick)
    await owes(database, AWA, 6001)

    assert await ticks(database) == ["proxy_fallen", "proxy_fallen"]
