"""Where the seeds of the account's cross-signing keys are kept: in the folder, and the same sealed text in the
database, whose backup carries them. So a lost folder costs the assistant a login, and not who it is.

Where the two differ, those are right whose keys the homeserver publishes; where it publishes none, the folder's, for
they signed last. The folder's are never replaced, the database's only by those that the homeserver publishes.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from assistant.channels.matrix.vault import Json, Vault
from assistant.domain.errors import SettingsError

SIGNING = "signing"

Seeds = Mapping[str, bytes]
"""32 bytes by usage."""

log = logging.getLogger(__name__)


class Copies(Protocol):
    """Sealed texts by name, in the association's database."""

    async def get(self, name: str) -> str | None:
        """None where nothing is kept under that name."""

    async def put(self, name: str, sealed: str) -> None:
        """In the place of what was kept under that name."""


@dataclass(frozen=True, slots=True)
class KeptSeeds:
    """Those of one account: another one never meets them in the database."""

    user: str
    vault: Vault
    copies: Copies

    @property
    def place(self) -> str:
        """Where they lie, for who must bring them back."""
        return str(self.vault.path(SIGNING))

    async def bring_back(self) -> None:
        """Put the database's into a folder that has none. SettingsError where another key sealed them."""
        if self.vault.sealed(SIGNING) is not None:
            return
        sealed = await self.copies.get(self._name)
        if sealed is not None:
            self._opened(sealed)
            self.vault.put_sealed(SIGNING, sealed)
            log.info("%s is missing and was brought back from the database", self.place)

    async def right(self, fits: Callable[[Seeds], bool]) -> Seeds | None:
        """The folder's where they fit, else the database's if they do. SettingsError where another key sealed them."""
        content = self.vault.get(SIGNING)
        if content is not None and fits(kept := _decoded(content)):
            return kept
        sealed = await self.copies.get(self._name)
        return copied if sealed is not None and fits(copied := _decoded(self._opened(sealed))) else None

    async def keep(self, seeds: Seeds) -> None:
        """New ones, where there were none: on both disks when it returns."""
        self.vault.put(SIGNING, _encoded(seeds))
        await self._copy()

    async def published(self, seeds: Seeds) -> None:
        """Their keys are what the homeserver publishes: have the database hold them, if it does not yet."""
        content = _encoded(seeds)
        if self.vault.get(SIGNING) != content:
            log.warning(
                "%s holds other keys than those of %s, the database has the right ones: move that file away",
                self.place,
                self.user,
            )
            return
        sealed = await self.copies.get(self._name)
        if sealed is None:
            await self._copy()
        elif not self._holds(sealed, content):
            log.warning("the database held other keys than those of %s: now it has those of %s", self.user, self.place)
            await self._copy()

    @property
    def _name(self) -> str:
        return f"matrix {SIGNING} {self.user}"

    async def _copy(self) -> None:
        sealed = self.vault.sealed(SIGNING)
        assert sealed is not None, "it is in the folder"  # noqa: S101 - put or read there just before
        await self.copies.put(self._name, sealed)

    def _opened(self, sealed: str) -> Json:
        return self.vault.opened(sealed, f"the copy of {self.place} in the database")

    def _holds(self, sealed: str, content: Json) -> bool:
        """Whether that is in it; what another key sealed is of no use."""
        try:
            return self._opened(sealed) == content
        except SettingsError:
            return False


def _encoded(seeds: Seeds) -> Json:
    return {usage: base64.b64encode(seed).decode() for usage, seed in seeds.items()}


def _decoded(content: Json) -> Seeds:
    return {usage: base64.b64decode(seed) for usage, seed in content.items()}
