"""A real Matrix homeserver on loopback: Synapse from PyPI, without federation, its database in a folder of its own."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import fcntl
import hashlib
import hmac
import itertools
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from tests.loopback import free_port

SERVER_NAME = "localhost"
PASSWORD = "un mot de passe pour essayer"
SHARED_SECRET = "for-the-tests-alone"
MEDIA_LIMIT = "8M"
START_LIMIT, STOP_LIMIT = 180.0, 30.0
NO_LIMIT = {"per_second": 10_000, "burst_count": 10_000}
OPEN: dict[str, Any] = {
    "rc_message": NO_LIMIT,
    "rc_registration": NO_LIMIT,
    "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), NO_LIMIT),
    "rc_joins": dict.fromkeys(("local", "remote"), NO_LIMIT),
    "rc_joins_per_room": NO_LIMIT,
    "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), NO_LIMIT),
    "rc_room_creation": NO_LIMIT,
    "rc_media_create": NO_LIMIT,
    "rc_3pid_validation": NO_LIMIT,
}
_run = secrets.token_hex(3)
_numbers = itertools.count(1)


def fresh(name: str) -> str:
    """A name that no other test of this run bears, on whichever worker it runs."""
    return f"{name}-{_run}{next(_numbers)}"


class Synapse:
    """One homeserver; `limits` keeps the rate limits that Synapse has by default, else there are none.

    It keeps its port and its database over `stop`, `kill` and `start`.
    """

    server_name = SERVER_NAME

    def __init__(self, folder: Path, *, limits: bool = False, port: int | None = None) -> None:
        self.folder, self.port, self.took = folder, port or free_port(), 0.0
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._admin: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None, "it does not run"
        return self._process.pid

    async def start(self) -> None:
        await asyncio.to_thread(self.start_now)

    async def stop(self) -> None:
        """As an operator would: every answer under way is still given."""
        await asyncio.to_thread(self.stop_now)

    def kill(self) -> None:
        """kill -9."""
        self._end(signal.SIGKILL)

    def stop_now(self) -> None:
        self._end(signal.SIGTERM)

    def start_now(self) -> None:
        """Blocks until it answers; `took` says how many seconds that was."""
        began = time.monotonic()
        self._configure()
        command = [sys.executable, "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)  # noqa: S603 - our own words
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() - began > START_LIMIT:
                self.kill()
                raise AssertionError(f"Synapse did not start: {self.log()[-3000:]}")
            time.sleep(0.05)
        self.took = time.monotonic() - began

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    async def register(self, name: str, password: str = PASSWORD, *, admin: bool = False) -> str:
        """The id of a new user; no device is made for it."""
        path = "/_synapse/admin/v1/register"
        nonce = (await self.ask("GET", path))["nonce"]
        said = [nonce, name, password, "admin" if admin else "notadmin"]
        mac = hmac.new(SHARED_SECRET.encode(), "\0".join(said).encode(), hashlib.sha1).hexdigest()
        account = {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac}
        answer = await self.ask("POST", path, account | {"inhibit_login": True})
        return str(answer["user_id"])

    async def log_in(self, user: str, password: str = PASSWORD) -> dict[str, str]:
        """`access_token` and `device_id` of a new device."""
        login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user}, "password": password}
        answer: dict[str, str] = await self.ask("POST", "/_matrix/client/v3/login", login)
        return answer

    async def lift_limits(self, user: str) -> None:
        """What an administrator does for a bot: no rate limit holds for it any more."""
        path = f"/_synapse/admin/v1/users/{user}/override_ratelimit"
        await self.ask("POST", path, {"messages_per_second": 0, "burst_count": 0}, token=await self._admin_token())

    async def ask(self, method: str, path: str, body: object = None, *, token: str | None = None) -> Any:
        """One request; an answer that is not 2xx fails the test."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            aiohttp.ClientSession(self.url, headers=headers) as session,
            session.request(method, path, json=body) as answer,
        ):
            said = await answer.json()
            assert answer.ok, f"{method} {path}: {answer.status} {said}"
            return said

    async def _admin_token(self) -> str:
        if self._admin is None:
            user = await self.register(fresh("administrator"), admin=True)
            self._admin = (await self.log_in(user))["access_token"]
        return self._admin

    def _configure(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        config = _config(self.folder, self.port) | ({} if self._limits else OPEN)
        (self.folder / "homeserver.yaml").write_text(yaml.safe_dump(config))
        if not (key := self.folder / "signing.key").exists():
            key.write_text(f"ed25519 a_test {_unpadded(os.urandom(32))}\n")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_matrix/client/versions", timeout=5):  # noqa: S310 - loopback
                return True
        except (urllib.error.URLError, OSError):
            return False

    def _end(self, how: signal.Signals) -> None:
        if (process := self._process) is None:
            return
        process.send_signal(how)
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._process = None


@contextlib.contextmanager
def shared(folder: Path) -> Iterator[Synapse]:
    """The one homeserver of all the workers that were given this folder.

    Whoever comes first starts it, and stops it when the last one has gone: each holds a shared lock, which the system
    lets go of whatever becomes of a worker.
    """
    state = folder / "port"
    with (folder / "starting").open("w") as starting, (folder / "users").open("w") as users:
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        if state.exists():
            fcntl.flock(starting, fcntl.LOCK_UN)
            yield Synapse(folder / "synapse", port=int(state.read_text()))
            return
        server = Synapse(folder / "synapse")
        server.start_now()
        state.write_text(str(server.port))
        fcntl.flock(starting, fcntl.LOCK_UN)
        try:
            yield server
        finally:
            fcntl.flock(users, fcntl.LOCK_EX)
            state.unlink()
            server.stop_now()


def _config(folder: Path, port: int) -> dict[str, Any]:
    client = {"port": port, "type": "http", "tls": False, "bind_addresses": ["127.0.0.1"]}
    return {
        "server_name": SERVER_NAME,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "listeners": [client | {"resources": [{"names": ["client"]}]}],
        "federation_domain_whitelist": [],
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "media_store_path": str(folder / "media"),
        "max_upload_size": MEDIA_LIMIT,
        "signing_key_path": str(folder / "signing.key"),
        "registration_shared_secret": SHARED_SECRET,
        "macaroon_secret_key": SHARED_SECRET,
        "form_secret": SHARED_SECRET,
        "bcrypt_rounds": 4,  # made-up passwords are not worth half a second each
        "presence": {"enabled": False},
        "report_stats": False,
    }


def _unpadded(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")
