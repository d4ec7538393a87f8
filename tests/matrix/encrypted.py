"""People whose client encrypts, with nio."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nio
import pytest

from tests.matrix.people import FILTER, Content, Person, Seen, transactions

BOTH = pytest.mark.parametrize("encrypted", [False, True], ids=["clear", "encrypted"])
LOST = {
    "algorithm": "m.megolm.v1.aes-sha2",
    "ciphertext": "AwgAEnACgAkLmt6qF84IK++J7UDH2Za1YVchHyprqTqsg",
    "sender_key": "2oHmDxCEfZyQ8GeuGfHXRLTCCaEVnHnE5Vh6cxvWEnk",
    "session_id": "X3lUlvLELLYxeTx4yOVu6UDpasGEVO0Jbu+QFnm0cKQ",
    "device_id": "ELSEWHERE",
}
"""What an event is whose key nobody has."""


class EncryptedPerson(Person):
    """Somebody whose client encrypts: the rooms they open are encrypted, every device is trusted."""

    async def began(self, folder: Path) -> None:
        store = folder / f"store-{self.device}"
        store.mkdir()
        config = nio.AsyncClientConfig(store_sync_tokens=False, encryption_enabled=True)
        self.client = nio.AsyncClient(self.server.url, self.user, self.device, str(store), config)
        self.client.restore_login(self.user, self.device, self.token)
        self._locked: list[nio.MegolmEvent] = []
        await self.client.keys_upload()

    async def begins(self) -> None:
        """Take a key of everybody's in the room, to write by it later."""
        while self.room not in self.client.rooms or self.client.should_query_keys:
            await self.sync(0)
        await self.client.joined_members(self.room)
        await self.client.keys_claim(self.client.get_missing_sessions(self.room))

    async def close(self) -> None:
        await self.client.close()
        await super().close()

    async def open_chat(self, *others: str, encrypted: bool = True, direct: bool = True, **fields: Any) -> str:
        return await super().open_chat(*others, encrypted=encrypted, direct=direct, **fields)

    async def send(self, kind: str, content: Content, room: str | None = None) -> str:
        """Any event, encrypted where the room is."""
        where = room or self.room
        while where not in self.client.rooms or self.client.should_query_keys:
            await self.sync(0)
        answer = await self.client.room_send(
            where, kind, content, tx_id=next(transactions), ignore_unverified_devices=True
        )
        assert isinstance(answer, nio.RoomSendResponse), answer
        return str(answer.event_id)

    async def fetch(self, seen: Seen) -> bytes:
        if (file := seen.content.get("file")) is None:
            return await super().fetch(seen)
        raw = await self._media(str(file["url"]))
        return bytes(nio.crypto.decrypt_attachment(raw, file["key"]["k"], file["hashes"]["sha256"], file["iv"]))

    async def sync(self, wait: int = 1000) -> None:
        answer = await self.client.sync(
            timeout=wait, since=self.since, sync_filter=FILTER, full_state=not self.client.next_batch
        )
        assert isinstance(answer, nio.SyncResponse), answer
        await self._keys()
        for room, invited in answer.rooms.invite.items():
            self.invitations[room] = [_stripped(event) for event in invited.invite_state]
        for room, info in answer.rooms.join.items():
            self._enter(room)
            for event in info.timeline.events:
                self._take(room, event)
        for room in answer.rooms.leave:
            self._left(room)
        self._unlock()
        self.since = answer.next_batch

    async def _keys(self) -> None:
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()
        if self.client.should_claim_keys:
            await self.client.keys_claim(self.client.get_users_for_key_claiming())
        await self.client.send_to_device_messages()

    async def _stored(self, data: bytes, name: str, kind: str) -> Content:
        if not self.client.rooms[self.room].encrypted:
            return await super()._stored(data, name, kind)
        locked, keys = nio.crypto.encrypt_attachment(data)
        return {"file": keys | await super()._stored(locked, "file", "application/octet-stream")}

    def _take(self, room: str, event: nio.Event) -> None:
        if isinstance(event, nio.MegolmEvent):
            event.room_id = room
            self._locked.append(event)
            return
        self._keep(room, event.source, encrypted=event.decrypted)

    def _unlock(self) -> None:
        """Read what came before its key did."""
        for event in tuple(self._locked):
            try:
                read = self.client.decrypt_event(event)
            except nio.EncryptionError:
                continue
            self._locked.remove(event)
            self._keep(event.room_id, read.source, encrypted=True)


def _stripped(event: Any) -> Content:
    source: Content = event.source if hasattr(event, "source") else {}
    return {"type": "", "state_key": "", "sender": ""} | source
