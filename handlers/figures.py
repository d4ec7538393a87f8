"""The association's figures in words: what each key of the bylaws means to a reader, and how its value is written."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from assistant.bylaws.show import SheetFigure
from assistant.domain.money import Money
from assistant.i18n import Language
from assistant.marks import N_

AMOUNTS = {
    "dues.admission": N_("Admission fee"),
    "dues.annual": N_("Annual fee"),
    "dues.monthly": N_("Monthly fee"),
    "dues.accepted_arrears": N_("Accepted arrears"),
    "payments.declaration_maximum": N_("Most that can be declared at once"),
    "payments.duplicate_declaration_days": N_("Days within which the same amount may be a repeat"),
    "payments.proof_days": N_("Days that a proof of payment is kept after the decision"),
    "meetings.host_lump_sum": N_("Lump sum for the host of a meeting"),
    "meetings.meal": N_("Meal contribution"),
}
EVENTS = {
    "death_member": N_("Death of a member"),
    "death_spouse": N_("Death of a spouse"),
    "death_child": N_("Death of a child"),
    "death_father": N_("Death of a father"),
    "death_mother": N_("Death of a mother"),
    "death_brother": N_("Death of a brother"),
    "death_sister": N_("Death of a sister"),
    "marriage": N_("Marriage"),
    "birth": N_("Birth"),
    "baptism": N_("Baptism"),
    "birthday": N_("Birthday"),
}
COUNTS = {
    "dues.admission_months": N_("Months paid on admission"),
    "dues.waiting_months": N_("Waiting period, in months"),
    "dues.long_arrears_months": N_("Long arrears, in months of dues"),
    "dues.long_arrears_wait_months": N_("Wait after long arrears, in months"),
    "aid.levy_due_days": N_("Days to pay a death contribution"),
    "aid.birthday_per_year": N_("Birthdays helped, a year"),
    "meetings.bureau_minimum": N_("Bureau members needed at a meeting"),
    "meetings.reconvene_days": N_("Days to meet again without a quorum"),
    "meetings.proxies_per_holder": N_("Proxies that one member may hold"),
    "meetings.meal_absence_days": N_("Days before the meeting to announce an absence"),
    "meetings.absence_unjustified_limit": N_("Unjustified absences accepted, a year"),
    "meetings.absence_justified_limit": N_("Justified absences accepted, a year"),
    "office.bureau_term_years": N_("Term of the bureau, in years"),
    "office.commission_term_years": N_("Term of a commission, in years"),
    "office.appeal_days": N_("Days to appeal"),
    "office.warning_deadline_days": N_("Days that a written warning gives for paying"),
    "reminders.bereavement_pause_months": N_("Months without dues reminders after a bereavement"),
    "privacy.inbox_days": N_("Days that what members write here is kept"),
    "privacy.outbox_days": N_("Days that what is sent to members is kept"),
    "privacy.invitation_days": N_("Days that an invitation is kept, once used or expired"),
    "office.suspension_max_months": N_("Longest suspension without a bureau decision, in months"),
}
ONE = N_("{label}: {value}")
PAID = N_("{event}: {amount} paid")
PAID_AND_CALLED = N_("{event}: {amount} paid, {levy} from each member")


def lines(figures: Iterable[SheetFigure], language: Language, currency: str) -> list[Markup]:
    """A line for each figure that says something to a member; payouts and contributions of an event share one."""
    values = {figure.key: figure.value for figure in figures}
    written = [language.t(ONE, label=language.t(label), value=value) for label, value in _plain(values, currency)]
    return written + [line for event in EVENTS if (line := _event(event, values, language, currency))]


def _plain(values: dict[str, object], currency: str) -> list[tuple[str, object]]:
    amounts = [(AMOUNTS[key], Money(int(str(values[key])), currency)) for key in AMOUNTS if key in values]
    return [*amounts, *((COUNTS[key], values[key]) for key in COUNTS if key in values)]


def _event(event: str, values: dict[str, object], language: Language, currency: str) -> Markup | None:
    paid, called = values.get(f"aid.payouts.{event}"), values.get(f"aid.levies.{event}")
    if not isinstance(paid, int):
        return None
    amount = Money(paid, currency)
    if isinstance(called, int) and called:
        levy = Money(called, currency)
        return language.t(PAID_AND_CALLED, event=language.t(EVENTS[event]), amount=amount, levy=levy)
    return language.t(PAID, event=language.t(EVENTS[event]), amount=amount)
