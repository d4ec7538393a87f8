"""The questions about a meeting that the bureau calls, changes or moves: day, hour, place, host, agenda."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from markupsafe import Markup

from assistant.chat import Choice, Day, Either, FreeText, Option, TimeOfDay, Turn, UnfitError, phrases
from assistant.domain.convening import AgendaItem, Meeting
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.meetings import Session, SessionKind
from assistant.domain.members import Member, Status
from assistant.rules.meetings import convoking
from assistant.services.meetings import calling, common, holding
from handlers import meeting_words
from handlers.citing import article as cited
from handlers.people import Somebody, by_name
from handlers.refusals import explain

KEEP = "keep"
STANDING = "standing"
NOBODY = "nobody"
LONGEST_PLACE = 200
LONGEST_AGENDA = 2000
HOURS = (time(14), time(14, 30), time(15))
_KINDS: Mapping[SessionKind, tuple[str, ...]] = {
    SessionKind.MONTHLY: ("mensuelle",),
    SessionKind.AGO: ("ordinaire", "ordinary"),
    SessionKind.AGE: ("extraordinaire", "extraordinary"),
    SessionKind.EXCEPTIONAL: ("exceptionnelle",),
}
"""Other words for each."""
_BULLET = re.compile(r"^\s*(?:[-–•*]|\d{1,2}\s*[.)])\s*")


def a_kind(turn: Turn) -> Choice:
    """Of the four."""
    options = tuple(
        Option(kind.value, str(meeting_words.kind_name(turn.language, kind).unescape()), also=also)
        for kind, also in _KINDS.items()
    )
    return Choice(turn.t("What do you convene the members to?"), options)


def day(turn: Turn, kind: SessionKind, *, known: Meeting | None = None) -> date:
    """One that the calendar leaves free; `known`: the meeting that moves, whose day may be kept."""
    first = common.get(turn.work, known.first) if known is not None and known.first is not None else None
    prompt = _which_day(turn, kind) if first is None else second_day(turn, first)
    question = Either(Day(prompt), _keep(turn, turn.t("Keep {day}", day=known.on)) if known else ())
    kept, typed = turn.ask("date", question)
    on = known.on if kept == KEEP and known is not None else typed
    assert on is not None  # noqa: S101 - one of the two was given
    try:
        calling.check_day(turn.work, Session(kind, on, first is not None), known=known)
        if first is not None:
            holding.check_second_day(turn.work, first, on)
    except RefusedError as refusal:
        raise turn.again("date", question, _unfit(turn, refusal.decision)) from None
    return on


def second_day(turn: Turn, first: Meeting) -> Markup:
    """Until when the second assembly may be held, and when it shall be."""
    return turn.t(
        "<b>A second assembly may be held until {latest}</b> ({article}). On which day?",
        latest=holding.latest_second(turn.work, first),
        article=cited(turn.work.bylaws.cite("general_assembly")),
    )


def hour(turn: Turn, on: date, *, known: Meeting | None = None) -> datetime:
    """The instant at which it begins, by the association's clocks; one that is still to come."""
    offered = tuple(Option(f"{at:%H:%M}", turn.language.time(datetime.combine(on, at))) for at in HOURS)
    prompt = turn.t("At what time, on {day}?", day=on)
    before = turn.work.local(known.starts_at) if known is not None else None
    kept_hour = _keep(turn, turn.t("Keep {hour}", hour=turn.language.time(before))) if before else ()
    question = Either(TimeOfDay(prompt, () if known else offered), kept_hour)
    kept, typed = turn.ask("time", question)
    at = before.time() if kept == KEEP and before is not None else typed
    assert at is not None  # noqa: S101 - one of the two was given
    starts_at = turn.work.local(turn.work.instant(on, at))
    if starts_at <= turn.work.now:
        sorry = turn.t("That hour has gone by. Give a later one.")
        raise turn.again("time", question, UnfitError(str(Reason.PAST_DATE), sorry, meant=True))
    return starts_at


def place(turn: Turn, *, known: Meeting | None = None) -> str:
    """Where it is, as a map would find it."""
    prompt = turn.t("Where? Write the address as a map would find it.")
    kept, typed = turn.ask("place", Either(FreeText(prompt, maximum=LONGEST_PLACE), _keep(turn) if known else ()))
    if kept == KEEP and known is not None:
        return known.place
    return " ".join((typed or "").split())


def hosts(turn: Turn, *, known: Meeting | None = None) -> tuple[str, ...]:
    """The member who receives it at home, with the spouse who is a member; nobody where it is skipped."""
    active = [member for member in turn.work.members.all() if member.status is Status.ACTIVE]
    article = cited(turn.work.bylaws.cite("meal"))
    nobody = Option(NOBODY, str(turn.t("Nobody")), also=("aucun", "aucune", "none"))
    if known is None:
        prompt = turn.t(
            "Who receives it at home ({article})? Give a number or a full name; skip where nobody does.",
            article=article,
        )
        host = turn.ask_or_skip("host", Somebody(prompt, (*map(by_name, active), nobody), optional=True))
    else:
        prompt = turn.t("Who receives it at home ({article})? Give a number or a full name.", article=article)
        somebody = Somebody(prompt, tuple(map(by_name, active)))
        kept, host = turn.ask("host", Either(somebody, (nobody, *_keep(turn))))
        if kept == KEEP:
            return known.hosts
    return _household(active, host) if host and host != NOBODY else ()


def agenda(turn: Turn, session: Session) -> tuple[AgendaItem, ...]:
    """The bureau's own points, one a line; those of the bylaws come by themselves."""
    standing = convoking.standing_points(session, turn.work.bylaws)
    skipped = ("skip", phrases.skip(turn.language))
    offered = (Option(STANDING, str(turn.t("The bylaws’ agenda")), also=skipped),) if standing else ()
    question = Either(FreeText(_which_points(turn, session, standing), maximum=LONGEST_AGENDA), offered)
    _, typed = turn.ask("agenda", question)
    own = own_points(typed or "", without=standing, language=turn.language.code)
    if not own and not standing:
        sorry = turn.t("Please write one point a line, with words in it.")
        raise turn.again("agenda", question, UnfitError(str(Reason.AGENDA_INCOMPLETE), sorry, meant=True))
    return (*standing, *own)


def new_agenda(turn: Turn, known: Meeting) -> tuple[AgendaItem, ...]:
    """The same for a meeting that changes: its points may stay, those of the bylaws always do."""
    standing = tuple(item for item in known.agenda if item.code)
    points = Markup("\n").join(turn.t("• {point}", point=item.title(turn.language.code)) for item in known.agenda)
    prompt = turn.t(
        "The agenda so far:\n{points}\nWrite the bureau’s own points anew, one a line; those of the bylaws stay.",
        points=points,
    )
    question = Either(FreeText(prompt, maximum=LONGEST_AGENDA), _keep(turn))
    kept, typed = turn.ask("agenda", question)
    own = own_points(typed or "", without=standing, language=turn.language.code)
    return known.agenda if kept == KEEP or not (own or standing) else (*standing, *own)


def own_points(typed: str, *, without: Iterable[AgendaItem] = (), language: str = "") -> tuple[AgendaItem, ...]:
    """One a line, without bullets and numbers; a point that the bylaws put there already is not said twice."""
    said = {item.title(language).casefold() for item in without}
    lines = (" ".join(_BULLET.sub("", line).split()) for line in typed.splitlines())
    found = dict.fromkeys(line for line in lines if line and line.casefold() not in said)
    return tuple(map(AgendaItem.own, found))


def _keep(turn: Turn, label: Markup | None = None) -> tuple[Option]:
    """Of a meeting that changes: what it says now may stay."""
    same = turn.t("As it is")
    return (Option(KEEP, str(label or same), also=(str(same), "garder", "keep")),)


def _which_day(turn: Turn, kind: SessionKind) -> Markup:
    if kind is SessionKind.AGO:
        terms = turn.work.bylaws
        month = terms.meetings.ago_month.on(turn.work.today)
        return turn.t(
            "On which day? The ordinary general assembly is held in {month} ({article}).",
            month=month_name(turn, month),
            article=cited(terms.cite("general_assembly")),
        )
    return turn.t("On which day?")


def month_name(turn: Turn, month: int) -> str:
    """`mars`, `March`."""
    return str(turn.language.locale.months["stand-alone"]["wide"][month])


def _which_points(turn: Turn, session: Session, standing: Sequence[AgendaItem]) -> Markup:
    if not standing:
        return turn.t("What is on the agenda? Write one point a line.")
    points = Markup("\n").join(turn.t("• {point}", point=item.title(turn.language.code)) for item in standing)
    head = turn.t(
        "These points stand on the agenda by the bylaws ({article}):",
        article=cited(turn.work.bylaws.cite(convoking.topic(session))),
    )
    return Markup("\n").join([head, points, turn.t("What else? Write one point a line, or take it as it is.")])


def _household(active: Sequence[Member], host: str) -> tuple[str, ...]:
    """A member, or the couple."""
    numbers = {member.number: member for member in active}
    spouse = numbers.get(numbers[host].spouse or "") if host in numbers else None
    return (host, spouse.number) if spouse is not None and spouse.spouse == host else (host,)


def _unfit(turn: Turn, decision: Decision) -> UnfitError:
    gone = turn.t("That day has gone by. Give a later one.") if decision.reason is Reason.PAST_DATE else None
    return UnfitError(str(decision.reason), gone or explain(turn.language, decision), meant=True)
