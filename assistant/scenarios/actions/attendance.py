"""Who is convened and comes: answers, absences, meals, petitions for an assembly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from assistant.domain import attending
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.convening import AgendaItem, NewMeeting
from assistant.domain.decisions import Decision
from assistant.domain.errors import RefusedError
from assistant.domain.meetings import Attendance, Purpose, SessionKind
from assistant.domain.members import Member, Status
from assistant.ports import UnitOfWork
from assistant.rules.meetings import attendance as rules
from assistant.rules.meetings import petitions
from assistant.scenarios.people import NUMBER, Debtor, seat_debtors
from assistant.scenarios.registry import Found, Nothing
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage
from assistant.services.meetings import answering

AT = time(14, 30)
HOST = "HOST"
"""Whoever receives a meeting at home."""


@dataclass(frozen=True, slots=True)
class Register:
    """Members by name."""

    members: dict[str, Debtor]


@dataclass(frozen=True, slots=True)
class One:
    """A member by the balance on the day of the answer."""

    member: Debtor = field(default_factory=Debtor)


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of session."""

    session_kind: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the member answers, and when."""

    answer: str
    at: date
    session_on: date


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included."""

    from_: date
    to: date
    by: str = "bureau"


@dataclass(frozen=True, slots=True)
class Record:
    """A member's attendance, by day: P, U or J."""

    absences: dict[str, Attendance]
    warning_letter_on: date | None = None
    exemption: Span | None = None


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day up to which absences are counted."""

    as_of: date


@dataclass(frozen=True, slots=True)
class Excuse:
    """An absence told, with its reason."""

    reason_text: str
    at: date
    session_on: date


@dataclass(frozen=True, slots=True)
class Came:
    """What a member answered and did; `accepted`: what the bureau says of the reason."""

    rsvp: str | None = None
    attended: bool = False
    reason_text: str | None = None
    accepted: bool | None = None


@dataclass(frozen=True, slots=True)
class Meal:
    """A meeting at a member's home."""

    meeting_on: date
    meeting_at: str = ""
    at_home: bool = True
    hosts: int = 1
    members: int = 0
    suspended: int = 0
    not_up_to_date: int = 0
    absences_announced_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Announced:
    """When the member said that they would not come; a local time."""

    announced_at: str | None = None
    attended: bool = False


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many there are, several times."""

    kind: str
    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Association:
    """How many sit on the bureau, and how many members there are; `not_up_to_date` of them."""

    bureau: int
    members: int
    not_up_to_date: int = 0


@dataclass(frozen=True, slots=True)
class Petition:
    """Signatures, and what the assembly is asked for; a signature given twice counts once."""

    purpose: str
    bureau_signatures: int = 0
    member_signatures: int = 0
    duplicate_signatures: int = 0
    of_which_not_up_to_date: int = 0


async def convocation_recipients(stage: Stage, given: Register, when: Kind) -> Found:
    """`then`: recipients."""
    _ = when
    day = stage.bylaws.adopted_on
    await seat_debtors(stage, given.members, _noon(day))

    def unit(work: UnitOfWork) -> Found:
        found = rules.convened(work.members.all(), day)
        return Found({"recipients": list(found)}, (work.bylaws.cite("general_assembly"),))

    return await stage.run(unit)


async def rsvp(stage: Stage, given: One, when: Answer) -> Found:
    """`then`: allowed, reason, may_vote, meal_exempt, proxy_offered."""
    await seat_debtors(stage, {NUMBER: given.member}, _noon(when.at))
    return await stage.run(lambda work: _answered(work, _only(work), when))


async def absence_review(stage: Stage, given: Record, when: AsOf) -> Found:
    """`then`: unjustified, justified, warning, form, grave, decided_by, status_changed."""
    await seat_debtors(stage, {NUMBER: Debtor()}, _noon(when.as_of))
    absences = {date.fromisoformat(day): what for day, what in given.absences.items()}
    letters = [given.warning_letter_on] if given.warning_letter_on else []
    exempt = [(given.exemption.from_, given.exemption.to)] if given.exemption else []

    def unit(work: UnitOfWork) -> Found:
        before = _only(work).status
        found = rules.review(absences, letters, exempt, work.bylaws, when.as_of)
        facts = {
            "unjustified": found.unjustified,
            "justified": found.justified,
            "warning": found.warning,
            "form": "written" if found.warning else None,
            "grave": found.grave,
            "decided_by": found.decided_by,
            "status_changed": _only(work).status is not before,
        }
        return Found(facts, (work.bylaws.cite("absence"), work.bylaws.cite("grave_fault")))

    return await stage.run(unit)


async def announce_absence(stage: Stage, given: Nothing, when: Excuse) -> Found:
    """`then`: allowed, justified, decided_by."""
    _ = given
    found = rules.classify(attended=False, explained=bool(when.reason_text.strip()), accepted=None)
    undecided = found is Attendance.UNDECIDED
    facts = {
        "allowed": when.at <= when.session_on,
        "justified": "undecided" if undecided else found is Attendance.JUSTIFIED,
        "decided_by": "bureau" if undecided else None,
    }
    return Found(facts, (stage.bylaws.cite("absence"),))


async def classify_absence(stage: Stage, given: Came, when: Nothing) -> Found:
    """`then`: absence."""
    _ = when
    explained = bool((given.reason_text or "").strip())
    found = rules.classify(attended=given.attended, explained=explained, accepted=given.accepted)
    return Found({"absence": found}, (stage.bylaws.cite("absence"),))


async def meal_exempt(stage: Stage, given: Meal, when: Announced) -> Found:
    """`then`: exempt, due_cents."""
    announced = datetime.fromisoformat(when.announced_at).date() if when.announced_at else None
    due = rules.owes_meal(Status.ACTIVE, announced, given.meeting_on, stage.bylaws, attended=when.attended, host=False)
    return Found({"exempt": due == 0, "due_cents": due}, (stage.bylaws.cite("meal"),))


async def meal_account(stage: Stage, given: Meal, when: Nothing) -> Found:
    """`then`: host_lump_sum_cents, payers, each_cents, total_cents, net_cents."""
    _ = when
    hosts = given.hosts if given.at_home else 0
    found = rules.meal_account(list(_owed(stage, given, hosts)), hosts, stage.bylaws, given.meeting_on)
    facts = {
        "host_lump_sum_cents": found.lump_sum,
        "payers": found.payers,
        "each_cents": found.each,
        "total_cents": found.total,
        "net_cents": found.total - found.lump_sum,
    }
    return Found(facts, (stage.bylaws.cite("meal"),))


async def petition_table(stage: Stage, given: Nothing, when: Sizes) -> Found:
    """`then`: needed, one number for each size."""
    _, day = given, stage.bylaws.adopted_on
    tables = {
        "bureau": lambda size: petitions.bureau_needed(size, stage.bylaws, day),
        "members": petitions.members_needed,
    }
    if when.kind not in tables:
        raise UnreadableError(f"when.kind is {when.kind!r}; expected one of {', '.join(tables)}")
    needed = [tables[when.kind](size) for size in when.sizes]
    return Found({"needed": needed}, (stage.bylaws.cite("extraordinary_assembly"),))


async def petition(stage: Stage, given: Association, when: Petition) -> Found:
    """`then`: allowed, reason, bureau_needed, members_needed."""
    purpose = next((each for each in Purpose if each == when.purpose), None)
    signed, members = when.member_signatures - when.duplicate_signatures, given.members
    if stage.bylaws.meetings.egm_base.on(stage.bylaws.adopted_on) == "up_to_date":
        signed, members = signed - when.of_which_not_up_to_date, members - given.not_up_to_date
    decision = petitions.may_petition(
        purpose, (when.bureau_signatures, given.bureau), (signed, members), stage.bylaws, stage.bylaws.adopted_on
    )
    return _found(decision)


def _answered(work: UnitOfWork, member: Member, when: Answer) -> Found:
    """Of a monthly meeting at the home of somebody else."""
    new = NewMeeting(
        kind=SessionKind.MONTHLY,
        on=when.session_on,
        starts_at=work.local(work.instant(when.session_on, AT)),
        place="Salle",
        agenda=(AgendaItem.own("Divers"),),
        hosts=(HOST,),
    )
    meeting = work.meetings.add(new, OPERATOR.name)
    assert meeting is not None  # noqa: S101 - it is no second one
    work.meetings.convene(meeting, OPERATOR.name)
    actor, said = Actor(ActorKind.MEMBER, member), attending.Answer(when.answer)
    try:
        told = answering.answer(work, actor, meeting, said, received_at=work.now)
    except RefusedError as refusal:
        return _found(refusal.decision)
    facts = {
        "allowed": True,
        "reason": None,
        "may_vote": told.may_vote,
        "meal_exempt": told.meal is not None and told.meal.owed == 0,
        "proxy_offered": told.proxy_offered and said is attending.Answer.ABSENT,
    }
    return Found(facts, told.articles)


def _owed(stage: Stage, given: Meal, hosts: int) -> Iterable[int]:
    """What each member owes: hosts, suspended members, those who announced an absence, the rest."""
    absent = [*given.absences_announced_on, *[None] * given.members][: max(0, given.members - hosts - given.suspended)]
    people = [
        *[(Status.ACTIVE, None, True)] * hosts,
        *[(Status.SUSPENDED, None, False)] * given.suspended,
        *[(Status.ACTIVE, announced, False) for announced in absent],
    ]
    for status, announced, host in people:
        yield rules.owes_meal(status, announced, given.meeting_on, stage.bylaws, attended=announced is None, host=host)


def _only(work: UnitOfWork) -> Member:
    found = work.members.get(NUMBER)
    assert found is not None  # noqa: S101 - it has been seated
    return found


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def _found(decision: Decision) -> Found:
    return Found({"allowed": decision.allowed, "reason": decision.reason, **decision.figures}, decision.articles)
