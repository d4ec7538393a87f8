"""People with a Matrix account and a client of their own, by plain HTTP and without any library of Matrix."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import quote

import aiohttp

from tests.matrix.synapse import PASSWORD, Synapse, fresh

Content = dict[str, Any]
ENCRYPTION = {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}, "state_key": ""}
PATIENCE = 120.0
FILTER: Content = {"room": {"timeline": {"limit": 100}}, "presence": {"types": []}}
CHOICE = re.compile(r"^(?:\d+\.|[\U0001f1e6-\U0001f1ff]|•) (.+)$", re.MULTILINE)
"""A line that lists a choice: its number, its letter or a dot, then its label."""
transactions = (f"t{secrets.token_hex(4)}.{number}" for number in itertools.count(1))


@dataclass(frozen=True)
class Seen:
    """One event of a timeline as that person's client shows it; `encrypted` says that it came so."""

    id: str
    room: str
    sender: str
    type: str
    content: Content
    encrypted: bool = False

    @property
    def text(self) -> str:
        """The plain body, with plain spaces."""
        return _plain(str(self.content.get("body", "")))

    @property
    def html(self) -> str:
        return _plain(str(self.content.get("formatted_body", "")))

    @property
    def choices(self) -> list[str]:
        """The labels listed, in order."""
        return CHOICE.findall(self.text)

    @property
    def relation(self) -> Content:
        relation = self.content.get("m.relates_to")
        return relation if isinstance(relation, dict) else {}

    @property
    def is_message(self) -> bool:
        """A message in its own right: neither an edit nor a reaction."""
        return self.type == "m.room.message" and self.relation.get("rel_type") != "m.replace"


Wanted = str | Callable[[Seen], object]


class Enter(Protocol):
    async def __call__(self, server: Synapse, name: str, *, encrypted: bool = False) -> Person: ...


@dataclass
class Person:
    """Somebody with a client that reads and writes what is not encrypted."""

    server: Synapse
    user: str
    device: str
    token: str
    session: aiohttp.ClientSession
    since: str | None = None
    room: str = ""
    """Where `say` writes when nothing else is named: the room last opened or joined."""
    timeline: list[Seen] = field(default_factory=list)
    invitations: dict[str, list[Content]] = field(default_factory=dict)
    """Rooms they are invited to, with the stripped state."""
    joined: set[str] = field(default_factory=set)
    _read: set[str] = field(default_factory=set)

    @classmethod
    async def enter(cls, server: Synapse, name: str, folder: Path, password: str = PASSWORD) -> Self:
        """Register under a fresh name and log in."""
        user = await server.register(fresh(name), password)
        return await cls.log_in(server, user, folder, password)

    @classmethod
    async def log_in(cls, server: Synapse, user: str, folder: Path, password: str = PASSWORD) -> Self:
        """One more device of a user who exists."""
        answer = await server.log_in(user, password)
        token = answer["access_token"]
        session = aiohttp.ClientSession(server.url, headers={"Authorization": f"Bearer {token}"})
        person = cls(server, user, answer["device_id"], token, session)
        await person.began(folder)
        await person.sync(0)
        return person

    async def began(self, folder: Path) -> None:
        """What a client does once, before it first syncs."""

    async def close(self) -> None:
        await self.session.close()

    # What they do

    async def open_chat(self, *others: str, encrypted: bool = False, direct: bool = True, **fields: Any) -> str:
        """A room as Element opens one, the others invited; it becomes theirs to write in."""
        body: Content = {"preset": "trusted_private_chat", "is_direct": direct, "invite": list(others)}
        if encrypted:
            body["initial_state"] = [ENCRYPTION]
        self.room = (await self.ask("POST", "createRoom", body | fields))["room_id"]
        await self.until(lambda: self.room in self.joined)
        return self.room

    async def accept(self, by: str | None = None, seconds: float = PATIENCE) -> str:
        """Join the room of the next invitation, theirs or anybody's; it becomes theirs to write in."""

        def invited() -> str | None:
            rooms = self.invitations.items()
            return next((room for room, state in rooms if by in (None, _inviter(state, self.user))), None)

        await self.until(lambda: invited() is not None, seconds)
        room = invited()
        assert room is not None
        await self.join(room)
        return room

    async def join(self, room: str) -> None:
        await self.ask("POST", f"join/{quote(room)}", {})
        self.room = room
        await self.until(lambda: room in self.joined)

    async def leave(self, room: str | None = None) -> None:
        await self._in(room, "POST", "leave", {})

    async def invite(self, user: str, room: str | None = None) -> None:
        await self._in(room, "POST", "invite", {"user_id": user})

    async def kick(self, user: str, room: str | None = None) -> None:
        await self._in(room, "POST", "kick", {"user_id": user})

    async def members(self, room: str | None = None) -> dict[str, str]:
        """Who stands in the room, as {user: membership}."""
        answer = await self._in(room, "GET", "members")
        return {one["state_key"]: one["content"]["membership"] for one in answer["chunk"]}

    async def rename(self, name: str) -> None:
        """Bear another display name."""
        await self.ask("PUT", f"profile/{quote(self.user)}/displayname", {"displayname": name})

    async def say(self, text: str, room: str | None = None, **fields: Any) -> str:
        """A text message; its event id."""
        return await self.send("m.room.message", {"msgtype": "m.text", "body": text} | fields, room)

    async def react(self, event: str, key: str, room: str | None = None) -> str:
        relation = {"rel_type": "m.annotation", "event_id": event, "key": key}
        return await self.send("m.reaction", {"m.relates_to": relation}, room)

    async def press(self, seen: Seen, label: str) -> str:
        """Tap the reaction that the assistant has put there for that choice."""
        place = seen.choices.index(label)
        await self.until(lambda: len(self.marks(seen.id)) > place, what=f"a reaction for {label!r}")
        return await self.react(seen.id, self.marks(seen.id)[place], seen.room)

    async def edit(self, event: str, text: str, room: str | None = None) -> str:
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": event}
        return await self.send(
            "m.room.message", new | {"body": f"* {text}", "m.new_content": new, "m.relates_to": relation}, room
        )

    async def redact(self, event: str, room: str | None = None) -> None:
        await self._in(room, "PUT", f"redact/{quote(event)}/{next(transactions)}", {})

    async def upload(self, data: bytes, name: str = "preuve.jpg", kind: str = "image/jpeg", **fields: Any) -> str:
        """A file or a photo in the room; its event id. A caption is `body="…"` beside `filename="…"`."""
        msgtype = "m.image" if kind.startswith("image/") else "m.file"
        content: Content = {"msgtype": msgtype, "body": name, "info": {"mimetype": kind, "size": len(data)}}
        return await self.send("m.room.message", content | await self._stored(data, name, kind) | fields)

    async def fetch(self, seen: Seen) -> bytes:
        """The bytes of a file that was sent."""
        return await self._media(str(seen.content["url"]))

    async def send(self, kind: str, content: Content, room: str | None = None) -> str:
        """Any event; its id."""
        return str((await self._in(room, "PUT", f"send/{kind}/{next(transactions)}", content))["event_id"])

    async def try_to_send(self, kind: str, content: Content) -> None:
        """Any event, unencrypted, which the homeserver may refuse."""
        url = f"/_matrix/client/v3/rooms/{quote(self.room)}/send/{kind}/{next(transactions)}"
        async with self.session.put(url, json=content) as answer:
            assert answer.status in {200, 400, 413, 500}, answer.status

    # What they see

    async def sees(self, wanted: Wanted = "", seconds: float = PATIENCE) -> Seen:
        """The next message of somebody else with those words, or for which that holds; each is seen only once."""
        await self.until(lambda: self._next(wanted) is not None, seconds, f"{wanted!r}")
        found = self._next(wanted)
        assert found is not None
        self._read.add(found.id)
        return found

    def read(self, room: str | None = None) -> list[str]:
        """Every text of somebody else that came so far."""
        return [seen.text for seen in self.timeline if self._others(seen) and room in (None, seen.room)]

    def unread(self) -> list[Seen]:
        """The messages of others that `sees` has not met."""
        return [seen for seen in self.timeline if self._others(seen) and seen.id not in self._read]

    def shown(self, event: str) -> str:
        """What the message says by now: its own body, or that of its last edit."""
        texts = [seen.text for seen in self.timeline if seen.id == event]
        edits = [seen for seen in self.timeline if _relates(seen, "m.replace", event)]
        return _plain(edits[-1].content["m.new_content"]["body"]) if edits else texts[-1]

    def reactions(self, event: str) -> dict[str, set[str]]:
        """Who reacted to the message, by emoji, in the order in which they came; taken back ones are gone."""
        found: dict[str, set[str]] = {}
        for seen in self.timeline:
            if _relates(seen, "m.annotation", event) and not self.is_redacted(seen.id):
                found.setdefault(str(seen.relation.get("key")), set()).add(seen.sender)
        return found

    def marks(self, event: str) -> list[str]:
        """Every emoji that stands or stood below the message, in the order in which they first came."""
        found = [seen for seen in self.timeline if _relates(seen, "m.annotation", event)]
        return list(dict.fromkeys(str(seen.relation.get("key")) for seen in found))

    def is_redacted(self, event: str) -> bool:
        """Whether it was taken back."""
        return any(seen.type == "m.room.redaction" and seen.content.get("redacts") == event for seen in self.timeline)

    def membership(self, user: str, room: str) -> str | None:
        """Where that user stands in the room by what they last did themselves: `join`, `leave`; None: nothing yet."""
        did = [seen for seen in self.timeline if (seen.type, seen.room, seen.sender) == ("m.room.member", room, user)]
        return str(did[-1].content.get("membership")) if did else None

    async def until(self, holds: Callable[[], object], seconds: float = PATIENCE, what: str = "it") -> None:
        """Sync until that holds."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    await self.sync()
        except TimeoutError:
            raise AssertionError(f"{self.user} waited {seconds:.0f} s for {what}; read {self.read()}") from None

    async def sync(self, wait: int = 1000) -> None:
        """One look at what is new; `wait` is in milliseconds."""
        query = {"timeout": str(wait), "filter": json.dumps(FILTER)}
        if self.since is not None:
            query["since"] = self.since
        answer = await self.ask("GET", "sync", params=query)
        rooms = answer.get("rooms", {})
        for room, state in rooms.get("invite", {}).items():
            self.invitations[room] = state["invite_state"]["events"]
        for room, state in rooms.get("join", {}).items():
            self._enter(room)
            for event in state["timeline"]["events"]:
                self._keep(room, event)
        for room in rooms.get("leave", {}):
            self._left(room)
        self.since = answer["next_batch"]

    async def ask(self, method: str, path: str, body: object = None, *, params: dict[str, str] | None = None) -> Any:
        """One request of the client API; an answer that is not 2xx fails the test."""
        url = self.server.url + f"/_matrix/client/v3/{path}"
        async with self.session.request(method, url, json=body, params=params) as answer:
            said = await answer.json()
            assert answer.ok, f"{method} {path}: {answer.status} {said}"
            return said

    async def _in(self, room: str | None, method: str, path: str, body: object = None) -> Any:
        return await self.ask(method, f"rooms/{quote(room or self.room)}/{path}", body)

    async def _stored(self, data: bytes, name: str, kind: str) -> Content:
        headers = {"Content-Type": kind}
        url = "/_matrix/media/v3/upload"
        async with self.session.post(url, data=data, params={"filename": name}, headers=headers) as answer:
            said = await answer.json()
            assert answer.ok, f"upload: {answer.status} {said}"
            return {"url": said["content_uri"]}

    async def _media(self, uri: str) -> bytes:
        async with self.session.get(f"/_matrix/client/v1/media/download/{uri.removeprefix('mxc://')}") as answer:
            assert answer.ok, f"download: {answer.status}"
            return await answer.read()

    def _keep(self, room: str, event: Content, *, encrypted: bool = False) -> None:
        self.timeline.append(
            Seen(event["event_id"], room, event["sender"], event["type"], event["content"], encrypted=encrypted)
        )

    def _enter(self, room: str) -> None:
        self.joined.add(room)
        self.invitations.pop(room, None)

    def _left(self, room: str) -> None:
        self.joined.discard(room)
        self.invitations.pop(room, None)

    def _others(self, seen: Seen) -> bool:
        return seen.is_message and seen.sender != self.user

    def _next(self, wanted: Wanted) -> Seen | None:
        return next((seen for seen in self.unread() if _is(seen, wanted)), None)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _is(seen: Seen, wanted: Wanted) -> bool:
    return wanted in seen.text if isinstance(wanted, str) else bool(wanted(seen))


def _relates(seen: Seen, how: str, event: str) -> bool:
    return seen.relation.get("rel_type") == how and seen.relation.get("event_id") == event


def _inviter(state: list[Content], user: str) -> str | None:
    return next((one["sender"] for one in state if one["type"] == "m.room.member" and one["state_key"] == user), None)
