"""Admission (art. 3, 4, 6, annex): the texts read, the file whole, the bureau's acceptance, the bill paid."""

from __future__ import annotations

from datetime import date

from assistant.domain.bylaws import Bylaws
from assistant.domain.calendar import add_months
from assistant.domain.decisions import Decision, Reason
from assistant.domain.members import FORM_FIELDS, Application, Status
from assistant.rules.dues import admission_lines


def may_admit(
    application: Application, former_status: Status | None, paid_cents: int, bylaws: Bylaws, day: date
) -> Decision:
    """May this candidate become a member on that day? The first obstacle is the one named.

    `former_status`: how an earlier membership ended; who was radiated never returns, anybody else starts anew.
    Figures: `missing_cents` where the bill is not paid, `waiting_ends_on` where admitted.
    """
    if former_status is Status.RADIATED:
        return _refused(Reason.RADIATED, bylaws, "radiation", "admission")
    if not _by(application.texts_acknowledged_on, day):
        return _refused(Reason.TEXTS_NOT_ACKNOWLEDGED, bylaws, "admission")
    if not (application.questionnaire and application.family_info and application.form_fields >= FORM_FIELDS):
        return _refused(Reason.INCOMPLETE_APPLICATION, bylaws, "application")
    if not _by(application.bureau_accepted_on, day):
        return _refused(Reason.BUREAU_DECISION_REQUIRED, bylaws, "application", "admission")
    missing = _missing(paid_cents, bylaws, day)
    if missing > 0:
        return _refused(Reason.ADMISSION_FEE_DUE, bylaws, "tariff", "admission_fee", missing_cents=missing)
    articles = (bylaws.cite("admission"), bylaws.cite("waiting"))
    return Decision(allowed=True, articles=articles, figures={"waiting_ends_on": waiting_ends_on(day, bylaws)})


def waiting_ends_on(joined_on: date, bylaws: Bylaws) -> date:
    """The first day that mutual aid covers a new member (art. 6): that day months later, clamped to a month's end."""
    return add_months(joined_on, bylaws.dues.waiting_months.on(joined_on))


def _by(done_on: date | None, day: date) -> bool:
    return done_on is not None and done_on <= day


def _missing(paid_cents: int, bylaws: Bylaws, day: date) -> int:
    """What is lacking to the admission bill, in cents; zero or less where it is paid or need not be yet."""
    if not bylaws.dues.admission_requires_full_payment.on(day):
        return 0
    return sum(admission_lines(bylaws, day).values()) - paid_cents


def _refused(reason: Reason, bylaws: Bylaws, *topics: str, **figures: int) -> Decision:
    return Decision(allowed=False, reason=reason, articles=tuple(map(bylaws.cite, topics)), figures=figures)
