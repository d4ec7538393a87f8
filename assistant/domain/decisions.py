"""What a rule answers: allowed or refused, why, by which articles, with which figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Reason(StrEnum):
    """Reason codes, as operators and scenarios know them."""

    UP_TO_DATE = "UP_TO_DATE"
    WITHIN_TOLERANCE = "WITHIN_TOLERANCE"
    NOT_UP_TO_DATE = "NOT_UP_TO_DATE"
    LONG_ARREARS_WAIT = "LONG_ARREARS_WAIT"
    NOT_A_MEMBER = "NOT_A_MEMBER"
    SUSPENDED = "SUSPENDED"
    RADIATED = "RADIATED"
    NOT_AUTHORISED = "NOT_AUTHORISED"
    TEXTS_NOT_ACKNOWLEDGED = "TEXTS_NOT_ACKNOWLEDGED"
    INCOMPLETE_APPLICATION = "INCOMPLETE_APPLICATION"
    BUREAU_DECISION_REQUIRED = "BUREAU_DECISION_REQUIRED"
    ADMISSION_FEE_DUE = "ADMISSION_FEE_DUE"
    BAD_AMOUNT = "BAD_AMOUNT"
    FUTURE_DATE = "FUTURE_DATE"
    BEFORE_MEMBERSHIP = "BEFORE_MEMBERSHIP"
    METHOD_NOT_ACCEPTED = "METHOD_NOT_ACCEPTED"
    CASH_EXCEPTIONAL = "CASH_EXCEPTIONAL"
    NOT_TREASURER = "NOT_TREASURER"
    SELF_CONFIRMATION = "SELF_CONFIRMATION"
    ALREADY_DECIDED = "ALREADY_DECIDED"
    NOT_CONFIRMED = "NOT_CONFIRMED"
    REASON_REQUIRED = "REASON_REQUIRED"
    BUREAU_APPROVAL_REQUIRED = "BUREAU_APPROVAL_REQUIRED"
    RECEIPT_REQUIRED = "RECEIPT_REQUIRED"
    RECEIPT_INCOMPLETE = "RECEIPT_INCOMPLETE"
    TRAVEL_NOT_COVERED = "TRAVEL_NOT_COVERED"
    MISSION_REQUIRED = "MISSION_REQUIRED"
    NOTIFICATION_REQUIRED = "NOTIFICATION_REQUIRED"
    PRIVATE_ONLY = "PRIVATE_ONLY"
    INVITATION_INVALID = "INVITATION_INVALID"
    TOO_MANY_ATTEMPTS = "TOO_MANY_ATTEMPTS"
    CONTACT_NOT_OWN = "CONTACT_NOT_OWN"
    CONTACT_UNKNOWN = "CONTACT_UNKNOWN"
    NOT_A_CANDIDATE = "NOT_A_CANDIDATE"
    ALREADY_WARNED = "ALREADY_WARNED"
    ALREADY_NOTED = "ALREADY_NOTED"
    PAST_DATE = "PAST_DATE"
    EVENT_NOT_COVERED = "EVENT_NOT_COVERED"
    IN_WAITING_PERIOD = "IN_WAITING_PERIOD"
    WAITING_PERIOD_QUARTER = "WAITING_PERIOD_QUARTER"
    MISSING_DOCUMENT = "MISSING_DOCUMENT"
    NO_CEREMONY_OR_INVITATION = "NO_CEREMONY_OR_INVITATION"
    DUPLICATE_EVENT = "DUPLICATE_EVENT"
    POSSIBLE_DUPLICATE = "POSSIBLE_DUPLICATE"
    DEADLINE_PASSED = "DEADLINE_PASSED"
    JUDGED_AGAIN = "JUDGED_AGAIN"
    CONSENT_REQUIRED = "CONSENT_REQUIRED"
    ALREADY_ANNOUNCED = "ALREADY_ANNOUNCED"
    COMMISSION_VACANT = "COMMISSION_VACANT"
    SELF_PROXY = "SELF_PROXY"
    GIVER_NOT_UP_TO_DATE = "GIVER_NOT_UP_TO_DATE"
    HOLDER_NOT_UP_TO_DATE = "HOLDER_NOT_UP_TO_DATE"
    HOLDER_ALREADY_HAS_PROXY = "HOLDER_ALREADY_HAS_PROXY"
    HOLDER_GAVE_PROXY = "HOLDER_GAVE_PROXY"
    GIVER_HOLDS_PROXY = "GIVER_HOLDS_PROXY"
    GIVER_ALREADY_GAVE = "GIVER_ALREADY_GAVE"
    HOLDER_MISSING = "HOLDER_MISSING"
    WRITING_REQUIRED = "WRITING_REQUIRED"
    PROXY_NOT_ALLOWED = "PROXY_NOT_ALLOWED"
    GIVER_PRESENT = "GIVER_PRESENT"
    HOLDER_ABSENT = "HOLDER_ABSENT"
    WITHDRAWN = "WITHDRAWN"
    QUORUM_NOT_REACHED = "QUORUM_NOT_REACHED"
    QUORUM_WAS_REACHED = "QUORUM_WAS_REACHED"
    AGENDA_CHANGED = "AGENDA_CHANGED"
    RECONVENE_TOO_LATE = "RECONVENE_TOO_LATE"
    NOT_IN_MARCH = "NOT_IN_MARCH"
    NO_MEETING_MONTH = "NO_MEETING_MONTH"
    ALREADY_SCHEDULED = "ALREADY_SCHEDULED"
    BUREAU_QUORUM = "BUREAU_QUORUM"
    MINUTES_NOT_APPROVED = "MINUTES_NOT_APPROVED"
    THRESHOLD_NOT_REACHED = "THRESHOLD_NOT_REACHED"
    PURPOSE_NOT_ALLOWED = "PURPOSE_NOT_ALLOWED"
    ASSEMBLY_REQUIRED = "ASSEMBLY_REQUIRED"


class Standing(StrEnum):
    """Where a member stands with money; suspension is a fact beside it."""

    UP_TO_DATE = "UP_TO_DATE"
    WITHIN_TOLERANCE = "WITHIN_TOLERANCE"
    NOT_UP_TO_DATE = "NOT_UP_TO_DATE"
    LONG_ARREARS_WAIT = "LONG_ARREARS_WAIT"


@dataclass(frozen=True, slots=True)
class Situation:
    """A member's money on a day (art. 8 and 9). Amounts in cents."""

    day: date
    balance: int
    """Negative: the member owes."""
    overdue: int
    """The part of the debit that counts as arrears, never negative."""
    standing: Standing
    tolerance: int
    """The accepted arrears of that day."""
    articles: tuple[str, ...]
    waits_until: date | None = None
    """The day the member is up to date again, in the wait after long arrears."""
    owing_since: date | None = None
    """The first day of the present spell of arrears; None when nothing is overdue."""

    @property
    def up_to_date(self) -> bool:
        """Whether the rights of art. 8 are open."""
        return self.standing in {Standing.UP_TO_DATE, Standing.WITHIN_TOLERANCE}


@dataclass(frozen=True, slots=True)
class Decision:
    """A rule's answer. `figures` holds the numbers and dates that it rests on."""

    allowed: bool
    reason: Reason | None = None
    articles: tuple[str, ...] = ()
    figures: Mapping[str, object] = field(default_factory=dict)
