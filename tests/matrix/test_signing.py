"""Cross-signing: the account vouches for the assistant's device, once, with keys that nobody else has."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nio
import pytest

from assistant.channels.matrix.api import AnswerError, Api
from assistant.channels.matrix.identity import Session, session_of
from assistant.channels.matrix.signing import Published, SigningError, canonical, published_keys, sign_device
from assistant.settings import Matrix as Settings
from storage.seal import MATRIX, Seal
from tests.matrix.copies import seeds_in
from tests.matrix.stub import Stub
from tests.matrix.synapse import PASSWORD, Synapse, fresh

USER, DEVICE = "@mbongi:localhost", "PHONE"
SEAL = Seal("a key for the tests", MATRIX)
OWN = {"ed25519": "Z" * 43, "curve25519": "Y" * 43}
UPLOAD, SIGNATURES, QUERY = "keys/device_signing/upload", "keys/signatures/upload", "keys/query"
ASKS_WHO: dict[str, Any] = {"flows": [{"stages": ["m.login.password"]}], "params": {}, "session": "s1"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "matrix"


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    async with Stub() as server:
        yield server


async def with_keys(homeserver: Synapse, session: Session, folder: Path) -> nio.AsyncClient:
    """A client of that session whose device has uploaded its keys."""
    client = nio.AsyncClient(homeserver.url, session.user, session.device, str(folder))
    client.restore_login(session.user, session.device, session.token)
    await client.keys_upload()
    return client


async def a_device(homeserver: Synapse, user: str, folder: Path) -> nio.AsyncClient:
    """Another login of the user, as one that has lost the first has."""
    return await with_keys(homeserver, await session_of(Settings(homeserver.url, user, PASSWORD), folder, SEAL), folder)


async def shown(client: nio.AsyncClient) -> Published:
    async with Api(client.homeserver, client.access_token) as api:
        return await published_keys(api, client.user_id, client.device_id)


async def test_a_device_is_signed_with_keys_that_the_account_did_not_have_before(
    homeserver: Synapse, folder: Path
) -> None:
    client = await a_device(homeserver, await homeserver.register(fresh("mbongi")), folder)
    before = await shown(client)

    await sign_device(client, seeds_in(folder, client.user_id, SEAL), None)

    after = await shown(client)
    await client.close()
    assert (before.signed, after.signed) == (False, True)
    assert (folder / "signing.sealed").stat().st_mode & 0o777 == 0o600


async def test_a_device_that_is_signed_is_left_as_it_is(homeserver: Synapse, folder: Path) -> None:
    client = await a_device(homeserver, await homeserver.register(fresh("mbongi")), folder)
    await sign_device(client, seeds_in(folder, client.user_id, SEAL), None)
    first = await shown(client)

    await sign_device(client, seeds_in(folder, client.user_id, SEAL), None)

    again = await shown(client)
    await client.close()
    assert again == first


async def test_a_new_device_is_signed_by_the_keys_that_were_kept(homeserver: Synapse, folder: Path) -> None:
    user = await homeserver.register(fresh("mbongi"))
    first = await a_device(homeserver, user, folder)
    await sign_device(first, seeds_in(folder, first.user_id, SEAL), None)
    (folder / "session.sealed").unlink()
    second = await a_device(homeserver, user, folder)

    await sign_device(second, seeds_in(folder, second.user_id, SEAL), None)

    before, after = await shown(first), await shown(second)
    await first.close()
    await second.close()
    assert first.device_id != second.device_id
    assert before.public("master") == after.public("master")
    assert after.signed


async def test_nobody_s_keys_are_replaced(homeserver: Synapse, folder: Path, tmp_path: Path) -> None:
    user = await homeserver.register(fresh("mbongi"))
    somebody = await a_device(homeserver, user, tmp_path / "elsewhere")
    await sign_device(somebody, seeds_in(tmp_path / "elsewhere", somebody.user_id, SEAL), None)
    theirs = await shown(somebody)
    client = await a_device(homeserver, user, folder)

    with pytest.raises(SigningError, match="the assistant replaces nobody's"):
        await sign_device(client, seeds_in(folder, client.user_id, SEAL), PASSWORD)

    assert (await shown(client)).keys == theirs.keys
    await client.close()
    await somebody.close()


async def test_a_process_that_died_before_the_upload_uses_the_keys_it_had_kept(
    homeserver: Synapse, folder: Path, stub: Stub
) -> None:
    client = await a_device(homeserver, await homeserver.register(fresh("mbongi")), folder)
    stub.says(QUERY, device_keys={client.user_id: {client.device_id: (await shown(client)).device}})
    there, client.homeserver = client.homeserver, stub.url
    with pytest.raises(AnswerError):
        await sign_device(client, seeds_in(folder, client.user_id, SEAL), None)
    client.homeserver = there

    await sign_device(client, seeds_in(folder, client.user_id, SEAL), None)

    (tried,) = stub.asked(UPLOAD)
    found = await shown(client)
    await client.close()
    assert found.public("master") in tried.body["master_key"]["keys"].values()


# What a homeserver may answer


def client_of(stub: Stub) -> Any:
    return SimpleNamespace(
        homeserver=stub.url,
        user_id=USER,
        device_id=DEVICE,
        access_token="token",
        olm=SimpleNamespace(account=SimpleNamespace(identity_keys=OWN)),
    )


def device_keys(**changed: Any) -> dict[str, Any]:
    keys = {f"{kind}:{DEVICE}": key for kind, key in OWN.items()}
    device = {"user_id": USER, "device_id": DEVICE, "algorithms": [], "keys": keys, "unsigned": {"x": 1}} | changed
    return {USER: {DEVICE: device}}


async def test_the_password_is_given_only_where_it_is_asked_for(stub: Stub, folder: Path) -> None:
    stub.says(QUERY, device_keys=device_keys())
    stub.says(UPLOAD, 401, **ASKS_WHO)
    stub.says(UPLOAD)
    stub.says(SIGNATURES, failures={})

    await sign_device(client_of(stub), seeds_in(folder, USER, SEAL), "canary")

    first, second = stub.asked(UPLOAD)
    assert "auth" not in first.body
    assert (second.body["auth"]["password"], second.body["auth"]["session"]) == ("canary", "s1")
    assert len(stub.asked(SIGNATURES)) == 1


@pytest.mark.parametrize(
    ("asks", "password", "says"),
    [
        (ASKS_WHO, None, "set MATRIX_PASSWORD"),
        (ASKS_WHO, "wrong canary", "MATRIX_PASSWORD is refused"),
        ({"flows": [{"stages": ["m.oauth"]}], "session": "s1"}, "canary", "ask its administrator"),
        ({"flows": "nonsense"}, "canary", "ask its administrator"),
    ],
)
async def test_a_homeserver_that_wants_more_than_the_assistant_has_is_said_so(
    stub: Stub, folder: Path, asks: dict[str, Any], password: str | None, says: str
) -> None:
    stub.says(QUERY, device_keys=device_keys())
    stub.says(UPLOAD, 401, **asks)

    with pytest.raises(SigningError, match=says) as refused:
        await sign_device(client_of(stub), seeds_in(folder, USER, SEAL), password)

    assert "canary" not in str(refused.value)
    assert not stub.asked(SIGNATURES)


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        ({}, "has no keys of the device PHONE yet"),
        (device_keys(keys={f"ed25519:{DEVICE}": "A" * 43, f"curve25519:{DEVICE}": "B" * 43}), "shows other keys"),
        (device_keys(user_id="@somebody:localhost"), "shows other keys"),
    ],
)
async def test_a_device_that_is_not_the_assistant_s_own_is_never_vouched_for(
    stub: Stub, folder: Path, shown: dict[str, Any], says: str
) -> None:
    stub.says(QUERY, device_keys=shown)

    with pytest.raises(SigningError, match=says):
        await sign_device(client_of(stub), seeds_in(folder, USER, SEAL), "password")

    assert [asked.path for asked in stub.journal] == [QUERY]


async def test_a_signature_that_is_not_taken_is_said_so(stub: Stub, folder: Path) -> None:
    stub.says(QUERY, device_keys=device_keys())
    stub.says(UPLOAD)
    stub.says(SIGNATURES, failures={USER: {DEVICE: {"errcode": "M_INVALID_SIGNATURE"}}})

    with pytest.raises(SigningError, match="M_INVALID_SIGNATURE"):
        await sign_device(client_of(stub), seeds_in(folder, USER, SEAL), None)


@pytest.mark.parametrize("nonsense", [{}, {"master_keys": []}, {"self_signing_keys": {USER: {"keys": {"a": "é"}}}}])
async def test_keys_that_make_no_sense_vouch_for_nothing(stub: Stub, nonsense: dict[str, Any]) -> None:
    stub.says(QUERY, device_keys=device_keys(signatures={USER: {"ed25519:é": "é"}}), **nonsense)

    async with Api(stub.url, "token") as api:
        published = await published_keys(api, USER, DEVICE)

    assert not published.signed


def test_what_is_signed_is_canonical() -> None:
    said = {"b": 1, "a": {"é": [True, None], "d": "\u2028"}, "signatures": {"x": 1}, "unsigned": {"y": 2}}

    assert canonical(said) == '{"a":{"d":"\u2028","é":[true,null]},"b":1}'.encode()
