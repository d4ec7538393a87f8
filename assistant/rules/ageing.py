"""Arrears by how large they are: accepted (art. 8), beyond that, or so long that a wait follows (art. 9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.domain.bylaws import Bylaws


@dataclass(frozen=True, slots=True)
class Band:
    """How many owe more than the band before allows, up to `up_to` cents (None: however much), and what together."""

    up_to: int | None
    members: int
    cents: int


def limits(bylaws: Bylaws, day: date) -> tuple[int, ...]:
    """Where one band ends and the next begins, in cents: the accepted arrears, then the long ones.

    A limit of nothing, or one that the limit before it reaches already, parts nobody and is left out.
    """
    dues = bylaws.dues
    accepted = dues.accepted_arrears.on(day)
    long = dues.long_arrears_months.on(day) * dues.monthly.on(day)
    return tuple(limit for limit in dict.fromkeys((accepted, max(accepted, long))) if limit)


def bands(overdue: Iterable[int], bylaws: Bylaws, day: date) -> tuple[Band, ...]:
    """Everybody's arrears of that day, in cents, by band, the smallest first; who has none is in none."""
    owed = [cents for cents in overdue if cents > 0]
    edges = limits(bylaws, day)
    return tuple(_band(owed, above, up_to) for above, up_to in zip((0, *edges), (*edges, None), strict=True))


def _band(owed: Iterable[int], above: int, up_to: int | None) -> Band:
    within = [cents for cents in owed if cents > above and (up_to is None or cents <= up_to)]
    return Band(up_to, len(within), sum(within))
