"""Logs: a line an event on standard error, with ids instead of people; secrets and their like are blotted out."""

from __future__ import annotations

import logging
import re
import sys

BLOT = "[secret]"
_LIKE_A_TOKEN = re.compile(
    r"\d{6,}:[\w-]{30,}|\bsy[rt]_[\w-]{20,}|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b"
)
QUIET = ("httpx", "httpcore", "telegram", "aiohttp", "apscheduler", "uvicorn", "alembic", "sqlalchemy", "aiosqlite")


class RedactingFormatter(logging.Formatter):
    """Formats the whole line, traceback included, then blots out secrets, by value and by shape."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._secrets = sorted((secret for secret in secrets if secret), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The line without secrets."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, BLOT)
        return _LIKE_A_TOKEN.sub(BLOT, line)


def set_up(level: str, secrets: tuple[str, ...]) -> None:
    """Log to standard error; libraries speak from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
