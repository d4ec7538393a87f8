"""Where members pay."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Payee:
    """The association's bank account. `iban` without spaces."""

    iban: str
    bic: str | None = None
    name: str | None = None
