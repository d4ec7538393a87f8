"""Bylaws with some settings chosen otherwise or some figures newly voted, as a scenario or a rehearsal needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.bylaws import allowed
from assistant.bylaws.contradictions import contradictions
from assistant.domain.bylaws import Bylaws, Dated
from assistant.domain.errors import BylawsError

_SUFFIX = "_cents"


def amend(
    bylaws: Bylaws,
    settings: Mapping[str, object] | None = None,
    tariff_changes: Sequence[Mapping[str, object]] = (),
) -> Bylaws:
    """The same bylaws with other values.

    `settings`: name -> value, for all time (`levy_due_days: 0`). `tariff_changes`: each with the day `from` which its
    figures count, and amounts under their name, `_cents` added or not (`monthly_cents: 1200`, `payouts_cents:
    {birth: 20000}`); `assembly` may name the vote. Raises BylawsError with every name that is unknown, value that is
    not allowed and contradiction that arises.
    """
    draft = _Draft(bylaws)
    for name, value in (settings or {}).items():
        draft.choose(name, value)
    for place, change in enumerate(tariff_changes, start=1):
        draft.vote(f"change {place}", change)
    return draft.finished()


def figures(bylaws: Bylaws) -> dict[str, Dated[Any]]:
    """Every figure by its path: `dues.monthly`, `aid.payouts.birth`."""
    found: dict[str, Dated[Any]] = {}
    for section in allowed.SECTIONS:
        for name in sorted(allowed.names(section)):
            value = getattr(getattr(bylaws, section), name)
            parts = {f".{kind}": dated for kind, dated in value.items()} if isinstance(value, Mapping) else {"": value}
            found |= {f"{section}.{name}{kind}": dated for kind, dated in parts.items()}
    return found


@dataclass(frozen=True, slots=True)
class _Vote:
    """From when figures count, and which assembly voted them."""

    since: date
    assembly: str | None


class _Draft:
    """The sections being changed, and what is wrong with the changes."""

    def __init__(self, bylaws: Bylaws) -> None:
        self.bylaws = bylaws
        self.problems: list[str] = []

    def choose(self, name: str, value: object) -> None:
        """Give that figure the value for all time."""
        self._change(name, value, None)

    def vote(self, label: str, change: Mapping[str, object]) -> None:
        """Give figures new values from a day on."""
        since = change.get("from")
        if not isinstance(since, date):
            self.problems.append(f"{label}: has no day from which it counts; allowed: from = a date")
            return
        assembly = change.get("assembly")
        vote = _Vote(since, str(assembly) if assembly else None)
        for name, value in change.items():
            if name not in {"from", "assembly"}:
                self._change(name.removesuffix(_SUFFIX), value, vote)

    def finished(self) -> Bylaws:
        """The amended bylaws, whole."""
        problems = self.problems + contradictions(figures(self.bylaws))
        if problems:
            raise BylawsError(problems)
        return self.bylaws

    def _change(self, name: str, value: object, vote: _Vote | None) -> None:
        section = next((each for each in allowed.SECTIONS if name in allowed.names(each)), None)
        if section is None:
            self.problems.append(f"{name}: is unknown")
            return
        old = getattr(getattr(self.bylaws, section), name)
        if not isinstance(old, Mapping):
            self._put(section, name, self._changed((section, name), old, value, vote))
            return
        kinds = value if isinstance(value, Mapping) else {}
        if not kinds or not kinds.keys() <= old.keys():
            self.problems.append(f"{name}: allowed: an amount for kinds among {', '.join(old)}")
            return
        new = {kind: self._changed((section, name), old[kind], each, vote) for kind, each in kinds.items()}
        self._put(section, name, {**old, **new})

    def _changed(self, path: tuple[str, str], old: Dated[Any], value: object, vote: _Vote | None) -> Dated[Any]:
        if refusal := allowed.refusal(*path, value):
            self.problems.append(f"{'.'.join(path)}: {refusal}")
            return old
        sound = tuple(value) if isinstance(value, list) else value
        if vote is None:
            return Dated((replace(old.figures[-1], since=old.figures[0].since, value=sound),))
        kept = [figure for figure in old.figures if figure.since != vote.since]
        voted = replace(old.figure(vote.since), since=vote.since, value=sound, assembly=vote.assembly)
        return Dated(tuple(sorted([*kept, voted], key=lambda figure: figure.since)))

    def _put(self, section: str, name: str, value: object) -> None:
        changed = replace(getattr(self.bylaws, section), **{name: value})
        self.bylaws = replace(self.bylaws, **{section: changed})
