"""`doctor`: settings, database, bylaws, each channel's reach: what is right, what is not, what to do."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

import storage
from assistant import bylaws
from assistant.app.joining import DEFAULT_BYLAWS, bylaws_of, opened
from assistant.channels.mail import Mail
from assistant.channels.telegram import Telegram
from assistant.clocks import SystemClock
from assistant.domain.errors import BylawsError, MbongiError, SettingsError
from assistant.settings import Listen, Settings
from storage.seal import MATRIX, Seal

PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: is it right, and a sentence."""

    what: str
    ok: bool
    says: str


async def examine(settings: Settings) -> list[Finding]:
    """Everything, in order; each check stands alone."""
    found = [
        Finding("settings", ok=True, says=f"read; time zone {settings.timezone}, language {settings.locale}"),
        await _bylaws(settings),
        _checked("database", settings.database_url, lambda: _database(settings)),
        _checked("books", settings.database_url, lambda: _books(settings)),
    ]
    return [
        *found,
        _payee(settings),
        _documents(settings),
        await _sending(settings),
        await _telegram(settings),
        *await _matrix(settings),
        await _mail(settings),
        _web(settings),
    ]


def _checked(what: str, url: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(what, ok=True, says=check())
    except Exception as error:
        told = error if isinstance(error, MbongiError | OSError) else storage.explained(error, url)
        if told is None:
            raise
        return Finding(what, ok=False, says=str(told).replace("\n", "; "))


async def _bylaws(settings: Settings) -> Finding:
    """Those in force; the shipped ones where no database says otherwise."""
    try:
        found = await bylaws_of(settings)
    except (BylawsError, SettingsError) as error:
        return Finding("bylaws", ok=False, says=str(error).replace("\n", "; "))
    except Exception:  # noqa: BLE001 - the database cannot say which; its own finding tells why
        found = bylaws.load(DEFAULT_BYLAWS)
    return Finding("bylaws", ok=True, says=f"{found.name}, adopted {found.adopted_on}, sound")


def _payee(settings: Settings) -> Finding:
    if settings.payee is None:
        return Finding("account", ok=True, says="members are shown none; set ASSISTANT_IBAN to show them where to pay")
    return Finding("account", ok=True, says=f"members pay into the account that ends in {settings.payee.iban[-4:]}")


def _documents(settings: Settings) -> Finding:
    if settings.secret_key is None:
        return Finding("documents", ok=True, says="none is taken; set ASSISTANT_SECRET_KEY to keep them encrypted")
    return Finding("documents", ok=True, says="taken, and kept encrypted")


def _database(settings: Settings) -> str:
    storage.check(settings.database_url)
    if not settings.database_url.startswith("sqlite:"):
        return "PostgreSQL answers, its tables are of this version"
    return f"SQLite {sqlite3.sqlite_version}, journal {storage.journal_mode()}, its tables are of this version"


def _books(settings: Settings) -> str:
    problems = storage.verify(settings.database_url)
    if problems:
        raise MbongiError("; ".join(problems) + "; see `assistant verify`")
    return "every invariant holds"


async def _sending(settings: Settings) -> Finding:
    """Whether a restored database still keeps every message back."""
    try:
        async with opened(settings, SystemClock(), {}) as assistant:
            restored = await assistant.database.run(lambda work: work.book.get("quarantine"))
    except Exception:  # noqa: BLE001 - the database's own finding tells why
        return Finding("sending", ok=False, says="nothing can be sent without a database")
    if restored is not None:
        return Finding(
            "sending", ok=False, says=f"nothing leaves, the database was {restored}: run `assistant release`"
        )
    return Finding("sending", ok=True, says="messages may leave")


async def _telegram(settings: Settings) -> Finding:
    if settings.telegram is None:
        return Finding("telegram", ok=True, says="off; set TELEGRAM_TOKEN to turn it on")
    telegram = Telegram(settings.telegram, SystemClock(), settings.data_dir, receive=_nothing, reachability=_nothing)
    try:
        await asyncio.wait_for(telegram.identify(), PATIENCE)
    except MbongiError as error:
        return Finding("telegram", ok=False, says=str(error))
    except TimeoutError:
        says = f"{settings.telegram.api_url} does not answer; check the network and TELEGRAM_API_URL"
        return Finding("telegram", ok=False, says=says)
    finally:
        await telegram.close()
    return Finding("telegram", ok=True, says=f"the bot is @{telegram.username}")


async def _matrix(settings: Settings) -> list[Finding]:
    if settings.matrix is None:
        return [Finding("matrix", ok=True, says="off; set MATRIX_HOMESERVER to turn it on")]
    from assistant.channels.matrix.checking import check  # noqa: PLC0415 - nio costs 35 MB that only Matrix needs

    checked = await check(settings.matrix, settings.data_dir / "matrix", Seal(settings.secret_key, MATRIX))
    return [Finding(one.what, one.ok, one.says) for one in checked]


async def _mail(settings: Settings) -> Finding:
    """Whether the mail server answers and takes the login; nothing is sent."""
    if settings.mail is None:
        return Finding("e-mail", ok=True, says="off; set SMTP_URL and MAIL_FROM to turn it on")
    server = settings.mail.server
    try:
        await Mail(settings.mail, SystemClock()).check()
    except MbongiError as error:
        return Finding("e-mail", ok=False, says=str(error))
    login = " and takes the login" if server.user else ""
    return Finding(
        "e-mail", ok=True, says=f"{server.host}:{server.port} answers{login}; sent as {settings.mail.address}"
    )


def _web(settings: Settings) -> Finding:
    if settings.web_listen is None:
        return Finding("web chat", ok=True, says="off; set WEB_CHAT_LISTEN to turn it on")
    says = f"http://{settings.web_listen.host}:{settings.web_listen.port}"
    return Finding("web chat", ok=True, says=says + (", and it answers" if _answers(settings.web_listen) else ""))


def _answers(listen: Listen) -> bool:
    try:
        with socket.create_connection((listen.host, listen.port), 1):
            return True
    except OSError:
        return False


async def _nothing(*_: object) -> None:
    """For a channel that only asks who it is."""
