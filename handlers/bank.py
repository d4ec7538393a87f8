"""`/banque`: the treasurer says up to which day the bank's lines are entered."""

from __future__ import annotations

from assistant.chat import Day, Reply, Turn
from assistant.services import bank


def bank_date(turn: Turn) -> Reply:
    """The day, recorded; reminders that waited for it leave at the next tick."""
    known = bank.entered_until(turn.work)
    prompt = turn.t("Up to which day is the bank entered?")
    if known is not None:
        prompt = turn.t("The bank is entered up to {day}. Up to which day now?", day=known)
    day = turn.ask("date", Day(prompt, latest=turn.work.today))
    bank.set_entered_until(turn.work, turn.actor, day)
    text = turn.t("Noted: the bank is entered up to {day}.", day=day)
    return Reply(text, result={"bank_entered_until": day.isoformat()})
