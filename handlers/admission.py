"""`/admettre`: a candidate becomes a member, if the file is complete and the admission paid (art. 3, 4, 6, annex)."""

from __future__ import annotations

from assistant.chat import Button, Day, Option, Reply, Turn, phrases
from assistant.domain.decisions import Decision, Reason
from assistant.domain.money import Money
from assistant.services import admission
from handlers.citing import article as cited
from handlers.people import a_candidate
from handlers.refusals import explain

IN_THE_FILE = frozenset({Reason.TEXTS_NOT_ACKNOWLEDGED, Reason.INCOMPLETE_APPLICATION, Reason.BUREAU_DECISION_REQUIRED})
"""What the bureau mends by noting a part of the file."""


def admit(turn: Turn) -> Reply:
    """Which candidate, from which day, confirmed; a file that is not complete is refused with what is missing."""
    waiting = admission.candidates(turn.work, turn.actor)
    if not waiting:
        result = {"refused": str(Reason.NOT_A_CANDIDATE), "articles": [turn.work.bylaws.cite("admission")]}
        return Reply(turn.t("Nobody is waiting for admission."), result=result)
    candidate = turn.ask("candidate", a_candidate(turn, turn.t("Whom do you admit?"), waiting))
    today = Option("today", str(turn.t("Today")))
    day = turn.ask("date", Day(turn.t("From which day?"), (today,), latest=turn.work.today))
    decision = admission.judge(turn.work, turn.actor, candidate, day)
    if not decision.allowed:
        result = {"refused": str(decision.reason), "articles": list(decision.articles)}
        return Reply(explain(turn.language, decision), _to_complete(turn, candidate, decision), result=result)
    name = next(member.name for member in waiting if member.number == candidate)
    if not turn.confirm(turn.t("Admit {name} ({number}) from {day}?", name=name, number=candidate, day=day)):
        return Reply(phrases.cancelled(turn.language), result={"cancelled": "admit"})
    return _admitted(turn, admission.admit(turn.work, turn.actor, candidate, day))


def _to_complete(turn: Turn, candidate: str, decision: Decision) -> tuple[Button, ...]:
    """The way to the file, where a part of it is what is missing."""
    if decision.reason not in IN_THE_FILE:
        return ()
    return (Button(str(turn.t("Complete the application")), "application", (candidate,)),)


def _admitted(turn: Turn, done: admission.Admission) -> Reply:
    total = Money(sum(charge.cents for charge in done.bill), turn.work.bylaws.currency)
    text = turn.t(
        "<b>{name} is a member.</b> Admission: {total} ({tariff}). Mutual aid opens on {day} ({waiting}).",
        name=done.member.name,
        total=total,
        tariff=cited(turn.work.bylaws.cite("tariff")),
        day=done.waiting_ends_on,
        waiting=cited(turn.work.bylaws.cite("waiting")),
    )
    result = {
        "member": done.member.number,
        "admitted_on": done.member.joined_on.isoformat() if done.member.joined_on else None,
        "waiting_ends_on": done.waiting_ends_on.isoformat(),
        "articles": list(done.articles),
    }
    return Reply(text, result=result)
