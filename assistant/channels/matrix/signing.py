"""Cross-signing: the account vouches for the assistant's device, so that clients which leave out devices that nobody
has vouched for still write to it, and show no warning.

Three keys: the master signs the other two, the self-signing key signs the device; the third would sign other people.
Their seeds are kept sealed before the homeserver hears of them: without them the device could never be signed again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from assistant.channels.matrix.api import CLIENT, AnswerError, Api, Json
from assistant.channels.matrix.identity import SESSION
from assistant.channels.matrix.seeds import KeptSeeds, Seeds
from assistant.domain.errors import MbongiError

MASTER, SELF_SIGNING, USER_SIGNING = USAGES = ("master", "self_signing", "user_signing")


class SigningError(MbongiError):
    """The device cannot be signed; says what to do."""


class Client(Protocol):
    """Who is logged in, as a nio client says it."""

    homeserver: str
    user_id: str
    device_id: str | None
    access_token: str
    olm: Any
    """Holds the device's own keys."""


@dataclass(frozen=True, slots=True)
class Published:
    """What the homeserver tells everybody about the account's keys; a key that it has not is an empty object."""

    user: str
    keys: Mapping[str, Json]
    """By usage."""
    device: Json

    def public(self, usage: str) -> str | None:
        """A key as others know it."""
        return next(iter(_object(self.keys[usage].get("keys")).values()), None)

    @property
    def signed(self) -> bool:
        """Whether the master vouches for the self-signing key, and that for the device, by signatures that hold."""
        return _vouched(self.user, self.keys[SELF_SIGNING], self.public(MASTER)) and _vouched(
            self.user, self.device, self.public(SELF_SIGNING)
        )


@dataclass(frozen=True, slots=True)
class Keys:
    """The account's three keys, of which the assistant alone has the seeds."""

    user: str
    seeds: Seeds

    def public(self, usage: str) -> str:
        """Unpadded base64."""
        return _text(_private(self.seeds[usage]).public_key().public_bytes_raw())

    def upload(self) -> Json:
        """The three public keys as the homeserver takes them, the second and the third signed by the first."""
        return {f"{usage}_key": self._key(usage) for usage in USAGES}

    def sign(self, what: Json, usage: str) -> Json:
        """It, with the signature of that key added to those it has."""
        signature = _text(_private(self.seeds[usage]).sign(canonical(what)))
        signatures = dict(_object(what.get("signatures")))
        own = _object(signatures.get(self.user)) | {f"ed25519:{self.public(usage)}": signature}
        return what | {"signatures": signatures | {self.user: own}}

    def _key(self, usage: str) -> Json:
        public = self.public(usage)
        key = {"user_id": self.user, "usage": [usage], "keys": {f"ed25519:{public}": public}}
        return key if usage == MASTER else self.sign(key, MASTER)


async def sign_device(client: Client, kept: KeptSeeds, password: str | None) -> None:
    """Have the account vouch for the client's device, whose own keys must be uploaded; nothing where all is well.

    SigningError where somebody else's keys stand there already, or the homeserver wants more than the password;
    SettingsError where another key sealed those that are kept;
    AnswerError and NoAnswerError where it cannot be done now.
    """
    async with Api(client.homeserver, client.access_token) as api:
        published = await published_keys(api, client.user_id, client.device_id or "")
        _refuse_strange(published.device, client)
        keys = await _keys(kept, published)
        if any(published.public(usage) != keys.public(usage) for usage in USAGES):
            await _publish(api, keys, password)
        await kept.published(keys.seeds)
        if not _vouched(keys.user, published.device, keys.public(SELF_SIGNING)):
            await _sign(api, keys, published.device)


async def published_keys(api: Api, user: str, device: str) -> Published:
    """The keys of the account and of that device, as everybody is told."""
    answer = await api.ask("POST", f"{CLIENT}/keys/query", {"device_keys": {user: []}})
    keys = {usage: _object(_object(answer.get(f"{usage}_keys")).get(user)) for usage in USAGES}
    devices = _object(_object(answer.get("device_keys")).get(user))
    return Published(user, keys, _object(devices.get(device)))


def canonical(what: Json) -> bytes:
    """What is signed of an object: canonical JSON, without the signatures and what the homeserver adds."""
    signed = {name: value for name, value in what.items() if name not in {"signatures", "unsigned"}}
    return json.dumps(signed, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _refuse_strange(device: Json, client: Client) -> None:
    """SigningError where others are told other keys than the device's own: vouching for those lets somebody listen."""
    name = client.device_id
    if not device:
        raise SigningError(f"{client.homeserver} has no keys of the device {name} yet: they are uploaded before this")
    own = {f"{kind}:{name}": key for kind, key in client.olm.account.identity_keys.items()}
    if device.get("keys") != own or device.get("device_id") != name or device.get("user_id") != client.user_id:
        raise SigningError(
            f"{client.homeserver} shows other keys of the device {name} than the assistant has, as after the loss of "
            f"a part of its folder: remove {SESSION}.sealed from it and log in anew, as a new device"
        )


async def _keys(kept: KeptSeeds, published: Published) -> Keys:
    """The kept ones, else new ones, kept. SigningError rather than others in the place of somebody's."""
    user, master = published.user, published.public(MASTER)
    seeds = await kept.right(lambda seeds: master in {None, Keys(user, seeds).public(MASTER)})
    if seeds is None and master is not None:
        raise SigningError(
            f"neither {kept.place} nor the database has the cross-signing keys of {user}, and the assistant replaces "
            "nobody's: bring that file back, or a backup of the database since it was made, or give the assistant an "
            "account that only it has ever used"
        )
    if seeds is None:
        seeds = _new_seeds()
        await kept.keep(seeds)
    return Keys(user, seeds)


def _new_seeds() -> Seeds:
    return {usage: Ed25519PrivateKey.generate().private_bytes_raw() for usage in USAGES}


async def _publish(api: Api, keys: Keys, password: str | None) -> None:
    """Upload the keys, with the password where the homeserver asks who it is."""
    path = f"{CLIENT}/keys/device_signing/upload"
    try:
        await api.ask("POST", path, keys.upload())
    except AnswerError as asked:
        if "flows" not in asked.body:
            raise
        await _publish_again(api, path, keys, asked.body, password)


async def _publish_again(api: Api, path: str, keys: Keys, asked: Json, password: str | None) -> None:
    if ["m.login.password"] not in list(_flows(asked)):
        raise SigningError(
            f"{api.homeserver} lets {keys.user} be signed by no password: ask its administrator to allow it"
        )
    if not password:
        raise SigningError(
            f"{api.homeserver} asks for the password before it lets a device be signed: set MATRIX_PASSWORD"
        )
    who = {"type": "m.id.user", "user": keys.user}
    auth = {"type": "m.login.password", "identifier": who, "password": password, "session": asked.get("session")}
    try:
        await api.ask("POST", path, keys.upload() | {"auth": auth})
    except AnswerError as refused:
        if not refused.refuses_who_asks:
            raise
        raise SigningError(f"MATRIX_PASSWORD is refused, {refused}: without it no device is signed") from None


async def _sign(api: Api, keys: Keys, device: Json) -> None:
    signed = keys.sign({name: value for name, value in device.items() if name != "unsigned"}, SELF_SIGNING)
    answer = await api.ask("POST", f"{CLIENT}/keys/signatures/upload", {keys.user: {device["device_id"]: signed}})
    if failures := answer.get("failures"):
        raise SigningError(f"{api.homeserver} does not take the signature of the device: {json.dumps(failures)}")


def _vouched(user: str, what: Json, by: str | None) -> bool:
    """Whether that key has signed it, by a signature that holds."""
    signature = _object(_object(what.get("signatures")).get(user)).get(f"ed25519:{by}")
    if by is None or not isinstance(signature, str):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(by)).verify(_bytes(signature), canonical(what))
    except (InvalidSignature, ValueError):
        return False
    return True


def _flows(asked: Json) -> Iterator[Any]:
    """The ways to say who one is, each a list of stages."""
    flows = asked.get("flows")
    for flow in flows if isinstance(flows, list) else ():
        yield _object(flow).get("stages")


def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def _text(raw: bytes) -> str:
    """Unpadded base64."""
    return base64.b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))


def _object(value: object) -> Json:
    """It, or an empty one where it is something else."""
    return value if isinstance(value, dict) else {}
