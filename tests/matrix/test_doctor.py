"""What `doctor` says of Matrix: one sentence each, within ten seconds, and nothing changed."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import nio
import pytest

from assistant.channels.matrix.checking import LIFTED, PROBES, Checked, check
from assistant.channels.matrix.identity import Session, session_of
from assistant.channels.matrix.signing import sign_device
from assistant.settings import Matrix as Settings
from storage.seal import MATRIX, Seal
from tests.matrix.copies import seeds_in
from tests.matrix.stub import Stub
from tests.matrix.synapse import PASSWORD, Synapse, fresh

USER, DEVICE = "@mbongi:localhost", "PHONE"
SEAL = Seal("a key for the tests", MATRIX)
OVERRIDE = f"users/{USER}/override_ratelimit"
SENT = "rooms/!probe/send/m.room.message/doctor"
SLOWLY = 120.0
"""Seconds that a busy machine may take."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "matrix"


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    """A homeserver that knows the token, and has no keys."""
    async with Stub() as server:
        server.says("/_matrix/client/versions", versions=["v1.11"])
        server.says("account/whoami", user_id=USER, device_id=DEVICE)
        server.says("keys/query", device_keys={})
        yield server


def with_token(stub: Stub) -> Settings:
    return Settings(stub.url, USER, None, "token", DEVICE)


async def logged_in(homeserver: Synapse, folder: Path) -> tuple[Settings, Session]:
    settings = Settings(homeserver.url, await homeserver.register(fresh("mbongi")), PASSWORD)
    return settings, await session_of(settings, folder, SEAL)


async def signed(homeserver: Synapse, session: Session, folder: Path) -> None:
    client = nio.AsyncClient(homeserver.url, session.user, session.device, str(folder))
    client.restore_login(session.user, session.device, session.token)
    await client.keys_upload()
    await sign_device(client, seeds_in(folder, session.user, SEAL), None)
    await client.close()


def told(found: list[Checked]) -> dict[str, bool]:
    return {one.what: one.ok for one in found}


def written(folder: Path) -> list[Path]:
    return list(folder.parent.glob("matrix/*"))


async def rooms_of(homeserver: Synapse, session: Session) -> list[str]:
    joined = await homeserver.ask("GET", "/_matrix/client/v3/joined_rooms", token=session.token)
    return list(joined["joined_rooms"])


async def test_a_homeserver_that_does_not_limit_a_signed_device_is_all_right(homeserver: Synapse, folder: Path) -> None:
    settings, session = await logged_in(homeserver, folder)
    await signed(homeserver, session, folder)

    found = await check(replace(settings, password=None), folder, SEAL, SLOWLY)

    assert told(found) == {"matrix": True, "matrix device": True, "matrix limits": True}
    assert await rooms_of(homeserver, session) == []


async def test_a_device_that_is_not_signed_yet_is_said_so(homeserver: Synapse, folder: Path) -> None:
    settings, session = await logged_in(homeserver, folder)
    client = nio.AsyncClient(homeserver.url, session.user, session.device, str(folder))
    client.restore_login(session.user, session.device, session.token)
    before = await check(settings, folder, SEAL, SLOWLY)
    await client.keys_upload()

    after = await check(settings, folder, SEAL, SLOWLY)

    await client.close()
    assert "has no keys yet" in before[1].says
    assert "is not signed" in after[1].says
    assert told(after)["matrix device"] is False


async def test_a_rate_limit_is_found_with_what_to_ask_the_administrator_for(
    limited_homeserver: Synapse, folder: Path
) -> None:
    settings, session = await logged_in(limited_homeserver, folder)

    limited = (await check(settings, folder, SEAL, SLOWLY))[-1]

    assert limited.ok is False
    assert f"POST /_synapse/admin/v1/users/{session.user}/override_ratelimit" in limited.says
    assert '{"messages_per_second": 0, "burst_count": 0}' in limited.says
    assert await rooms_of(limited_homeserver, session) == []
    await limited_homeserver.lift_limits(session.user)
    assert (await check(settings, folder, SEAL, SLOWLY))[-1].ok is True


async def test_a_homeserver_that_tells_the_assistant_its_limit_is_believed(stub: Stub, folder: Path) -> None:
    stub.says(OVERRIDE, **LIFTED)

    found = (await check(with_token(stub), folder, SEAL))[-1]

    assert found == Checked("matrix limits", ok=True, says="the rate limit is lifted for the assistant")
    assert not stub.asked("createRoom")


async def test_a_probe_that_is_left_halfway_says_so_and_is_left_all_the_same(stub: Stub, folder: Path) -> None:
    stub.says("createRoom", room_id="!probe")
    for number in range(PROBES):
        stub.says(f"{SENT}{number}", 403, errcode="M_FORBIDDEN")
    stub.says("rooms/!probe/leave", 429, errcode="M_LIMIT_EXCEEDED", retry_after_ms=20)
    stub.says("rooms/!probe/leave")
    stub.says("rooms/!probe/forget")

    found = (await check(with_token(stub), folder, SEAL))[-1]

    assert (found.ok, "could not be tried out" in found.says) == (False, True)
    assert len(stub.asked("rooms/!probe/leave")) == 2
    assert len(stub.asked("rooms/!probe/forget")) == 1


async def test_before_the_first_login_the_doctor_does_not_log_in(homeserver: Synapse, folder: Path) -> None:
    settings = Settings(homeserver.url, await homeserver.register(fresh("mbongi")), PASSWORD)

    (found,) = await check(settings, folder, SEAL)

    assert found.ok is True
    assert f"the first `serve` logs in as {settings.user}" in found.says
    assert written(folder) == []


async def test_without_a_login_and_without_a_password_one_is_asked_for(stub: Stub, folder: Path) -> None:
    (found,) = await check(Settings(stub.url, USER), folder, SEAL)

    assert (found.ok, found.says.split(":")[0]) == (False, "MATRIX_PASSWORD is missing")


async def test_a_token_that_is_refused_is_said_so(stub: Stub, folder: Path) -> None:
    stub.forget()
    stub.says("/_matrix/client/versions", versions=[])
    stub.says("account/whoami", 401, errcode="M_UNKNOWN_TOKEN")

    (found,) = await check(with_token(stub), folder, SEAL)

    assert (found.ok, found.says.split(" by ")[0]) == (False, "MATRIX_ACCESS_TOKEN is refused")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://"])
async def test_a_homeserver_that_does_not_answer_is_said_so(folder: Path, url: str) -> None:
    (found,) = await check(Settings(url, USER, "password"), folder, SEAL)

    assert found == Checked("matrix", ok=False, says=f"{url} does not answer; check the network and MATRIX_HOMESERVER")


async def test_what_answers_otherwise_than_a_homeserver_is_said_so(stub: Stub, folder: Path) -> None:
    stub.forget()
    stub.says("/_matrix/client/versions", 404, text="<h1>Not Found</h1>")

    (found,) = await check(with_token(stub), folder, SEAL)

    assert found.says == f"{stub.url} answers 404, not as a homeserver does; check MATRIX_HOMESERVER"


async def test_a_homeserver_that_never_ends_its_answer_is_not_waited_for(folder: Path) -> None:
    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    began = time.monotonic()

    (found,) = await check(Settings(f"http://127.0.0.1:{port}", USER, "password"), folder, SEAL, patience=1)

    server.close()
    assert "does not answer in time" in found.says
    assert time.monotonic() - began < 30


async def test_the_doctor_of_the_command_line_shows_it_and_no_secret(
    homeserver: Synapse, tmp_path: Path, folder: Path
) -> None:
    _, session = await logged_in(homeserver, folder)
    (tmp_path / ".env").write_text(
        f"ASSISTANT_DATA_DIR={tmp_path}\nASSISTANT_SECRET_KEY=a key for the tests\nASSISTANT_LOG_LEVEL=DEBUG\n"
        f"MATRIX_HOMESERVER={homeserver.url}\nMATRIX_USER={session.user}\nMATRIX_PASSWORD={PASSWORD}\n"
    )

    doctor = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "assistant", "doctor", "--json"),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, told_too = await asyncio.wait_for(doctor.communicate(), SLOWLY)

    found = {row["what"]: row for row in json.loads(said) if row["what"].startswith("matrix")}
    assert {what: row["ok"] for what, row in found.items()} == {
        "matrix": True,
        "matrix device": False,
        "matrix limits": True,
    }
    assert session.user in found["matrix"]["says"]
    assert not any(secret.encode() in said + told_too for secret in (session.token, PASSWORD))
