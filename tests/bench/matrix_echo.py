"""The yardstick: matrix-nio as its own examples use it, echoing. `python -m tests.bench.matrix_echo URL USER STORE`."""

from __future__ import annotations

import asyncio
import sys

import nio

from tests.matrix.synapse import PASSWORD

DEVICE = "ECHO"


async def main(homeserver: str, user: str, store: str) -> None:
    """Join whatever it is invited to, and say the same text back."""
    config = nio.AsyncClientConfig(encryption_enabled=True, store_sync_tokens=True)
    client = nio.AsyncClient(homeserver, user, DEVICE, store, config)

    async def invited(room: nio.MatrixRoom, _: nio.InviteMemberEvent) -> None:
        await client.join(room.room_id)

    async def echo(room: nio.MatrixRoom, event: nio.RoomMessageText) -> None:
        if event.sender != user:
            content = {"msgtype": "m.text", "body": event.body}
            await client.room_send(room.room_id, "m.room.message", content, ignore_unverified_devices=True)

    await client.login(PASSWORD)
    client.add_event_callback(invited, nio.InviteMemberEvent)
    client.add_event_callback(echo, nio.RoomMessageText)
    await client.sync_forever(timeout=30_000, full_state=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
