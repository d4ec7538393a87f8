"""Settings from the environment and `.env`: read once, checked whole. A secret X may come from the file X_FILE."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import getaddresses
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

from assistant.domain.errors import SettingsError
from assistant.domain.payee import Payee, read_bic, read_iban

T = TypeVar("T")
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9a-fA-F:.]+")
_MATRIX_ID = re.compile(r"@[a-z0-9._=/+-]+:([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?")
_MATRIX_ID_LENGTH = 255
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
SECRETS = frozenset(
    {
        *("TELEGRAM_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "MATRIX_PASSWORD", "MATRIX_ACCESS_TOKEN"),
        *("ASSISTANT_SECRET_KEY", "SMTP_URL", "ASSISTANT_DATABASE_URL"),
    }
)
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
Secrecy = Literal["tls", "starttls", "none"]
"""How a connection is kept secret: from its first byte, from STARTTLS on, not at all."""
PORTS: Mapping[Secrecy, int] = {"tls": 465, "starttls": 587, "none": 25}
SMTP_FORM = "write it like smtp://user:password@mail.example.org:587, its special characters as %40"


@dataclass(frozen=True, slots=True)
class Listen:
    """Where a server listens."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Telegram:
    """The Telegram channel's settings."""

    token: str = field(repr=False)
    api_url: str
    webhook_url: str | None
    webhook_secret: str | None = field(repr=False)
    webhook_listen: Listen


@dataclass(frozen=True, slots=True)
class Matrix:
    """The Matrix channel's settings."""

    homeserver: str
    """The address at which the homeserver answers clients."""
    user: str
    """The assistant's own account, as a full Matrix ID."""
    password: str | None = field(default=None, repr=False)
    """For the first login alone, and where the homeserver asks for it again."""
    access_token: str | None = field(default=None, repr=False)
    device_id: str | None = None
    """The device that the access token belongs to."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed in."""

    host: str
    port: int
    secrecy: Secrecy
    user: str | None = None
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """E-mail as it leaves: by which server, from whom."""

    server: MailServer
    name: str
    """Whose name the reader sees; empty: the address alone."""
    address: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator may set."""

    database_url: str = field(repr=False)
    bylaws: str | None
    data_dir: Path
    timezone: ZoneInfo
    locale: str
    log_level: str
    telegram: Telegram | None
    matrix: Matrix | None
    mail: Mail | None
    web_listen: Listen | None
    reglement: Path | None
    payee: Payee | None
    secret_key: str | None = field(repr=False)
    """Seals documents, and what the assistant is on Matrix."""
    secrets: tuple[str, ...] = field(repr=False)
    """What must never appear in a log."""


def load(environment: Mapping[str, str] | None = None, dotenv: Path | None = None) -> Settings:
    """From the environment over `.env`. SettingsError names the variable, what is wrong and what is allowed."""
    return _Reader(
        {**_dotenv(dotenv or Path(".env")), **(os.environ if environment is None else environment)}
    ).settings()


def _dotenv(path: Path) -> dict[str, str]:
    try:
        return {name: value for name, value in dotenv_values(path).items() if value}
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} cannot be read: it holds no UTF-8 text") from None


class _Reader:
    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def settings(self) -> Settings:
        data_dir = Path(self._text("ASSISTANT_DATA_DIR") or "data")
        mail = self._mail()
        return Settings(
            database_url=self._read("ASSISTANT_DATABASE_URL", _database_url, f"sqlite:///{data_dir / 'assistant.db'}"),
            bylaws=self._text("ASSISTANT_BYLAWS"),
            data_dir=data_dir,
            timezone=self._read("ASSISTANT_TIMEZONE", _timezone, "Europe/Paris"),
            locale=self._read("ASSISTANT_LOCALE", _one_of(("fr", "en")), "fr"),
            log_level=self._read("ASSISTANT_LOG_LEVEL", _one_of(LEVELS), "INFO"),
            telegram=self._telegram(),
            matrix=self._matrix(),
            mail=mail,
            web_listen=self._optional("WEB_CHAT_LISTEN", _loopback),
            reglement=self._optional("ASSISTANT_REGLEMENT", _text_file),
            payee=self._payee(),
            secret_key=self._text("ASSISTANT_SECRET_KEY"),
            secrets=(*(value for name in SECRETS if (value := self._text(name))), *_password(mail)),
        )

    def _payee(self) -> Payee | None:
        iban, bic = self._optional("ASSISTANT_IBAN", read_iban), self._optional("ASSISTANT_BIC", read_bic)
        return Payee(iban, bic, self._text("ASSISTANT_PAYEE")) if iban else None

    def _telegram(self) -> Telegram | None:
        token = self._text("TELEGRAM_TOKEN")
        if token is None:
            return None
        url, secret = self._text("TELEGRAM_WEBHOOK_URL"), self._text("TELEGRAM_WEBHOOK_SECRET")
        if url and not secret:
            raise SettingsError("TELEGRAM_WEBHOOK_SECRET is missing: a webhook needs one (letters, digits, _ and -)")
        return Telegram(
            token=token,
            api_url=self._read("TELEGRAM_API_URL", _http_url, "https://api.telegram.org"),
            webhook_url=url,
            webhook_secret=secret,
            webhook_listen=self._read("TELEGRAM_WEBHOOK_LISTEN", _listen, "127.0.0.1:8443"),
        )

    def _matrix(self) -> Matrix | None:
        """None where no homeserver is named. What is missing is refused here, before anything is written to disk."""
        homeserver = self._optional("MATRIX_HOMESERVER", _http_url)
        if homeserver is None:
            return None
        user = self._optional("MATRIX_USER", matrix_id)
        if user is None:
            raise SettingsError("MATRIX_USER is missing: MATRIX_HOMESERVER is set; write it like @mbongi:example.org")
        if not self._text("ASSISTANT_SECRET_KEY"):
            raise SettingsError(
                "ASSISTANT_SECRET_KEY is missing: on Matrix it seals the login and the keys; "
                "make one with `openssl rand -base64 32`"
            )
        token, device = self._text("MATRIX_ACCESS_TOKEN"), self._text("MATRIX_DEVICE_ID")
        if token and not device:
            raise SettingsError("MATRIX_DEVICE_ID is missing: name the device that MATRIX_ACCESS_TOKEN belongs to")
        if device and not token:
            raise SettingsError(
                "MATRIX_ACCESS_TOKEN is missing: MATRIX_DEVICE_ID is set; "
                "give its token too, or leave out both and set MATRIX_PASSWORD"
            )
        return Matrix(homeserver, user, self._text("MATRIX_PASSWORD"), token, device)

    def _mail(self) -> Mail | None:
        """None where no e-mail leaves. Either variable alone is refused: it would be forgotten in silence."""
        server, sender = self._optional("SMTP_URL", _smtp_url), self._optional("MAIL_FROM", _sender)
        if server and not sender:
            raise SettingsError("MAIL_FROM is missing: SMTP_URL is set; write it like Association <bureau@example.org>")
        if sender and not server:
            raise SettingsError(f"SMTP_URL is missing: MAIL_FROM is set; {SMTP_FORM}")
        return Mail(server, *sender) if server and sender else None

    def _text(self, name: str) -> str | None:
        """The variable's value, or a secret's from the file it names; None where empty."""
        value = self._values.get(name, "").strip()
        path = self._values.get(f"{name}_FILE", "").strip() if name in SECRETS else ""
        if path and not value:
            try:
                value = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise SettingsError(f"{name}_FILE cannot be read: {error.strerror}: {path}") from None
            except UnicodeDecodeError:
                raise SettingsError(f"{name}_FILE cannot be read: it holds no UTF-8 text: {path}") from None
            if not value:
                raise SettingsError(f"{name}_FILE is empty: write the secret into {path}")
        return value or None

    def _read(self, name: str, parse: Callable[[str], T], default: str) -> T:
        try:
            return parse(self._text(name) or default)
        except ValueError as error:
            raise SettingsError(f"{name} {error}") from None

    def _optional(self, name: str, parse: Callable[[str], T]) -> T | None:
        return self._read(name, parse, "") if self._text(name) else None


def _database_url(text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql://")):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return text


def _timezone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError(f"is no time zone: {text!r}; write it like Europe/Paris") from None


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"is {text!r}; allowed: {', '.join(allowed)}")
        return text

    return parse


def _http_url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return text.rstrip("/")


def matrix_id(text: str) -> str:
    """A person's full Matrix ID. ValueError says how it is written."""
    if not _MATRIX_ID.fullmatch(text) or len(text) > _MATRIX_ID_LENGTH:
        raise ValueError(f"is no full Matrix ID: {text!r}; write it like @awa:example.org, in lower case")
    return text


def _smtp_url(text: str) -> MailServer:
    """Plain on this machine alone, unless `?tls=none` says otherwise; `?tls=starttls` asks for it here too."""
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        raise ValueError(f"is no address of a mail server; {SMTP_FORM}") from None
    host = url.hostname or ""
    if url.scheme not in {"smtp", "smtps"} or not _HOST.fullmatch(host) or url.path not in {"", "/"} or url.fragment:
        raise ValueError(f"is no address of a mail server; {SMTP_FORM}")
    secrecy = _secrecy(url, host)
    user, password = unquote(url.username or ""), unquote(url.password or "")
    if bool(user) != bool(password):
        raise ValueError(f"holds half a login; {SMTP_FORM}, or leave out both")
    return MailServer(host, port or PORTS[secrecy], secrecy, user or None, password)


def _secrecy(url: SplitResult, host: str) -> Secrecy:
    asked = parse_qs(url.query, keep_blank_values=True)
    if url.scheme == "smtps" and not asked:
        return "tls"
    if not asked:
        return "none" if host in LOOPBACK else "starttls"
    if url.scheme == "smtp" and asked == {"tls": ["none"]}:
        return "none"
    if url.scheme == "smtp" and asked == {"tls": ["starttls"]}:
        return "starttls"
    raise ValueError("may end in ?tls=none or ?tls=starttls after an smtp:// address, and in nothing else")


def _password(mail: Mail | None) -> tuple[str, ...]:
    """By itself too, as the server is given it."""
    return (mail.server.password,) if mail and mail.server.password else ()


def _sender(text: str) -> tuple[str, str]:
    """Name and address."""
    named = getaddresses([text])
    if len(named) != 1 or not _ADDRESS.fullmatch(named[0][1]) or not text.isprintable():
        raise ValueError(f"is {text!r}; write it like Association <bureau@example.org>")
    return named[0]


def _listen(text: str) -> Listen:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) < 2**16:
        raise ValueError(f"is {text!r}; write it like 127.0.0.1:8008")
    return Listen(host.strip("[]"), int(port))


def _loopback(text: str) -> Listen:
    listen = _listen(text)
    if listen.host not in LOOPBACK:
        raise ValueError(f"is {text!r}; the web chat listens on loopback only, as 127.0.0.1:8008")
    return listen


def _text_file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise ValueError(f"names no file: {text}")
    try:
        path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"names a file that is no UTF-8 text, or cannot be read: {text}") from None
    return path
