"""What cases may do, by topic: each action puts its words into calls of the services and hands back what they did."""

from __future__ import annotations

from assistant.scenarios.actions import (
    admission,
    aid,
    claims,
    discipline,
    expenses,
    formatting,
    levies,
    payments,
    reminders,
    standing,
)
from assistant.scenarios.registry import by_name

ACTIONS = by_name(
    standing.statement,
    standing.first_day_not_up_to_date,
    standing.rights,
    standing.stand_for_election,
    admission.admission_bill,
    admission.admit,
    admission.waiting_end,
    aid.assess_event,
    aid.assess_death,
    levies.levy_table,
    levies.levy_due,
    levies.two_levies,
    claims.declare_event,
    claims.execute_payout,
    reminders.run_reminders,
    reminders.reminder_instant,
    reminders.reminder_channel,
    payments.declare_payment,
    payments.payment_steps,
    expenses.validate_expense,
    expenses.reimburse,
    expenses.exceptional_help,
    discipline.non_payment_review,
    formatting.format_amount,
    formatting.format_date,
    formatting.choose_locale,
)
