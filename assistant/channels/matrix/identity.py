"""Who the assistant is on Matrix: one login for good, because logins are limited and each one is a new device.

The session is kept sealed. Its device is chosen and kept before the login, so that a process that dies between the
login and its answer logs in as the same device again.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assistant.channels.matrix.api import CLIENT, AnswerError, Api, Json, patiently
from assistant.channels.matrix.vault import Seal, Vault
from assistant.domain.errors import SettingsError
from assistant.files.downloads import make_private
from assistant.settings import Matrix as Settings

NAME = "Mbongi"
"""What other people's clients call the device."""
SESSION = "session"
STORE_KEY = "store"


@dataclass(frozen=True, slots=True)
class Session:
    """A device that is logged in."""

    user: str
    device: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies in the folder; without a token until the login has been answered."""

    homeserver: str
    user: str
    device: str
    token: str | None = field(default=None, repr=False)


class LoggedOutError(SettingsError):
    """The homeserver does not take the session. `asleep`: the password would wake it, as the same device."""

    def __init__(self, sentence: str, *, asleep: bool = False) -> None:
        super().__init__(sentence)
        self.asleep = asleep


async def session_of(settings: Settings, folder: Path, seal: Seal) -> Session:
    """That of the access token, else the one that is kept, else a new login; for as long as it takes.

    SettingsError where the homeserver refuses it or the settings contradict what is kept: it says what to do.
    """
    make_private(folder)
    vault = Vault(folder, seal)
    session = session_found(settings, vault)
    if session is None:
        return await _log_in(settings, vault)
    async with Api(settings.homeserver, session.token) as api:
        try:
            await patiently(lambda: confirm(api, settings, vault, session))
        except LoggedOutError as gone:
            if not gone.asleep or not settings.password:
                raise
            return await _log_in(settings, vault)
    return _kept(settings, vault, session)


def session_found(settings: Settings, vault: Vault) -> Session | None:
    """The session to ask the homeserver about; None where a login comes first.

    SettingsError where what is kept is of another account, homeserver or device than the settings.
    """
    kept = _kept_before(settings, vault)
    if settings.access_token and settings.device_id:
        return Session(settings.user, settings.device_id, settings.access_token)
    return Session(kept.user, kept.device, kept.token) if kept and kept.token else None


async def confirm(api: Api, settings: Settings, vault: Vault, session: Session) -> None:
    """Ask the homeserver whose token that is. LoggedOutError where it is nobody's, SettingsError where another's."""
    try:
        found = await api.ask("GET", f"{CLIENT}/account/whoami")
    except AnswerError as refused:
        if not refused.refuses_who_asks:
            raise
        raise _logged_out(settings, vault, asleep=refused.body.get("soft_logout") is True) from None
    user, device = found.get("user_id"), found.get("device_id")
    if (user, device) != (session.user, session.device):
        raise SettingsError(
            f"MATRIX_ACCESS_TOKEN belongs to {user}, device {device}: "
            "set MATRIX_USER and MATRIX_DEVICE_ID to that, or give another token"
        )


def pickle_key(folder: Path, seal: Seal) -> str:
    """The secret that nio's store is written with: made once, kept sealed beside it."""
    vault = Vault(folder, seal)
    content = vault.get(STORE_KEY)
    if content is None:
        content = {"key": secrets.token_hex(32)}
        vault.put(STORE_KEY, content)
    return str(content["key"])


def _kept_before(settings: Settings, vault: Vault) -> Kept | None:
    """What is kept; None too for a login that was never answered, once the settings have changed."""
    content = vault.get(SESSION)
    kept = Kept(**content) if content else None
    if kept is None or (kept.token is None and (kept.homeserver, kept.user) != (settings.homeserver, settings.user)):
        return None
    if kept.user != settings.user:
        raise SettingsError(
            f"MATRIX_USER is {settings.user}, but {vault.folder} holds the keys of {kept.user}: "
            "set that user again, or move the whole folder away to begin anew with this one"
        )
    if kept.homeserver != settings.homeserver:
        raise SettingsError(
            f"MATRIX_HOMESERVER is {settings.homeserver}, but {vault.path(SESSION)} was made at {kept.homeserver}: "
            "set that address again, or remove the file and give MATRIX_PASSWORD to log in at the new one"
        )
    if settings.device_id and kept.token and kept.device != settings.device_id:
        raise SettingsError(
            f"MATRIX_DEVICE_ID is {settings.device_id}, but {vault.path(SESSION)} is of the device {kept.device}: "
            "set that device and its token again, or remove the file to begin as this one"
        )
    return kept


def _logged_out(settings: Settings, vault: Vault, *, asleep: bool) -> LoggedOutError:
    if settings.access_token:
        return LoggedOutError(
            f"MATRIX_ACCESS_TOKEN is refused by {settings.homeserver}: "
            f"log in anew, give its token and its device, and remove {vault.path(SESSION)} if it is there"
        )
    if asleep:
        return LoggedOutError(
            f"{settings.homeserver} has put the login of {settings.user} to sleep: "
            "set MATRIX_PASSWORD, and the next `serve` wakes it",
            asleep=True,
        )
    return LoggedOutError(
        f"{settings.homeserver} no longer knows the login of {settings.user}: remove {vault.path(SESSION)} "
        "(that file alone) and give MATRIX_PASSWORD to log in anew"
    )


def refuse_without_password(settings: Settings, vault: Vault) -> None:
    """SettingsError where a login comes first and nothing is there to log in with."""
    if not settings.password:
        raise SettingsError(
            f"MATRIX_PASSWORD is missing: no login of {settings.user} is kept in {vault.folder}; give the password "
            "for the first start, or MATRIX_ACCESS_TOKEN with MATRIX_DEVICE_ID"
        )


async def _log_in(settings: Settings, vault: Vault) -> Session:
    """With the password, as the device that was kept or as a new one, which is kept first."""
    refuse_without_password(settings, vault)
    kept = _kept_before(settings, vault)
    device = kept.device if kept else _new_device()
    vault.put(SESSION, asdict(Kept(settings.homeserver, settings.user, device)))
    login = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": settings.user},
        "password": settings.password,
        "device_id": device,
        "initial_device_display_name": NAME,
    }
    async with Api(settings.homeserver) as api:
        try:
            answer = await patiently(lambda: api.ask("POST", f"{CLIENT}/login", login))
        except AnswerError as refused:
            raise _no_login(settings, refused) from None
    return _kept(settings, vault, _logged_in(settings, answer))


def _no_login(settings: Settings, refused: AnswerError) -> SettingsError:
    if refused.refuses_who_asks:
        return SettingsError(f"MATRIX_PASSWORD is refused for {settings.user}, {refused}: copy it anew")
    return SettingsError(
        f"MATRIX_PASSWORD cannot be used, {refused}: "
        "log in by other means, and give MATRIX_ACCESS_TOKEN with MATRIX_DEVICE_ID"
    )


def _logged_in(settings: Settings, answer: Json) -> Session:
    session = Session(*(str(answer.get(name, "")) for name in ("user_id", "device_id", "access_token")))
    if session.user != settings.user:
        raise SettingsError(f"MATRIX_USER is {settings.user}, but its homeserver calls it {session.user}: write it so")
    return session


def _kept(settings: Settings, vault: Vault, session: Session) -> Session:
    """On the disk before anybody uses it."""
    vault.put(SESSION, asdict(Kept(settings.homeserver, session.user, session.device, session.token)))
    return session


def _new_device() -> str:
    return f"MBONGI{secrets.token_hex(4).upper()}"
