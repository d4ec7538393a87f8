"""Money: integer minor units with a currency, never floats; signs follow the holder's side (a debt is negative)."""

from __future__ import annotations

from dataclasses import dataclass

EURO = "EUR"


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (cents for euros)."""

    cents: int
    currency: str = EURO

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.cents - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.cents, self.currency)

    def __bool__(self) -> bool:
        return self.cents != 0

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add")
        return other.cents
