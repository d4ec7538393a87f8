"""Figures that are sound one by one and cannot stand together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.domain.bylaws import Dated


@dataclass(frozen=True, slots=True)
class _Rule:
    """Figures, whether their values hold together, and what to say where they do not."""

    paths: tuple[str, ...]
    holds: Callable[..., bool]
    problem: str


_RULES = (
    _Rule(
        ("reminders.send_from_hour", "reminders.send_until_hour"),
        lambda first, last: first < last,
        "must come before send_until_hour",
    ),
    _Rule(
        ("reminders.reminder_hour", "reminders.send_from_hour", "reminders.send_until_hour"),
        lambda hour, first, last: first <= hour < last,
        "lies outside the hours between which reminders may leave",
    ),
    _Rule(
        ("dues.long_arrears_months", "dues.monthly", "dues.accepted_arrears"),
        lambda months, monthly, accepted: monthly == 0 or months * monthly > accepted,
        "times the monthly fee must be more than accepted_arrears",
    ),
    _Rule(
        ("payments.exceptional_methods", "payments.methods"),
        lambda exceptional, usual: not set(exceptional) & set(usual),
        "names a method that is also a usual one",
    ),
    _Rule(
        ("aid.art9_methods", "payments.methods", "payments.exceptional_methods"),
        lambda named, usual, exceptional: set(named) <= {*usual, *exceptional},
        "names a method that the association does not take",
    ),
    _Rule(
        ("meetings.convocation_notice_days", "meetings.convocation_notice_advice_days"),
        lambda notice, advice: notice <= advice,
        "must not be more than convocation_notice_advice_days",
    ),
    _Rule(
        ("meetings.egm_bureau_numerator", "meetings.egm_bureau_denominator"),
        lambda numerator, denominator: numerator <= denominator,
        "must not be more than egm_bureau_denominator",
    ),
)


def contradictions(figures: Mapping[str, Dated[Any]]) -> list[str]:
    """What contradicts what, and since when; `figures` by path (`dues.monthly`), those that are unsound left out."""
    return [problem for rule in _RULES for problem in _broken(rule, figures)] + _events(figures)


def _broken(rule: _Rule, figures: Mapping[str, Dated[Any]]) -> list[str]:
    if not all(path in figures for path in rule.paths):
        return []
    dated = [figures[path] for path in rule.paths]
    for day in _days(dated):
        values = [each.on(day) for each in dated]
        if not rule.holds(*values):
            beside = ", ".join(f"{path} {value}" for path, value in zip(rule.paths[1:], values[1:], strict=True))
            return [f"{rule.paths[0]}: is {values[0]} since {day} and {rule.problem} (beside {beside})"]
    return []


def _days(dated: list[Dated[Any]]) -> list[date]:
    return sorted({figure.since for each in dated for figure in each.figures})


def _events(figures: Mapping[str, Dated[Any]]) -> list[str]:
    """Each kind of event has a payout, a levy and a document, or none of the three."""
    tables = {name: _kinds(figures, f"aid.{name}.") for name in ("payouts", "levies", "documents")}
    covered = frozenset().union(*tables.values())
    problems = [
        f"aid.{name}.{kind}: is missing; a kind of event needs its payout, levy and document"
        for name, kinds in tables.items()
        for kind in sorted(covered - kinds)
    ]
    named = figures.get("aid.ceremony_kinds")
    ceremonies = {kind for figure in named.figures for kind in figure.value} if named else set()
    return problems + [
        f"aid.ceremony_kinds: names {kind}, which is not in aid.payouts" for kind in sorted(ceremonies - covered)
    ]


def _kinds(figures: Mapping[str, Dated[Any]], table: str) -> frozenset[str]:
    return frozenset(path.removeprefix(table) for path in figures if path.startswith(table))
