"""What the channels ask of the register while they serve."""

from __future__ import annotations

from assistant.app import serving
from assistant.domain.messages import ChatAccount
from assistant.ports import Database, UnitOfWork
from tests.services.people import person, register

AWA = "@awa:example.org"


async def known(database: Database, *accounts: ChatAccount) -> None:
    def keep(work: UnitOfWork) -> None:
        register(work, person("M012", "Awa"), chat=False)
        for account in accounts:
            work.accounts.save(account)

    await database.run(keep)


async def test_an_account_is_known_on_the_channel_where_it_is_a_member_s_and_on_no_other(database: Database) -> None:
    await known(
        database,
        ChatAccount("matrix", AWA, AWA, "M012"),
        ChatAccount("telegram", "7001", "7001", "M012"),
        ChatAccount("matrix", "@stranger:example.org", "@stranger:example.org"),
    )

    asked = [("matrix", AWA), ("matrix", "7001"), ("matrix", "@stranger:example.org"), ("matrix", "@new:example.org")]

    assert [await serving._is_tied(database, *one) for one in asked] == [True, False, False, False]


async def test_who_shuts_the_assistant_out_on_one_channel_is_reached_on_the_other(database: Database) -> None:
    await known(
        database,
        ChatAccount("matrix", AWA, AWA, "M012"),
        ChatAccount("telegram", "7001", "7001", "M012"),
    )

    await serving._note_reach(database, "matrix", AWA, reachable=False)
    shut_out = await database.run(lambda work: work.accounts.address("M012"))
    await serving._note_reach(database, "telegram", "7001", reachable=False)
    await serving._note_reach(database, "matrix", AWA, reachable=True)
    let_in = await database.run(lambda work: work.accounts.address("M012"))

    assert shut_out is not None
    assert let_in is not None
    assert (shut_out.channel, let_in.channel) == ("telegram", "matrix")


async def test_somebody_unknown_may_come_and_go(database: Database) -> None:
    await serving._note_reach(database, "matrix", AWA, reachable=False)

    assert await database.run(lambda work: work.accounts.get("matrix", AWA)) is None
