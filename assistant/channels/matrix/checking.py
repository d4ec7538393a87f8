"""What `doctor` asks about Matrix, by plain HTTP and within ten seconds: nothing is logged in, nobody is written to,
and the crypto store stays closed, because the assistant may be serving meanwhile.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.channels.matrix.api import CLIENT, Api, Json, LimitedError, part
from assistant.channels.matrix.identity import Session, confirm, refuse_without_password, session_found
from assistant.channels.matrix.rooms import PROBE
from assistant.channels.matrix.signing import published_keys
from assistant.channels.matrix.vault import Seal, Vault
from assistant.domain.errors import MbongiError
from assistant.settings import Matrix as Settings

PROBES = 12
"""Messages at once; Synapse lets ten through by default."""
PATIENCE = 10.0
"""Seconds. Half of them are for asking; the rest is for cleaning up behind itself, which a rate limit slows down."""
LIFTED: Json = {"messages_per_second": 0, "burst_count": 0}


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing looked at: is it right, and a sentence for the operator."""

    what: str
    ok: bool
    says: str


class NotRightError(MbongiError):
    """What was asked about is not as it should be; says what to do."""


async def check(settings: Settings, folder: Path, seal: Seal, patience: float = PATIENCE) -> list[Checked]:
    """The account; where it is logged in and well, its device and its rate limit too."""
    began, vault = asyncio.get_running_loop().time(), Vault(folder, seal)
    try:
        session = session_found(settings, vault)
        if session is None:
            refuse_without_password(settings, vault)
    except MbongiError as error:
        return [Checked("matrix", ok=False, says=str(error))]
    async with Api(settings.homeserver, session.token if session else None) as api:
        until = began + patience / 2
        found = [await _asked("matrix", api, _account(api, settings, vault, session), until)]
        if session is not None and found[0].ok:
            found.append(await _asked("matrix device", api, _device(api, session), until))
            found.append(await _limits(api, session, until, began + patience))
    return found


async def _asked(what: str, api: Api, says: Awaitable[str], until: float) -> Checked:
    """What is right says so; an error says what is not. `until`: by the clock of the event loop."""
    try:
        async with asyncio.timeout_at(until):
            return Checked(what, ok=True, says=await says)
    except MbongiError as error:
        return Checked(what, ok=False, says=str(error))
    except TimeoutError:
        slow = f"{api.homeserver} does not answer in time; check the network and MATRIX_HOMESERVER"
        return Checked(what, ok=False, says=slow)


async def _account(api: Api, settings: Settings, vault: Vault, session: Session | None) -> str:
    await api.ask("GET", "/_matrix/client/versions")
    if session is None:
        return f"{api.homeserver} answers; the first `serve` logs in as {settings.user}"
    await confirm(api, settings, vault, session)
    return f"{api.homeserver} answers, and the assistant is {session.user}, device {session.device}"


async def _device(api: Api, session: Session) -> str:
    published = await published_keys(api, session.user, session.device)
    if not published.device:
        raise NotRightError(f"the device {session.device} has no keys yet: `serve` makes and signs them when it starts")
    if not published.signed:
        raise NotRightError(
            f"the device {session.device} is not signed: clients that leave out such devices neither read the "
            "assistant nor write to it; `serve` signs it when it starts, and its log says what is in the way"
        )
    return f"the device {session.device} is signed by the account: every client trusts it as far as the account"


async def _limits(api: Api, session: Session, until: float, gone_by: float) -> Checked:
    rooms: list[str] = []
    try:
        return await _asked("matrix limits", api, _unlimited(api, session, rooms), until)
    finally:
        for room in rooms:
            with suppress(MbongiError, TimeoutError):
                async with asyncio.timeout_at(gone_by):
                    await _leave(api, room)


async def _unlimited(api: Api, session: Session, rooms: list[str]) -> str:
    """By the homeserver's own word where it gives it to the assistant, else by what happens in a room of its own."""
    path = f"/_synapse/admin/v1/users/{part(session.user)}/override_ratelimit"
    with suppress(MbongiError):
        if await api.ask("GET", path) == LIFTED:
            return "the rate limit is lifted for the assistant"
    try:
        await _try_out(api, rooms)
    except LimitedError:
        raise NotRightError(
            f"{api.homeserver} lets the assistant write a few messages a minute: ask its administrator for "
            f"POST /_synapse/admin/v1/users/{session.user}/override_ratelimit {json.dumps(LIFTED)}"
        ) from None
    except MbongiError as error:
        raise NotRightError(f"the rate limit could not be tried out: {error}") from None
    return f"{PROBES} messages at once are taken: no rate limit is felt"


async def _try_out(api: Api, rooms: list[str]) -> None:
    """Raises LimitedError where the messages are too many. The room goes into `rooms` as soon as it is there."""
    room = {"preset": "private_chat", "creation_content": {"type": PROBE}}
    rooms.append(str((await api.ask("POST", f"{CLIENT}/createRoom", room)).get("room_id", "")))
    content = {"msgtype": "m.notice", "body": "doctor"}
    path = f"{CLIENT}/rooms/{part(rooms[-1])}/send/m.room.message"
    asked = [api.ask("PUT", f"{path}/doctor{number}", content) for number in range(PROBES)]
    errors = [found for found in await asyncio.gather(*asked, return_exceptions=True) if not isinstance(found, dict)]
    for error in sorted(errors, key=lambda error: not isinstance(error, LimitedError)):
        raise error


async def _leave(api: Api, room: str) -> None:
    """And forget it, as soon as the homeserver lets go."""
    for what in ("leave", "forget"):
        while not await _done(api, f"{CLIENT}/rooms/{part(room)}/{what}"):
            pass


async def _done(api: Api, path: str) -> bool:
    """Whether it was let through; else the time it asks for is over."""
    try:
        await api.ask("POST", path, {})
    except LimitedError as busy:
        await asyncio.sleep(busy.seconds)
        return False
    return True
