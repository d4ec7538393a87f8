"""What a bylaws file may say: its sections and topics, and for each figure the range or the words allowed.

No figure of an association stands here, only the limits within which one makes sense.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args, get_origin, get_type_hints

from assistant.domain.aid import LISTED, Document
from assistant.domain.bylaws import Aid, Dated, Dues, Meetings, Office, Payments, Privacy, Reminders
from assistant.domain.meetings import SessionKind

Section = type[Dues] | type[Payments] | type[Aid] | type[Meetings] | type[Office] | type[Reminders] | type[Privacy]

SECTIONS: Mapping[str, Section] = {
    "dues": Dues,
    "payments": Payments,
    "aid": Aid,
    "meetings": Meetings,
    "office": Office,
    "reminders": Reminders,
    "privacy": Privacy,
}

_TOPIC_WORDS = (
    "scope admission application privacy waiting rights standing long_arrears successive_deaths resignation "
    "admission_fee annual_fee monthly_fee mutual_aid levy meal vote proxy quorum general_assembly "
    "monthly_meeting absence extraordinary_assembly bureau president secretary treasurer expense reimbursement "
    "payment payout commission ad_hoc_commission fault minor_fault grave_fault suspension radiation appeal "
    "confidential_roll revision open_point entry_into_force tariff"
)
TOPICS = frozenset(_TOPIC_WORDS.split())
"""What rules may cite by; every bylaws file ties each to an article."""

EVENT_KINDS = tuple(kind.value for kind in LISTED)
"""The events that mutual aid may cover; a kind that a bylaws file leaves out is not covered."""

AGENDAS = frozenset(kind.value for kind in SessionKind)
"""The kinds of session that a bylaws file may put points on the agenda of."""
_LANGUAGE = re.compile("[a-z]{2}")

_AMOUNT = (0, 10_000_000)
_DAYS = (0, 366)
_MONTHS = (0, 120)
_YEARS = (1, 10)
_COUNT = (1, 100)
_HOUR = (0, 23)
_KEPT = (1, 3660)
_METHODS = ("transfer", "cheque", "cash")

RANGES: Mapping[str, tuple[int, int]] = {
    "admission": _AMOUNT,
    "annual": _AMOUNT,
    "monthly": _AMOUNT,
    "admission_months": (0, 12),
    "annual_fee_grace_months": (0, 12),
    "monthly_accrual_day": (1, 31),
    "accepted_arrears": _AMOUNT,
    "long_arrears_months": (1, 120),
    "long_arrears_wait_months": (0, 24),
    "waiting_months": _MONTHS,
    "declaration_maximum": (1, 100_000_000),
    "duplicate_declaration_days": _DAYS,
    "proof_days": _DAYS,
    "payouts": _AMOUNT,
    "levies": _AMOUNT,
    "quarter_divisor": _COUNT,
    "levy_due_days": _DAYS,
    "birthday_per_year": _COUNT,
    "document_deadline_days": (0, 3660),
    "declaration_deadline_days": (0, 3660),
    "open_declarations": (1, 1000),
    "meeting_months": (1, 12),
    "ago_month": (1, 12),
    "bureau_minimum": (0, 100),
    "convocation_notice_days": _DAYS,
    "convocation_notice_advice_days": _DAYS,
    "nudge_days": _DAYS,
    "reconvene_days": (1, 366),
    "proxy_deadline_hours": (0, 24 * 31),
    "proxies_per_holder": _COUNT,
    "host_lump_sum": _AMOUNT,
    "meal": _AMOUNT,
    "meal_absence_days": _DAYS,
    "absence_unjustified_limit": (0, 12),
    "absence_justified_limit": (0, 12),
    "absence_grave_limit": (1, 12),
    "egm_bureau_numerator": _COUNT,
    "egm_bureau_denominator": _COUNT,
    "bureau_term_years": _YEARS,
    "commission_term_years": _YEARS,
    "appeal_days": _DAYS,
    "suspension_max_months": _MONTHS,
    "radiation_after_grave_faults": _COUNT,
    "duplicate_days": _DAYS,
    "warning_deadline_days": (1, 366),
    "warning_repeat_days": _DAYS,
    "reminder_day": (1, 31),
    "reminder_hour": _HOUR,
    "send_from_hour": _HOUR,
    "send_until_hour": (1, 24),
    "bereavement_pause_months": (1, 12),
    "inbox_days": _KEPT,
    "outbox_days": _KEPT,
    "invitation_days": _KEPT,
}

VOTED = frozenset(name for name, limits in RANGES.items() if limits is _AMOUNT)
"""The amounts that an assembly votes."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "admission_months_cover": ("current_and_next", "next_two"),
    "arrears_include": ("all", "dues"),
    "long_arrears_wait_scope": ("all", "aid"),
    "methods": _METHODS,
    "exceptional_methods": _METHODS,
    "payout_approval": ("unanimous", "majority"),
    "documents": ("none", *(document.value for document in Document)),
    "ceremony_kinds": EVENT_KINDS,
    "quarter_levy": ("proportional", "full", "none"),
    "eligibility_reference": ("event_date", "announcement_date", "payment_date"),
    "art9_methods": _METHODS,
    "multi_bereaved": ("bureau", "each", "first"),
    "quorum_rounding": ("floor_plus_one", "ceil_half_plus_one"),
    "proxy_sessions": ("monthly", "ago", "age", "exceptional"),
    "convocation_second_yes": ("monthly", "ago", "age", "exceptional"),
    "convocation_email": ("without_chat", "all"),
    "absence_mode": ("calendar_year_cumulative", "consecutive"),
    "egm_base": ("all_active", "up_to_date"),
}

_SHAPES = {
    section: {name: hint for name, hint in get_type_hints(kind).items() if not name.startswith("_")}
    for section, kind in SECTIONS.items()
}


def names(section: str) -> frozenset[str]:
    """The keys of a section."""
    return frozenset(_SHAPES[section])


def is_language(key: str) -> bool:
    """Whether a key is a language's code, as `fr`."""
    return _LANGUAGE.fullmatch(key) is not None


def is_table(section: str, name: str) -> bool:
    """Whether the key holds a figure for each kind of event."""
    return get_origin(_SHAPES[section][name]) is not Dated


def refusal(section: str, name: str, value: object) -> str | None:
    """What is wrong with a value and what is allowed; None where it is allowed."""
    dated = get_args(_SHAPES[section][name])[1] if is_table(section, name) else _SHAPES[section][name]
    (shape,) = get_args(dated)
    if get_origin(shape) is not tuple:
        return None if _fits(name, shape, value) else f"is {_shown(value)}; allowed: {_allowed(name, shape)}"
    item = get_args(shape)[0]
    if not isinstance(value, list | tuple):
        return f"is {_shown(value)}; allowed: a list, each {_allowed(name, item)}"
    wrong = [_shown(each) for each in value if not _fits(name, item, each)]
    if wrong:
        return f"holds {', '.join(wrong)}; allowed: a list, each {_allowed(name, item)}"
    return "names something twice; allowed: each once" if len(set(value)) < len(value) else None


def _fits(name: str, shape: type, value: object) -> bool:
    if type(value) is not shape:
        return False
    if isinstance(value, bool):
        return True
    if isinstance(value, int):
        return RANGES[name][0] <= value <= RANGES[name][1]
    return value in WORDS[name]


def _allowed(name: str, shape: type) -> str:
    if shape is bool:
        return "true or false"
    if shape is int:
        return f"a whole number from {RANGES[name][0]} to {RANGES[name][1]}"
    return "one of " + ", ".join(f'"{word}"' for word in WORDS[name])


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
