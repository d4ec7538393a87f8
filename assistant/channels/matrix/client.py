"""nio's client, made so that nothing anybody sends can stop it, and that a process may be killed at any time.

As it comes, one message from device to device that is no Olm message, from any account, or one room event with an empty
session, ends the reading of a whole batch with an exception, each time that the batch is brought; a device's key of 33
bytes ends the process. And keys that others already use are lost where the process dies before it keeps them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from typing import Any

import nio

for quoting in ("nio", "peewee"):
    logging.getLogger(quoting).setLevel(logging.CRITICAL)
"""The one quotes messages, the other what is kept of keys."""
log = logging.getLogger(__name__)
MEMBER = "m.room.member"
FALLBACK = "signed_curve25519"
"""The kind of key that serves again and again once the others have run out."""
RENEWED_SECONDS = 3600.0
"""A new one is made no sooner: only the last two can be read by, and somebody may just have been given the first."""


class Client(nio.AsyncClient):  # type: ignore[misc] # nio has no types
    """Reads what can be read; the rest stays as it came."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._changes: list[set[str]] = []
        """Whose devices have changed since each of the queries began that are under way."""
        self._fallback_used = False
        self._renewed_at = -RENEWED_SECONDS

    def opened(self, room: str, event: Any) -> Any:
        """The event, decrypted if it is encrypted and its key is here."""
        if not isinstance(event, nio.MegolmEvent):
            return event
        event.room_id = room
        return _unbroken(self._decrypted, event) or event

    def _decrypted(self, event: nio.MegolmEvent) -> Any:
        with suppress(nio.EncryptionError):
            return self.decrypt_event(event)
        return None

    async def parse_body(self, transport_response: Any) -> Any:
        """The answer, of whose invitations nothing is left but what nio can read: other homeservers make them.

        What it says of the key for all is noted here: nio overlooks it.
        """
        body = await super().parse_body(transport_response)
        match body:
            case {"device_unused_fallback_key_types": list(unused)}:
                self._fallback_used = FALLBACK not in unused
        match body:
            case {"rooms": {"invite": dict(invited)}}:
                for room in invited.values():
                    _without_additions(room)
        return body

    @property
    def should_upload_keys(self) -> bool:
        """Whether keys are missing of which others take one each, or one was used of which they all take."""
        return bool(super().should_upload_keys or self._fallback_due())

    async def keys_upload(self) -> Any:
        """Upload what is missing of our keys, kept before anybody can use them."""
        keys = self.olm.share_keys() if super().should_upload_keys else {}
        renewed = self._fallback_due() or not self.olm_account_shared
        if renewed:
            keys["fallback_keys"] = self._new_fallback()
        self.olm.save_account()
        answer = await self._send(nio.KeysUploadResponse, *nio.Api.keys_upload(self.access_token, keys))
        if renewed and isinstance(answer, nio.KeysUploadResponse):
            self._fallback_used, self._renewed_at = False, time.monotonic()
        return answer

    def _fallback_due(self) -> bool:
        return self._fallback_used and time.monotonic() - self._renewed_at >= RENEWED_SECONDS

    def _new_fallback(self) -> dict[str, Any]:
        """A key that others begin with while we are away and the rest have run out; nio has none."""
        account = self.olm.account._account  # noqa: SLF001 - nio shows nothing of it
        if not account.fallback_key:  # else one was made and never published
            account.generate_fallback_key()
        keys = {}
        for name, public in account.fallback_key.items():
            key = {"key": public.to_base64(), "fallback": True}
            signature = self.olm.sign_json(key)
            keys[f"{FALLBACK}:{name}"] = key | {"signatures": {self.user_id: {f"ed25519:{self.device_id}": signature}}}
        return keys

    async def keys_query(self, users: Collection[str] = ()) -> Any:
        """Ask for the devices of these people, or of all who are waited for; again where they change meanwhile."""
        asked = set(users or self.users_for_key_query)
        changed: set[str] = set()
        self._changes.append(changed)
        try:
            return await self._send(nio.KeysQueryResponse, *nio.Api.keys_query(self.access_token, asked))
        finally:
            self._changes.remove(changed)
            self.users_for_key_query.update(asked & changed)

    async def _handle_to_device(self, response: Any) -> None:
        """All or nothing is kept: a key that has been used up goes with what was read by it."""
        with self.store.database.atomic():
            await super()._handle_to_device(response)

    def _handle_decrypt_to_device(self, event: Any) -> Any:
        return _unbroken(super()._handle_decrypt_to_device, event)

    def _handle_joined_state(self, room: str, info: Any, *rest: Any) -> None:
        for events in (info.state, info.timeline.events):
            events[:] = map(_counted, events)
        super()._handle_joined_state(room, info, *rest)

    def _handle_timeline_event(self, event: Any, *where: Any) -> Any:
        return _unbroken(super()._handle_timeline_event, event, *where)

    def _handle_messages_response(self, response: Any) -> None:
        response.chunk = [self.opened(response.room_id, event) for event in response.chunk]

    def _handle_olm_events(self, response: Any) -> None:
        super()._handle_olm_events(response)
        for changed in self._changes:
            changed.update(response.device_list.changed)
        if response.device_key_count.signed_curve25519 == 0:
            self.olm.uploaded_key_count = 0  # nio takes none left for not told, and would never upload again

    def _handle_olm_response(self, response: Any) -> None:
        """One person's broken keys must not keep the others' from being read."""
        for part in _by_person(response):
            _unbroken(super()._handle_olm_response, part)


def _counted(event: Any) -> Any:
    """Whoever comes in counts, also by an event with an odd name in it or one that was redacted; nio overlooks it."""
    source, content = event.source, event.source.get("content")
    if source.get("type") != MEMBER or isinstance(event, nio.RoomMemberEvent) or not isinstance(content, dict):
        return event
    before = (source.get("unsigned") or {}).get("prev_content")
    bare = {"content": {"membership": content.get("membership")}, "unsigned": {"prev_content": before}}
    return nio.Event.parse_event(source | bare)


def _without_additions(invitation: Any) -> None:
    match invitation:
        case {"invite_state": {"events": list(events)}}:
            events[:] = [event | {"unsigned": {}} for event in events if isinstance(event, dict)]


def _by_person(response: Any) -> Iterator[Any]:
    if isinstance(response, nio.KeysQueryResponse):
        for user, devices in response.device_keys.items():
            yield nio.KeysQueryResponse({user: devices}, {})
    elif isinstance(response, nio.KeysClaimResponse):
        for user, devices in response.one_time_keys.items():
            yield nio.KeysClaimResponse({user: devices}, {}, response.room_id)
    else:
        yield response


def _unbroken(reading: Callable[..., Any], *what: Any) -> Any:
    """None where nio, or the Rust below it, meets something in what others have made that it does not expect."""
    try:
        return reading(*what)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic in Rust is no Exception
        log.warning("something encrypted could not be read: %s", type(error).__name__)
        return None
