"""Small secrets in a folder that is its owner's alone, each sealed in its own file, written whole or not at all."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from assistant.domain.errors import NoSecretKeyError, SettingsError
from assistant.files.downloads import make_private

Json = dict[str, Any]


class Seal(Protocol):
    """Makes a content unreadable for whoever has the folder alone."""

    def close(self, content: bytes) -> str:
        """The sealed content, as text."""

    def open(self, sealed: str) -> bytes:
        """The content. NoSecretKeyError where another key sealed it."""


@dataclass(frozen=True, slots=True)
class Vault:
    """Objects by name."""

    folder: Path
    seal: Seal

    def path(self, name: str) -> Path:
        """Where it lies, for who must take it away."""
        return self.folder / f"{name}.sealed"

    def sealed(self, name: str) -> str | None:
        """As it lies there; None where nothing is kept under that name."""
        try:
            return self.path(name).read_text(encoding="ascii", errors="ignore")
        except FileNotFoundError:
            return None

    def get(self, name: str) -> Json | None:
        """None where nothing is kept under that name. SettingsError where another key sealed it."""
        sealed = self.sealed(name)
        return None if sealed is None else self.opened(sealed, str(self.path(name)))

    def opened(self, sealed: str, place: str) -> Json:
        """What is in it. SettingsError, which names the place, where another key sealed it."""
        try:
            content: Json = json.loads(self.seal.open(sealed))
        except NoSecretKeyError:
            raise SettingsError(
                f"ASSISTANT_SECRET_KEY is not the key that {place} was sealed with: set the old key again, "
                "or bring the folder back from the backup that belongs to this key"
            ) from None
        return content

    def put(self, name: str, content: Json) -> None:
        """On the disk when it returns, in the place of what was kept under that name."""
        self.put_sealed(name, self.seal.close(json.dumps(content).encode()))

    def put_sealed(self, name: str, sealed: str) -> None:
        """What is sealed already, likewise."""
        make_private(self.folder)
        path = self.path(name)
        beside = path.with_suffix(".new")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
        _synced(self.folder)


def _synced(folder: Path) -> None:
    """The new name too outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
