"""Settings from the environment and `.env`: read once, checked whole. A secret X may come from the file X_FILE."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

from assistant.domain.errors import SettingsError
from assistant.domain.payee import Payee, read_bic, read_iban

T = TypeVar("T")
SECRETS = frozenset(
    {"TELEGRAM_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "ASSISTANT_SECRET_KEY", "SMTP_URL", "ASSISTANT_DATABASE_URL"}
)
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


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
class Settings:
    """Everything an operator may set."""

    database_url: str = field(repr=False)
    bylaws: str | None
    data_dir: Path
    timezone: ZoneInfo
    locale: str
    log_level: str
    telegram: Telegram | None
    web_listen: Listen | None
    reglement: Path | None
    payee: Payee | None
    secret_key: str | None = field(repr=False)
    """Seals documents."""
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
        return Settings(
            database_url=self._read("ASSISTANT_DATABASE_URL", _database_url, f"sqlite:///{data_dir / 'assistant.db'}"),
            bylaws=self._text("ASSISTANT_BYLAWS"),
            data_dir=data_dir,
            timezone=self._read("ASSISTANT_TIMEZONE", _timezone, "Europe/Paris"),
            locale=self._read("ASSISTANT_LOCALE", _one_of(("fr", "en")), "fr"),
            log_level=self._read("ASSISTANT_LOG_LEVEL", _one_of(LEVELS), "INFO"),
            telegram=self._telegram(),
            web_listen=self._optional("WEB_CHAT_LISTEN", _loopback),
            reglement=self._optional("ASSISTANT_REGLEMENT", _text_file),
            payee=self._payee(),
            secret_key=self._text("ASSISTANT_SECRET_KEY"),
            secrets=tuple(value for name in SECRETS if (value := self._text(name))),
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
