from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.domain.members import Application, Role, Status, StatusChange
from assistant.domain.messages import Address, ChatAccount, Dialogue, Invitation, KeyAction, Keyboard, Preferences
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, CELINE, registered


def _save(account: ChatAccount, work: UnitOfWork) -> None:
    work.accounts.save(account)


def _kept(first: Keyboard, second: Keyboard, work: UnitOfWork) -> None:
    work.dialogues.keep_keyboard(first)
    work.dialogues.keep_keyboard(second)


async def test_a_member_comes_back_as_saved_and_is_found_by_number_in_any_case(database: Database) -> None:
    await database.run(lambda work: work.members.save(AMINA))

    found = await database.run(
        lambda work: [work.members.get("M012"), work.members.get("m012"), work.members.get("M13")]
    )

    assert found == [AMINA, AMINA, None]


async def test_saving_a_member_again_replaces_history_and_roles(database: Database) -> None:
    history = (*AMINA.history, StatusChange(date(2026, 1, 1), Status.ACTIVE))
    changed = replace(AMINA, history=history, roles=frozenset({Role.PRESIDENT}), phone=None)

    await database.run(lambda work: work.members.save(AMINA))
    await database.run(lambda work: work.members.save(changed))

    assert await database.run(lambda work: work.members.get("M012")) == changed


async def test_a_telephone_that_two_have_finds_nobody(database: Database) -> None:
    await database.run(registered(AMINA, BRICE, CELINE))

    found = await database.run(
        lambda work: [work.members.by_phone("+33639980112"), work.members.by_phone("+33639980114")]
    )

    assert found == [AMINA, None]


async def test_roles_find_their_holders_and_everybody_comes_by_number(database: Database) -> None:
    await database.run(registered(CELINE, BRICE, AMINA))

    holders, everybody = await database.run(
        lambda work: (work.members.with_role([Role.SOCIAL, Role.SECRETARY]), work.members.all())
    )

    assert holders == [AMINA]
    assert everybody == [AMINA, BRICE, CELINE]


async def test_an_application_comes_back_as_saved(database: Database) -> None:
    file = Application("M070", True, frozenset({"email", "phone"}), False, date(2026, 1, 2), None, former="M003")

    await database.run(lambda work: work.members.save_application(file))

    assert await database.run(lambda work: work.members.application("M070")) == file
    assert await database.run(lambda work: work.members.application("M071")) is None


async def test_the_account_seen_last_that_can_be_reached_is_the_address(database: Database) -> None:
    await database.run(lambda work: work.members.save(AMINA))
    old = ChatAccount("telegram", "42", "42", "M012", seen_at=NOON - timedelta(days=3))
    new = ChatAccount("web", "7", "7", "M012", "en", NOON, NOON, failed_links=2, locked_until=NOON)
    for account in (old, new):
        await database.run(partial(_save, account))

    assert await database.run(lambda work: work.accounts.of_member("M012")) == [new, old]
    assert await database.run(lambda work: work.accounts.address("M012")) == Address("web", "7", "7")

    await database.run(lambda work: work.accounts.save(replace(new, unreachable_since=NOON)))
    assert await database.run(lambda work: work.accounts.address("M012")) == Address("telegram", "42", "42")


async def test_only_active_and_suspended_members_without_a_reachable_account_are_unreachable(
    database: Database,
) -> None:
    lost = ChatAccount("telegram", "42", "42", "M012", unreachable_since=NOON)
    await database.run(registered(AMINA, BRICE, CELINE))
    await database.run(lambda work: work.accounts.save(lost))

    assert await database.run(lambda work: work.accounts.unreachable()) == ["M012", "M014"]

    await database.run(lambda work: work.accounts.save(replace(lost, unreachable_since=None)))
    assert await database.run(lambda work: work.accounts.unreachable()) == ["M014"]


async def test_an_invitation_is_used_once(database: Database) -> None:
    invitation = Invitation("ab" * 32, "M012", NOON + timedelta(days=7))
    await database.run(lambda work: work.members.save(AMINA))
    await database.run(lambda work: work.accounts.invite(invitation))

    used = [await database.run(lambda work: work.accounts.use_invitation("ab" * 32, work.now)) for _ in range(2)]

    assert used == [True, False]
    assert await database.run(lambda work: work.accounts.invitation("ab" * 32)) == replace(invitation, used_at=NOON)


async def test_preferences_have_defaults_until_chosen(database: Database) -> None:
    chosen = Preferences(quiet_from=21, quiet_until=8, dues_reminders=False)
    await database.run(lambda work: work.members.save(AMINA))

    before = await database.run(lambda work: work.accounts.preferences("M012"))
    await database.run(lambda work: work.accounts.save_preferences("M012", chosen))

    assert before == Preferences()
    assert await database.run(lambda work: work.accounts.preferences("M012")) == chosen


async def test_a_dialogue_goes_on_until_closed(database: Database) -> None:
    dialogue = Dialogue("payer", {"amount": 2000, "proof": {"id": [1]}}, ("20",), "method", "t1")

    await database.run(lambda work: work.dialogues.save("telegram", "42", Dialogue("payer")))
    await database.run(lambda work: work.dialogues.save("telegram", "42", dialogue))
    open_one = await database.run(lambda work: work.dialogues.get("telegram", "42"))
    await database.run(lambda work: work.dialogues.close("telegram", "42"))

    assert open_one == dialogue
    assert await database.run(lambda work: work.dialogues.get("telegram", "42")) is None


async def test_a_keyboard_comes_back_whole_by_its_token_alone(database: Database) -> None:
    keys = (KeyAction("Oui", option="yes"), KeyAction("Payer", command="payer", arguments=("20",)))
    first = Keyboard("t1", "telegram", "42", keys, NOON, "confirm")
    second = Keyboard("t2", "telegram", "42", keys, NOON)
    await database.run(partial(_kept, first, second))

    found = await database.run(lambda work: [work.dialogues.keyboard(token) for token in ("t1", "t2", "t3")])

    assert found == [first, second, None]


async def test_the_book_keeps_forgets_and_sees_a_key_once(database: Database) -> None:
    await database.run(lambda work: work.book.put("bylaws", "old"))
    await database.run(lambda work: work.book.put("bylaws", "ndzouana"))
    kept = await database.run(lambda work: work.book.get("bylaws"))
    await database.run(lambda work: work.book.put("bylaws", None))

    first = await database.run(
        lambda work: [work.book.once(key) for key in ("r:4:M012", "r:4:M012", "r:40", "R:4:M012")]
    )

    assert kept == "ndzouana"
    assert await database.run(lambda work: work.book.get("bylaws")) is None
    assert first == [True, False, True, True]
    assert await database.run(lambda work: work.book.seen("r:4:")) == {"r:4:M012"}


async def test_the_addresses_of_many_are_those_of_each(database: Database) -> None:
    accounts = (
        ChatAccount("telegram", "42", "42", "M012", seen_at=NOON - timedelta(days=3)),
        ChatAccount("web", "7", "7", "M012", "en", NOON, NOON),
        ChatAccount("telegram", "43", "43", "M014", seen_at=NOON, unreachable_since=NOON),
        ChatAccount("telegram", "44", "44", "M016", seen_at=NOON),
        ChatAccount("telegram", "99", "99"),
    )
    await database.run(registered(AMINA, BRICE, CELINE))
    for account in accounts:
        await database.run(partial(_save, account))

    found = await database.run(lambda work: work.accounts.addresses(["M012", "M014"]))

    assert found == {"M012": Address("web", "7", "7")}
    assert await database.run(lambda work: work.accounts.addresses([])) == {}


async def test_on_a_fallback_channel_each_of_many_is_reached_who_has_no_account(tmp_path: Path) -> None:
    opened = storage.throwaway(
        tmp_path / "fallback.db",
        bylaws=bylaws.load("ndzouana"),
        clock=StandingClock(NOON),
        timezone="Europe/Paris",
        fallback_channel="console",
    )
    await opened.run(registered(AMINA, BRICE))
    await opened.run(partial(_save, ChatAccount("telegram", "42", "42", "M012", unreachable_since=NOON)))

    found = await opened.run(lambda work: work.accounts.addresses(["M012", "M014"]))
    each = await opened.run(lambda work: [work.accounts.address(number) for number in ("M012", "M014")])

    assert found == {"M014": Address("console", "M014", "M014")}
    assert each == [None, found["M014"]]
    await opened.close()
