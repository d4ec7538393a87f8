"""Where the seeds of the account's keys are kept, and which are right where the folder and the database differ."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.channels.matrix import Matrix
from assistant.channels.matrix.api import AnswerError
from assistant.channels.matrix.identity import SESSION
from assistant.channels.matrix.seeds import SIGNING, KeptSeeds, Seeds
from assistant.channels.matrix.signing import USAGES, Keys, SigningError, sign_device
from assistant.channels.matrix.vault import Vault
from assistant.clocks import SystemClock
from assistant.domain.errors import SettingsError
from assistant.settings import Matrix as Settings
from storage.seal import MATRIX, Seal
from tests.matrix.copies import KeptCopies, seeds_in
from tests.matrix.stub import Stub

USER, DEVICE = "@mbongi:localhost", "PHONE"
SEAL, OTHER_SEAL = Seal("a key for the tests", MATRIX), Seal("another key", MATRIX)
OWN = {"ed25519": "Z" * 43, "curve25519": "Y" * 43}
NAME = f"matrix signing {USER}"
UPLOAD, SIGNATURES, QUERY = "keys/device_signing/upload", "keys/signatures/upload", "keys/query"


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    """A homeserver that takes keys and signatures."""
    async with Stub() as server:
        server.says(UPLOAD)
        server.says(SIGNATURES)
        yield server


@pytest.fixture
def copies() -> KeptCopies:
    return KeptCopies()


@pytest.fixture
def kept(tmp_path: Path, copies: KeptCopies) -> KeptSeeds:
    return seeds_in(tmp_path / "matrix", USER, SEAL, copies)


def new() -> Seeds:
    return {usage: os.urandom(32) for usage in USAGES}


def shows(stub: Stub, seeds: Seeds | None) -> None:
    """The homeserver tells everybody of the device, and of these keys."""
    keys = {f"{kind}:{DEVICE}": key for kind, key in OWN.items()}
    device = {"user_id": USER, "device_id": DEVICE, "algorithms": [], "keys": keys}
    public = Keys(USER, seeds).upload() if seeds else {}
    cross: dict[str, Any] = {f"{name}s": {USER: key} for name, key in public.items()}
    stub.says(QUERY, device_keys={USER: {DEVICE: device}}, **cross)


def in_folder(kept: KeptSeeds) -> str | None:
    """As they lie there."""
    return kept.vault.sealed(SIGNING)


def lose(kept: KeptSeeds) -> None:
    """The folder's."""
    kept.vault.path(SIGNING).unlink()


def client_of(stub: Stub) -> Any:
    olm = SimpleNamespace(account=SimpleNamespace(identity_keys=OWN))
    return SimpleNamespace(homeserver=stub.url, user_id=USER, device_id=DEVICE, access_token="token", olm=olm)


async def differing(kept: KeptSeeds, copies: KeptCopies, seal: Seal = SEAL) -> tuple[Seeds, Seeds]:
    """What the folder keeps, and what the database does, which that seal has sealed."""
    folder, database = new(), new()
    await seeds_in(kept.vault.folder.parent / "other", USER, seal, copies).keep(database)
    sealed = copies.texts[NAME]
    await kept.keep(folder)
    copies.texts[NAME] = sealed
    return folder, database


def signed_by(stub: Stub, seeds: Seeds) -> bool:
    """Whether the device was signed with the self-signing key of these."""
    (asked,) = stub.asked(SIGNATURES)
    return set(asked.body[USER][DEVICE]["signatures"][USER]) == {f"ed25519:{Keys(USER, seeds).public('self_signing')}"}


async def test_new_keys_are_in_the_folder_and_in_the_database_before_the_homeserver_hears_of_them(
    stub: Stub, kept: KeptSeeds, copies: KeptCopies
) -> None:
    stub.forget()
    shows(stub, None)

    with pytest.raises(AnswerError):
        await sign_device(client_of(stub), kept, None)

    assert len(stub.asked(UPLOAD)) == 1
    assert copies.texts == {NAME: in_folder(kept)}


async def test_what_the_database_has_is_sealed(kept: KeptSeeds, copies: KeptCopies) -> None:
    await kept.keep(dict.fromkeys(USAGES, b"canary" * 5 + b"32"))

    assert b"Y2FuYXJ5" in SEAL.open(copies.texts[NAME])
    assert "Y2FuYXJ5" not in copies.texts[NAME]


async def test_keys_that_only_the_folder_has_are_copied_into_the_database_once(
    stub: Stub, kept: KeptSeeds, copies: KeptCopies
) -> None:
    seeds = new()
    await kept.keep(seeds)
    copies.texts.clear()
    shows(stub, seeds)

    await sign_device(client_of(stub), kept, None)
    first = dict(copies.texts)
    await sign_device(client_of(stub), kept, None)

    assert copies.texts == first == {NAME: in_folder(kept)}
    assert not stub.asked(UPLOAD)


async def test_a_lost_folder_gets_them_back_from_the_database(kept: KeptSeeds) -> None:
    await kept.keep(new())
    before = in_folder(kept)
    lose(kept)

    await kept.bring_back()

    assert in_folder(kept) == before


async def test_a_folder_that_has_keys_keeps_them(kept: KeptSeeds, copies: KeptCopies) -> None:
    await differing(kept, copies)
    before = in_folder(kept)

    await kept.bring_back()

    assert in_folder(kept) == before


async def test_another_account_gets_no_keys_of_this_one(tmp_path: Path, kept: KeptSeeds, copies: KeptCopies) -> None:
    await kept.keep(new())
    another = seeds_in(tmp_path / "another", "@other:localhost", SEAL, copies)

    await another.bring_back()

    assert await another.right(lambda _: True) is None
    assert not (tmp_path / "another").exists()


@pytest.mark.parametrize("published", [True, False], ids=["published", "nothing published"])
async def test_the_folder_s_keys_are_used_and_copied_where_the_homeserver_publishes_them_or_none(
    stub: Stub, kept: KeptSeeds, copies: KeptCopies, caplog: pytest.LogCaptureFixture, *, published: bool
) -> None:
    folder, _ = await differing(kept, copies)
    before = in_folder(kept)
    shows(stub, folder if published else None)

    await sign_device(client_of(stub), kept, None)

    assert signed_by(stub, folder)
    assert (in_folder(kept), copies.texts) == (before, {NAME: before})
    assert "the database held other keys" in caplog.text


async def test_the_database_s_keys_are_used_where_the_homeserver_publishes_those_and_the_folder_s_are_left(
    stub: Stub, kept: KeptSeeds, copies: KeptCopies, caplog: pytest.LogCaptureFixture
) -> None:
    _, database = await differing(kept, copies)
    before = in_folder(kept), dict(copies.texts)
    shows(stub, database)

    await sign_device(client_of(stub), kept, None)

    assert signed_by(stub, database)
    assert (in_folder(kept), copies.texts) == before
    assert f"{kept.place} holds other keys" in caplog.text


@pytest.mark.parametrize("lost", [True, False], ids=["no folder", "another folder"])
async def test_where_neither_has_the_keys_that_are_published_it_says_what_to_bring_back_and_changes_nothing(
    stub: Stub, kept: KeptSeeds, copies: KeptCopies, *, lost: bool
) -> None:
    await differing(kept, copies)
    if lost:
        lose(kept)
        copies.texts.clear()
    before = in_folder(kept), dict(copies.texts)
    shows(stub, new())

    with pytest.raises(SigningError, match="bring that file back, or a backup of the database") as refused:
        await sign_device(client_of(stub), kept, None)

    assert kept.place in str(refused.value)
    assert (in_folder(kept), copies.texts) == before
    assert [asked.path for asked in stub.journal] == [QUERY]


async def test_keys_that_another_key_sealed_are_replaced_by_those_that_the_homeserver_publishes(
    stub: Stub, kept: KeptSeeds, copies: KeptCopies, caplog: pytest.LogCaptureFixture
) -> None:
    folder, _ = await differing(kept, copies, OTHER_SEAL)
    shows(stub, folder)

    await sign_device(client_of(stub), kept, None)

    assert copies.texts == {NAME: in_folder(kept)}
    assert "the database held other keys" in caplog.text


async def test_keys_that_another_key_sealed_and_that_are_needed_are_named_and_stay(
    stub: Stub, kept: KeptSeeds, copies: KeptCopies
) -> None:
    _, database = await differing(kept, copies, OTHER_SEAL)
    before = dict(copies.texts)
    shows(stub, database)

    with pytest.raises(SettingsError, match="in the database was sealed with: set the old key again"):
        await sign_device(client_of(stub), kept, None)

    assert copies.texts == before


async def test_a_restore_under_another_secret_key_is_refused_before_anybody_logs_in(
    stub: Stub, tmp_path: Path, copies: KeptCopies
) -> None:
    await seeds_in(tmp_path / "lost", USER, OTHER_SEAL, copies).keep(new())
    folder = tmp_path / "matrix"
    channel = Matrix(
        Settings(stub.url, USER, "password"),
        *(folder, tmp_path / "downloads", SEAL, SystemClock()),
        copies=copies,
        receive=never,
        known=never,
        reachability=never,
    )

    with pytest.raises(SettingsError, match="ASSISTANT_SECRET_KEY is not the key"):
        await channel.run()

    await channel.close()
    assert stub.journal == []
    assert [Vault(folder, SEAL).sealed(name) for name in (SESSION, SIGNING)] == [None, None]


async def never(*_: object) -> Any:
    raise AssertionError("nobody has logged in")
