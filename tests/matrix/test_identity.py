"""Who the assistant is on Matrix: one login, kept sealed, and a sentence for whatever stands in its way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.channels.matrix.identity import Session, pickle_key, session_of
from assistant.domain.errors import SettingsError
from assistant.settings import Matrix as Settings
from storage.seal import MATRIX, Seal
from tests.matrix.stub import Stub
from tests.matrix.synapse import PASSWORD, Synapse, fresh

USER = "@mbongi:localhost"
SEAL = Seal("a key for the tests", MATRIX)
OTHER_SEAL = Seal("another key", MATRIX)
UNKNOWN_TOKEN = {"errcode": "M_UNKNOWN_TOKEN", "error": "gone"}


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    async with Stub() as server:
        server.says("login", user_id=USER, device_id="PHONE", access_token="canary token")
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "matrix"


def with_password(stub: Stub) -> Settings:
    return Settings(stub.url, USER, "canary password")


def with_token(stub: Stub) -> Settings:
    return Settings(stub.url, USER, None, "given token", "LAPTOP")


def is_itself(stub: Stub, device: str = "PHONE", user: str = USER) -> None:
    stub.says("account/whoami", user_id=user, device_id=device)


def written(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.iterdir())


def rights(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())}


async def test_a_password_logs_in_once_and_the_login_is_kept(homeserver: Synapse, folder: Path) -> None:
    user = await homeserver.register(fresh("mbongi"))
    settings = Settings(homeserver.url, user, PASSWORD)

    first = await session_of(settings, folder, SEAL)
    again = await session_of(replace(settings, password=None), folder, SEAL)

    assert first == again
    devices = await homeserver.ask("GET", "/_matrix/client/v3/devices", token=again.token)
    assert [(one["device_id"], one["display_name"]) for one in devices["devices"]] == [(first.device, "Mbongi")]


async def test_a_process_that_dies_before_the_login_is_kept_comes_back_as_the_same_device(
    homeserver: Synapse, folder: Path
) -> None:
    user = await homeserver.register(fresh("mbongi"))
    settings = Settings(homeserver.url, user, PASSWORD)
    with pytest.raises(OSError, match="power cut"):
        await session_of(settings, folder, BreaksAtTheSecond())

    session = await session_of(settings, folder, SEAL)

    devices = await homeserver.ask("GET", "/_matrix/client/v3/devices", token=session.token)
    assert [one["device_id"] for one in devices["devices"]] == [session.device]


class BreaksAtTheSecond:
    """Seals once: what is kept before the login."""

    def __init__(self) -> None:
        self._calls = 0

    def close(self, content: bytes) -> str:
        self._calls += 1
        if self._calls > 1:
            raise OSError("power cut")
        return SEAL.close(content)

    def open(self, sealed: str) -> bytes:
        return SEAL.open(sealed)


async def test_what_is_kept_is_the_owner_s_alone_and_sealed(stub: Stub, folder: Path) -> None:
    await session_of(with_password(stub), folder, SEAL)
    pickle_key(folder, SEAL)

    assert rights(folder) == {"matrix": 0o700, "session.sealed": 0o600, "store.sealed": 0o600}
    assert "canary" not in written(folder)
    assert USER not in written(folder)


def test_nio_s_store_has_one_key_for_good(folder: Path) -> None:
    first = pickle_key(folder, SEAL)

    assert len(first) == 64
    assert pickle_key(folder, SEAL) == first
    with pytest.raises(SettingsError, match="ASSISTANT_SECRET_KEY is not the key"):
        pickle_key(folder, OTHER_SEAL)


async def test_a_token_of_the_settings_needs_no_login(stub: Stub, folder: Path) -> None:
    is_itself(stub, "LAPTOP")

    session = await session_of(with_token(stub), folder, SEAL)
    without = await session_of(Settings(stub.url, USER), folder, SEAL)

    assert session == without == Session(USER, "LAPTOP", "given token")
    assert not stub.asked("login")


async def test_a_busy_or_silent_homeserver_is_asked_again(stub: Stub, folder: Path) -> None:
    stub.forget()
    stub.says("login", 429, errcode="M_LIMIT_EXCEEDED", retry_after_ms=20)
    stub.says("login", 502, text="<h1>Bad Gateway</h1>")
    stub.says("login", user_id=USER, device_id="PHONE", access_token="token")

    session = await session_of(with_password(stub), folder, SEAL)

    assert session.token == "token"
    assert len({asked.body["device_id"] for asked in stub.asked("login")}) == 1


async def test_without_a_kept_login_a_password_or_a_token_is_asked_for(stub: Stub, folder: Path) -> None:
    with pytest.raises(SettingsError, match="MATRIX_PASSWORD is missing") as refused:
        await session_of(Settings(stub.url, USER), folder, SEAL)

    assert "MATRIX_ACCESS_TOKEN with MATRIX_DEVICE_ID" in str(refused.value)


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        (403, "M_FORBIDDEN", "MATRIX_PASSWORD is refused for @mbongi:localhost"),
        (400, "M_UNKNOWN", "give MATRIX_ACCESS_TOKEN with MATRIX_DEVICE_ID"),
        (404, "M_UNRECOGNIZED", "give MATRIX_ACCESS_TOKEN with MATRIX_DEVICE_ID"),
    ],
)
async def test_a_password_that_is_not_taken_is_said_so(
    stub: Stub, folder: Path, status: int, code: str, says: str
) -> None:
    stub.forget()
    stub.says("login", status, errcode=code, error="canary")

    with pytest.raises(SettingsError, match=says) as refused:
        await session_of(with_password(stub), folder, SEAL)

    assert "canary" not in str(refused.value)


async def test_a_user_whose_login_was_refused_may_be_corrected(stub: Stub, folder: Path) -> None:
    stub.forget()
    stub.says("login", 403, errcode="M_FORBIDDEN")
    stub.says("login", user_id=USER, device_id="PHONE", access_token="token")
    with pytest.raises(SettingsError):
        await session_of(replace(with_password(stub), user="@mbonki:localhost"), folder, SEAL)

    session = await session_of(with_password(stub), folder, SEAL)

    assert session.user == USER


async def test_a_login_that_the_homeserver_no_longer_knows_says_what_to_remove(stub: Stub, folder: Path) -> None:
    await session_of(with_password(stub), folder, SEAL)
    stub.says("account/whoami", 401, **UNKNOWN_TOKEN)

    with pytest.raises(SettingsError, match="no longer knows the login") as refused:
        await session_of(with_password(stub), folder, SEAL)

    assert str(folder / "session.sealed") in str(refused.value)
    assert len(stub.asked("login")) == 1


async def test_a_login_that_only_fell_asleep_is_woken_by_the_password_as_the_same_device(
    stub: Stub, folder: Path
) -> None:
    first = await session_of(with_password(stub), folder, SEAL)
    stub.says("account/whoami", 401, **UNKNOWN_TOKEN, soft_logout=True)

    await session_of(with_password(stub), folder, SEAL)

    assert stub.asked("login")[-1].body["device_id"] == first.device


async def test_a_token_that_is_refused_is_named(stub: Stub, folder: Path) -> None:
    stub.says("account/whoami", 401, **UNKNOWN_TOKEN)

    with pytest.raises(SettingsError, match=r"^MATRIX_ACCESS_TOKEN is refused") as refused:
        await session_of(with_token(stub), folder, SEAL)

    assert "given token" not in str(refused.value)


@pytest.mark.parametrize(("user", "device"), [("@somebody:localhost", "LAPTOP"), (USER, "TABLET")])
async def test_a_token_of_somebody_else_is_not_used(stub: Stub, folder: Path, user: str, device: str) -> None:
    is_itself(stub, device, user)

    with pytest.raises(SettingsError, match=f"MATRIX_ACCESS_TOKEN belongs to {user}, device {device}"):
        await session_of(with_token(stub), folder, SEAL)

    assert rights(folder) == {"matrix": 0o700}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"user": "@other:localhost"}, "MATRIX_USER is @other:localhost, but"),
        ({"homeserver": "http://127.0.0.1:1"}, "MATRIX_HOMESERVER is http://127.0.0.1:1, but"),
        ({"access_token": "t", "device_id": "TABLET"}, "MATRIX_DEVICE_ID is TABLET, but"),
    ],
)
async def test_settings_that_contradict_what_is_kept_are_refused_and_nothing_is_sent(
    stub: Stub, folder: Path, changed: dict[str, str], says: str
) -> None:
    await session_of(with_password(stub), folder, SEAL)
    asked = len(stub.journal)

    with pytest.raises(SettingsError, match=says) as refused:
        await session_of(replace(with_password(stub), **changed), folder, SEAL)

    assert str(folder) in str(refused.value)
    assert len(stub.journal) == asked


async def test_what_another_key_sealed_is_named_with_its_cure(stub: Stub, folder: Path) -> None:
    await session_of(with_password(stub), folder, SEAL)
    kept = (folder / "session.sealed").read_text()

    with pytest.raises(SettingsError, match="ASSISTANT_SECRET_KEY is not the key"):
        await session_of(with_password(stub), folder, OTHER_SEAL)

    assert (folder / "session.sealed").read_text() == kept


def test_a_session_does_not_show_its_token_when_it_is_printed() -> None:
    assert "canary" not in repr(Session(USER, "PHONE", "canary"))


async def test_a_token_is_never_taken_along_to_another_address(stub: Stub, folder: Path) -> None:
    async with Stub() as elsewhere:
        stub.says("account/whoami", 307, location=f"{elsewhere.url}/_matrix/client/v3/account/whoami")
        is_itself(stub, "LAPTOP")

        await session_of(with_token(stub), folder, SEAL)

    assert elsewhere.journal == []
    assert len(stub.journal) == 2
