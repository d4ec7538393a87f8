"""`/exempter`: the bureau notes that a member is periodically away; absences of that time do not count (art. 19)."""

from __future__ import annotations

from datetime import timedelta

from markupsafe import Markup

from assistant.chat import Choice, Day, Either, FreeText, Option, Reply, Turn, UnfitError, phrases
from assistant.domain.attending import Exemption
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import Member
from assistant.services.meetings import absences
from assistant.services.meetings.absence_files import AbsenceFile
from handlers.citing import article as cited
from handlers.people import a_member

NEW = "new"


def exempt(turn: Turn) -> Reply:
    """Whom, from which day to which and why; or until when an arrangement that stands goes on."""
    number = turn.ask(
        "member", a_member(turn, turn.t("Who is away? Give the member's number, or first and last name."))
    )
    found = absences.file(turn.work, turn.actor, number)
    choice = turn.ask("choice", _choice(turn, found)) if _standing(turn, found) or "choice" in turn.answers else NEW
    return _agree(turn, found.member) if choice == NEW else _end(turn, found, int(choice))


def _agree(turn: Turn, member: Member) -> Reply:
    first = turn.ask("first", Day(turn.t("From which day?")))
    last = turn.ask("last", Day(turn.t("Until which day, that day included?"), earliest=first))
    why = turn.t("What has the bureau agreed to, and why? The bureau reads it, and the member in their own file.")
    reason = turn.ask("reason", FreeText(why))
    shown = {"name": member.name, "number": member.number, "first": first, "last": last, "article": _article(turn)}
    summary = turn.t(
        "<b>{name} ({number})</b>: monthly meetings missed from {first} to {last} do not count as absences "
        "({article}). The member is told.",
        **shown,
    )
    if not turn.confirm(summary):
        return Reply(phrases.cancelled(turn.language), result={"cancelled": "exempt"})
    made = absences.exempt(turn.work, turn.actor, member.number, first, last, reason=reason)
    return Reply(_ended(turn, member, made), result=_result(made))


def _end(turn: Turn, found: AbsenceFile, exemption: int) -> Reply:
    known = next(each for each in found.exemptions if each.id == exemption)
    never = Option("never", str(turn.t("Undo it altogether")))
    today = (Option("today", str(turn.t("Today"))),) if known.first <= turn.work.today else ()
    asked = Either(Day(turn.t("Which is its last day now?"), today, earliest=known.first), (never,))
    _, last = turn.ask("date", asked)
    try:
        ended = absences.end_exemption(
            turn.work, turn.actor, known.member, known.id, last or known.first - timedelta(days=1)
        )
    except RefusedError as refused:
        if refused.decision.reason is not Reason.DEADLINE_PASSED:
            raise
        sorry = turn.t("It ends on {day} already: give an earlier day.", day=known.last)
        raise turn.again("date", asked, UnfitError(str(Reason.DEADLINE_PASSED), sorry)) from None
    return Reply(_ended(turn, found.member, ended), result=_result(ended))


def _ended(turn: Turn, member: Member, ended: Exemption) -> Markup:
    if ended.last < ended.first:
        return turn.t("Noted: absences of {name} count as usual ({article}).", name=member.name, article=_article(turn))
    return turn.t(
        "Noted: absences of {name} do not count from {first} to {last} ({article}).",
        name=member.name,
        first=ended.first,
        last=ended.last,
        article=_article(turn),
    )


def _standing(turn: Turn, found: AbsenceFile) -> tuple[Exemption, ...]:
    return tuple(each for each in found.exemptions if each.last >= turn.work.today and each.first <= each.last)


def _choice(turn: Turn, found: AbsenceFile) -> Choice:
    standing = _standing(turn, found)
    ends = tuple(
        Option(str(each.id), str(turn.t("End it: {first} – {last}", first=each.first, last=each.last)))
        for each in standing
    )
    prompt = turn.t("{name} is away by agreement with the bureau. What shall change?", name=found.member.name)
    return Choice(prompt, (*ends, Option(NEW, str(turn.t("Another time away")))))


def _result(exemption: Exemption) -> dict[str, object]:
    return {
        "member": exemption.member,
        "exemption": str(exemption.id),
        "first": exemption.first.isoformat(),
        "last": exemption.last.isoformat(),
    }


def _article(turn: Turn) -> str:
    return cited(turn.work.bylaws.cite("absence"))
