"""What the channel keeps in the database, kept in a dictionary."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from assistant.channels.matrix.seeds import KeptSeeds
from assistant.channels.matrix.vault import Seal, Vault


@dataclass
class KeptCopies:
    """Sealed texts by name."""

    texts: dict[str, str] = field(default_factory=dict)

    async def get(self, name: str) -> str | None:
        return self.texts.get(name)

    async def put(self, name: str, sealed: str) -> None:
        self.texts[name] = sealed


def seeds_in(folder: Path, user: str, seal: Seal, copies: KeptCopies | None = None) -> KeptSeeds:
    """As the channel keeps them; in a database of their own where none is given."""
    return KeptSeeds(user, Vault(folder, seal), copies if copies is not None else KeptCopies())
