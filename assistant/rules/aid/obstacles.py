"""What stands in the way of a claim, in the order in which it is named (art. 6, 8, 9, 14, 30, annex)."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.domain.aid import OPEN_TIES, Basis, Claim, Document, EventKind
from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.members import Member, Status
from assistant.rules.admission import waiting_ends_on
from assistant.rules.aid.duplicates import duplicate
from assistant.rules.aid.facts import Facts
from assistant.rules.aid.money import Money, covered


def first_obstacle(claim: Claim, facts: Facts, judged: Money, bylaws: Bylaws) -> Decision | None:
    """Why nothing is paid; None where all is in order."""
    quarter = quartered(claim, facts.member, bylaws)
    return (
        _not_a_member(claim, facts.member, bylaws)
        or _not_covered(claim, bylaws)
        or _suspended(claim, facts.member, bylaws)
        or (None if quarter else _waiting(claim, facts.member, bylaws))
        or _not_up_to_date(judged, bylaws, quarter=quarter)
        or _too_late(claim, bylaws)
        or _unproved(claim, bylaws)
        or duplicate(claim, facts.standing, bylaws)
    )


def _not_a_member(claim: Claim, member: Member, bylaws: Bylaws) -> Decision | None:
    """Candidates, honorary members, who had left or had not joined: the fund is its contributors' (art. 14)."""
    return None if belongs(member, claim.event_on) else _refused(Reason.NOT_A_MEMBER, bylaws, "mutual_aid")


def belongs(member: Member, day: date) -> bool:
    """Whether what happens to the member that day is the fund's concern."""
    there = member.membership_on(day) in {Status.ACTIVE, Status.SUSPENDED}
    return there and member.joined_on is not None and member.joined_on <= day


def _not_covered(claim: Claim, bylaws: Bylaws) -> Decision | None:
    """The annex is a closed list; ties of which it says nothing are the bureau's to decide."""
    if covered(claim.taken_for, bylaws):
        return None
    if claim.kind is EventKind.OTHER and claim.ruled is None and claim.tie in OPEN_TIES:
        return _refused(Reason.BUREAU_DECISION_REQUIRED, bylaws, "open_point", "mutual_aid")
    return _refused(Reason.EVENT_NOT_COVERED, bylaws, "mutual_aid", "tariff")


def _suspended(claim: Claim, member: Member, bylaws: Bylaws) -> Decision | None:
    if member.membership_on(claim.event_on) is not Status.SUSPENDED:
        return None
    return _refused(Reason.SUSPENDED, bylaws, "suspension", "mutual_aid")


def _waiting(claim: Claim, member: Member, bylaws: Bylaws) -> Decision | None:
    opens_on = _opens_on(claim, member, bylaws)
    if opens_on is None:
        return None
    return _refused(Reason.IN_WAITING_PERIOD, bylaws, "waiting", waiting_ends_on=opens_on)


def quartered(claim: Claim, member: Member, bylaws: Bylaws) -> bool:
    """A new member's own death in the waiting period: a part is paid all the same (art. 6)."""
    return claim.taken_for is EventKind.DEATH_MEMBER and _opens_on(claim, member, bylaws) is not None


def _opens_on(claim: Claim, member: Member, bylaws: Bylaws) -> date | None:
    """The first day that mutual aid covers the member, where the event came before it (art. 6)."""
    if member.joined_on is None:
        return None
    first = waiting_ends_on(member.joined_on, bylaws)
    return first if claim.event_on < first else None


def _not_up_to_date(judged: Money, bylaws: Bylaws, *, quarter: bool) -> Decision | None:
    money_then = judged.situation
    if money_then.up_to_date:
        return None
    topics = ["waiting"] if quarter else []
    figures = sums(judged)
    if money_then.waits_until is not None:
        topics.append("long_arrears")
        figures["waits_until"] = money_then.waits_until
    topics += [*standing_topics(judged), "mutual_aid"]
    return _refused(Reason(money_then.standing.value), bylaws, *topics, **figures)


def standing_topics(judged: Money) -> tuple[str, ...]:
    """Articles 9 and 8 where the month before decides, else 8."""
    return ("successive_deaths", "standing") if judged.basis is Basis.SUCCESSIVE_DEATHS else ("standing",)


def sums(judged: Money) -> dict[str, object]:
    """What the money was judged by, in cents."""
    return {"overdue": judged.situation.overdue, "tolerance": judged.situation.tolerance}


def _too_late(claim: Claim, bylaws: Bylaws) -> Decision | None:
    """A deadline for claiming, where the bylaws set one; the last day is in time."""
    return _passed(claim, claim.declared_on, bylaws.aid.declaration_deadline_days.on(claim.event_on), bylaws)


def _unproved(claim: Claim, bylaws: Bylaws) -> Decision | None:
    """The ceremony, the invitation, the paper that the annex asks for, and a deadline for it where there is one."""
    if claim.taken_for in bylaws.aid.ceremony_kinds.on(claim.event_on) and not (claim.ceremony and _invited(claim)):
        return _refused(Reason.NO_CEREMONY_OR_INVITATION, bylaws, "tariff", "mutual_aid")
    named = bylaws.aid.documents[claim.taken_for].on(claim.event_on)
    document = next((each for each in Document if each == named), None)
    if document is None or (document is Document.INVITATION and claim.invitation):
        return None
    days = bylaws.aid.document_deadline_days.on(claim.event_on)
    if document not in claim.documents:
        last = {"deadline": claim.event_on + timedelta(days=days)} if days else {}
        return _refused(Reason.MISSING_DOCUMENT, bylaws, "tariff", "mutual_aid", document=document, **last)
    return _passed(claim, claim.documents[document], days, bylaws)


def _invited(claim: Claim) -> bool:
    return claim.invitation or Document.INVITATION in claim.documents


def _passed(claim: Claim, done_on: date, days: int, bylaws: Bylaws) -> Decision | None:
    deadline = claim.event_on + timedelta(days=days)
    if not days or done_on <= deadline:
        return None
    return _refused(Reason.DEADLINE_PASSED, bylaws, "open_point", "mutual_aid", deadline=deadline)


def cite(bylaws: Bylaws, *topics: str) -> tuple[str, ...]:
    """The topics' articles, each once."""
    return tuple(dict.fromkeys(map(bylaws.cite, topics)))


def _refused(reason: Reason, bylaws: Bylaws, *topics: str, **figures: object) -> Decision:
    return Decision(allowed=False, reason=reason, articles=cite(bylaws, *topics), figures=figures)
