"""The bureau judges absences, exempts who is periodically away, warns in writing (art. 19 and 30).

Nothing is automatic: a limit that is passed is proposed to the bureau once, and a grave fault is for an extraordinary
assembly. Nobody decides on their own absences. Counts are those of the current calendar year; what was not judged by
its end counts for nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from assistant.domain.actors import Actor
from assistant.domain.attending import Excuse, Exemption
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.members import BUREAU, GONE, TREASURERS, Member
from assistant.domain.messages import Json
from assistant.domain.reminding import WarningKind, WarningLetter
from assistant.ports import UnitOfWork
from assistant.rules.meetings.attendance import Absences
from assistant.services import warnings
from assistant.services.meetings import absence_files as files
from assistant.services.meetings import common
from assistant.services.meetings.absence_files import AbsenceFile, Attended
from assistant.services.notify import tell, tell_roles
from assistant.services.permissions import Action, require

LETTER = "absence_warning"
_PROPOSED = "absences_proposed"


def file(work: UnitOfWork, actor: Actor, number: str) -> AbsenceFile:
    """The member's absences of the current calendar year, with letters and exemptions."""
    require(work, actor, Action.JUDGE_ABSENCES)
    return files.of_one(work, warnings.known(work, number), work.today)


def pending(work: UnitOfWork, actor: Actor) -> list[Attended]:
    """The absences that the bureau has to judge, the earliest meeting first; not the actor's own."""
    require(work, actor, Action.JUDGE_ABSENCES)
    found = files.of_all(work, work.today, lambda each: _stays(each.member) and bool(each.waiting()))
    waiting = [entry for each in found if not _own(actor, each.member) for entry in each.waiting()]
    return sorted(waiting, key=lambda entry: (entry.on, entry.member))


def review_all(work: UnitOfWork, actor: Actor) -> list[AbsenceFile]:
    """Who is at a limit, warned or not, by number."""
    require(work, actor, Action.JUDGE_ABSENCES)
    return files.of_all(work, work.today, lambda each: _stays(each.member) and _at_a_limit(each.counts))


def letter_body(work: UnitOfWork, actor: Actor, found: AbsenceFile) -> Json:
    """What a warning of today would be made of."""
    terms, today = work.bylaws.meetings, work.today
    body = {
        "issued_on": today.isoformat(),
        "beyond": sorted(found.counts.beyond),
        "absences": [{"on": entry.on.isoformat(), "counts_as": entry.counts_as} for entry in found.counted()],
        "in_a_row": terms.absence_mode.on(today) == "consecutive",
        "represented_is_absent": terms.represented_is_absent.on(today),
        "unjustified_limit": found.decision.figures["unjustified_limit"],
        "justified_limit": found.decision.figures["justified_limit"],
        "grave_limit": terms.absence_grave_limit.on(today),
        "articles": {topic: work.bylaws.cite(topic) for topic in ("absence", "rights", "proxy", "grave_fault")},
    }
    return body | warnings.about_people(work, actor, found.member, BUREAU - TREASURERS)


def excuse(
    work: UnitOfWork,
    actor: Actor,
    meeting: int,
    number: str,
    *,
    accepted: bool,
    note: str = "",
    again: bool = False,
) -> AbsenceFile:
    """Say whether that absence is excused. `again`: although the bureau has said the contrary before.

    RefusedError: OWN_CASE; DEADLINE_PASSED once the meeting's calendar year is over; NOT_ABSENT before it is closed, or
    where the member was there, represented or not convened; ALREADY_DECIDED with `by`, `at` and `state`.
    """
    require(work, actor, Action.JUDGE_ABSENCES)
    member = _lock(work, actor, number)
    entry = _absence(work, meeting, member)
    if entry.excuse is not None and (not again or entry.excuse.accepted is accepted):
        raise RefusedError(_judged(work, entry.excuse))
    work.attendances.excuse(Excuse(meeting, member.number, accepted, actor.name, work.now, note))
    work.audit.record(actor, "absence_judged", {"member": member.number, "meeting": str(meeting), "accepted": accepted})
    found = files.of_one(work, member, work.today)
    if not accepted or entry.excuse is not None:
        tell(work, member.number, "absence_judged", _verdict(work, actor, entry, found, accepted=accepted, note=note))
    return found


def exempt(work: UnitOfWork, actor: Actor, number: str, first: date, last: date, *, reason: str) -> Exemption:
    """The bureau has agreed that the member is away: absences from the first to the last day do not count (art. 19).

    RefusedError: OWN_CASE; PAST_DATE where it ends before it begins; REASON_REQUIRED.
    """
    require(work, actor, Action.JUDGE_ABSENCES)
    member = _lock(work, actor, number)
    if last < first:
        raise common.no(work, Reason.PAST_DATE, "absence")
    if not reason.strip():
        raise common.no(work, Reason.REASON_REQUIRED, "absence")
    made = work.attendances.exempt(member.number, first, last, reason=reason.strip(), by=actor.name)
    body = {"member": member.number, "exemption": made, "first": first.isoformat(), "last": last.isoformat()}
    work.audit.record(actor, "exempt", body)
    exemption = _exemption(work, member, made)
    _tell_exempt(work, exemption)
    return exemption


def end_exemption(work: UnitOfWork, actor: Actor, number: str, exemption: int, last: date) -> Exemption:
    """It goes no further than that day; a day before its first one undoes it.

    RefusedError: OWN_CASE; DEADLINE_PASSED where it ends by then already.
    """
    require(work, actor, Action.JUDGE_ABSENCES)
    member = _lock(work, actor, number)
    known = _exemption(work, member, exemption)
    if known.last <= last:
        raise common.no(work, Reason.DEADLINE_PASSED, "absence")
    work.attendances.end_exemption(exemption, last)
    body = {"member": member.number, "exemption": exemption, "last": last.isoformat()}
    work.audit.record(actor, "exemption_ended", body)
    ended = replace(known, last=last)
    _tell_exempt(work, ended)
    return ended


def warn(work: UnitOfWork, actor: Actor, number: str) -> WarningLetter:
    """Warn the member in writing today about their absences.

    RefusedError: OWN_CASE; NOT_A_MEMBER; THRESHOLD_NOT_REACHED where no count is beyond its limit; ALREADY_WARNED this
    year about the counts that are.
    """
    require(work, actor, Action.JUDGE_ABSENCES)
    member = _lock(work, actor, number)
    found = files.of_one(work, member, work.today)
    if not found.decision.allowed:
        raise RefusedError(found.decision)
    body = letter_body(work, actor, found)
    warning = work.warnings.add(
        member.number,
        WarningKind.ABSENCES,
        issued_on=work.today,
        issued_by=actor.name,
        cents=0,
        pay_by=None,
        body=body,
        message=warnings.send(work, member, LETTER, body),
    )
    work.audit.record(actor, "warn_absences", {"member": member.number, "warning": warning})
    return warnings.kept(work, warning)


def propose(work: UnitOfWork) -> None:
    """Tell the bureau once, after each ordinary meeting, what there is to judge and whom it has brought to a limit."""
    proposed = work.book.seen(_PROPOSED)
    fresh = [meeting for meeting in files.held(work, work.today) if f"{_PROPOSED}:{meeting.id}" not in proposed]
    if not fresh:
        return
    for meeting in fresh:
        work.book.once(f"{_PROPOSED}:{meeting.id}")
    found = files.of_all(work, work.today, lambda each: _stays(each.member))
    waiting = sum(len(each.waiting()) for each in found)
    brought = [each for each in _brought(work, found, fresh[0].on) if each.decision.allowed or each.counts.grave]
    if waiting or brought:
        body = {
            "on": fresh[-1].on.isoformat(),
            "waiting": waiting,
            "members": [_proposed(each) for each in brought],
            "articles": {topic: work.bylaws.cite(topic) for topic in ("absence", "grave_fault")},
        }
        tell_roles(work, BUREAU, _PROPOSED, body, key=f"{_PROPOSED}:{fresh[-1].id}")


def _brought(work: UnitOfWork, found: list[AbsenceFile], since: date) -> list[AbsenceFile]:
    """Those who were not at that limit before that day."""
    before = files.of_all(work, since - timedelta(days=1), lambda each: _at_a_limit(each.counts))
    known = {each.member.number: _limits(each.counts) for each in before}
    return [each for each in found if _limits(each.counts) - known.get(each.member.number, frozenset())]


def _proposed(found: AbsenceFile) -> Json:
    counts = found.counts
    return {
        "number": found.member.number,
        "name": found.member.name,
        "unjustified": counts.unjustified,
        "justified": counts.justified,
        "warning": found.decision.allowed,
        "grave": counts.grave,
    }


def _at_a_limit(counts: Absences) -> bool:
    return bool(_limits(counts))


def _limits(counts: Absences) -> frozenset[str]:
    """Which limits are passed."""
    return counts.beyond | {"grave"} if counts.grave else counts.beyond


def _stays(member: Member) -> bool:
    return member.status not in GONE


def _own(actor: Actor, member: Member) -> bool:
    return actor.member is not None and actor.member.number == member.number


def _lock(work: UnitOfWork, actor: Actor, number: str) -> Member:
    """The member, whose absences nobody else can judge meanwhile."""
    member = warnings.known(work, number)
    if _own(actor, member):
        raise common.no(work, Reason.OWN_CASE, "absence")
    work.lock(f"member:{member.number}")
    return member


def _absence(work: UnitOfWork, meeting: int, member: Member) -> Attended:
    """What there is to judge."""
    if common.get(work, meeting).on.year != work.today.year:
        raise common.no(work, Reason.DEADLINE_PASSED, "absence")
    found = files.of_one(work, member, work.today).absences
    entry = next((each for each in found if each.meeting == meeting), None)
    if entry is None:
        raise common.no(work, Reason.NOT_ABSENT, "absence")
    return entry


def _judged(work: UnitOfWork, excuse: Excuse) -> Decision:
    """Who was first."""
    by = work.members.get(excuse.decided_by)
    figures = {
        "state": "excused" if excuse.accepted else "not_excused",
        "by": by.name if by else None,
        "at": work.local(excuse.decided_at),
    }
    return Decision(allowed=False, reason=Reason.ALREADY_DECIDED, figures=figures)


def _verdict(work: UnitOfWork, actor: Actor, entry: Attended, found: AbsenceFile, *, accepted: bool, note: str) -> Json:
    """What the member reads of it, with where the counts stand."""
    return {
        "on": entry.on.isoformat(),
        "accepted": accepted,
        "note": note,
        "unjustified": found.counts.unjustified,
        "justified": found.counts.justified,
        "by": actor.member.name if actor.member else None,
        "article": work.bylaws.cite("absence"),
    }


def _exemption(work: UnitOfWork, member: Member, exemption: int) -> Exemption:
    known = next((each for each in work.attendances.exemptions(member.number) if each.id == exemption), None)
    if known is None:
        raise MbongiError(f"{member.number} has no exemption {exemption}")
    return known


def _tell_exempt(work: UnitOfWork, exemption: Exemption) -> None:
    body = {
        "first": exemption.first.isoformat(),
        "last": exemption.last.isoformat(),
        "article": work.bylaws.cite("absence"),
    }
    tell(work, exemption.member, "absences_exempt", body)
