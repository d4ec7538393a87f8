"""The end of a meeting: it is closed, its attendance sheet, and the second assembly where there was no quorum."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from markupsafe import Markup

from assistant.chat import Attachment, Button, Day, Reply, Turn, UnfitError
from assistant.domain.convening import Meeting, MeetingState
from assistant.domain.errors import RefusedError
from assistant.domain.meeting_papers import AttendancePaper, AttendanceRow
from assistant.domain.money import Money
from assistant.rules.meetings.attendance import Meal
from assistant.services.meetings import convening, holding, rollcall, telling
from assistant.services.meetings.rollcall import Line, Sheet
from handlers import convene_questions, meeting_words
from handlers.citing import article as cited
from handlers.meeting_bureau import lacking, report_button
from handlers.refusals import explain
from handlers.session_words import clock, name_of, named, votes


def close(turn: Turn, meeting: int, *, sure: bool = False) -> Reply:
    """It ends: the meal is called, the sheet is made. `sure`: typed in full, nobody asks whether it is meant."""
    found = holding.may_close(turn.work, turn.actor, meeting)
    if not sure and not turn.confirm(_before_closing(turn, found)):
        return Reply(turn.t("The meeting stays open."), result={"cancelled": "session"})
    done, meal = holding.close(turn.work, turn.actor, meeting)
    after = turn.t("The attendance sheet is attached. The minutes come next.")
    text = Markup("\n").join([_closed(turn, done), *_called(turn, meal), after])
    next_steps = [Button(str(turn.t("Write the minutes")), "minutes", (str(meeting),))]
    if convening.may_follow(turn.work, found) and not done.roll.quorum.reached:
        next_steps.append(Button(str(turn.t("Convene again")), "session", (str(meeting), "reconvene")))
    return Reply(text, tuple(next_steps), (paper(turn, done),), facts(done) | {"payers": meal.payers})


def sheet(turn: Turn, meeting: int) -> Reply:
    """To print and sign before the opening, with the recorded check-ins after it."""
    found = rollcall.sheet(turn.work, turn.actor, meeting)
    which = named(turn, found.meeting)
    if found.meeting.opened_at is None:
        text = turn.t("The attendance sheet of {meeting}, to print and sign.", meeting=which)
    else:
        text = turn.t("The attendance sheet of {meeting}, with those checked in.", meeting=which)
    back = Button(str(turn.t("The meeting")), "session", (str(meeting),))
    return Reply(text, (back,), (paper(turn, found),), facts(found))


def reconvene(turn: Turn, meeting: int) -> Reply:
    """The second assembly: the same agenda, within the days of art. 18."""
    first = convening.may_reconvene(turn.work, turn.actor, meeting)
    on = _day(turn, first)
    at = convene_questions.hour(turn, on, known=first)
    place = convene_questions.place(turn, known=first)
    summary = turn.t(
        "<b>{meeting} is convened again</b> on {day} at {time}, {place}, with the same agenda ({article}). Proxies are "
        "asked for again.",
        meeting=meeting_words.kind_name(turn.language, first.kind),
        day=on,
        time=turn.language.time(at),
        place=place,
        article=cited(turn.work.bylaws.cite("general_assembly")),
    )
    if not turn.confirm(summary):
        return Reply(turn.t("Nothing was sent."), result={"cancelled": "session"})
    return _convened(turn, convening.reconvene(turn.work, turn.actor, meeting, on, at.time(), place))


def facts(found: Sheet) -> dict[str, Any]:
    """The counts, for scripts."""
    quorum = found.roll.quorum
    return {
        "meeting": str(found.meeting.id),
        "present": quorum.count - len(found.roll.represented),
        "represented": len(found.roll.represented),
        "required": quorum.required,
        "reached": quorum.reached,
        "base": quorum.base,
        "there": found.present,
    }


def paper(turn: Turn, found: Sheet) -> Attachment:
    """The sheet as a PDF, of everybody convened."""
    body = convening.meeting_body(turn.work, found.meeting)
    recorded = found.meeting.opened_at is not None
    title = turn.t("Attendance sheet of {meeting}", meeting=meeting_words.named(turn.language, body))
    data = AttendancePaper(
        association=turn.work.bylaws.name,
        title=str(title.unescape()),
        issued_on=turn.work.today.isoformat(),
        facts=meeting_words.facts(turn.language, body),
        rows=[_row(turn, line) for line in found.lines],
        summary=list(_summary(turn, found)) if recorded else [],
        signers=list(_signers(turn, found.meeting)),
        recorded=recorded,
    )
    name = turn.t("attendance-{day}.pdf", day=found.meeting.on.isoformat())
    return Attachment("attendance_sheet", str(name), data)


def _before_closing(turn: Turn, meeting: Meeting) -> Markup:
    asked = turn.t("Close {meeting}? Nobody can come in or vote any more.", meeting=named(turn, meeting))
    if not meeting.hosts:
        return asked
    cited_as = cited(turn.work.bylaws.cite("meal"))
    return asked + " " + turn.t("The meal contributions are then called ({article}).", article=cited_as)


def _closed(turn: Turn, found: Sheet) -> Markup:
    article = cited(turn.work.bylaws.cite("quorum"))
    return turn.t(
        "<b>The meeting is closed.</b> At the end, in votes: {counts} ({article}).",
        counts=votes(turn, found.roll),
        article=article,
    )


def _called(turn: Turn, meal: Meal) -> Iterator[Markup]:
    """The meal's account, where somebody received the members."""
    if meal.payers:
        yield turn.tn(
            "Meal: {each} charged to {n} member ({article}).",
            "Meal: {each} charged to each of {n} members ({article}).",
            meal.payers,
            each=Money(meal.each, turn.work.bylaws.currency),
            article=cited(turn.work.bylaws.cite("meal")),
        )


def _day(turn: Turn, first: Meeting) -> date:
    question = Day(convene_questions.second_day(turn, first))
    on = turn.ask("date", question)
    try:
        holding.check_second_day(turn.work, first, on)
    except RefusedError as refusal:
        said = explain(turn.language, refusal.decision)
        raise turn.again("date", question, UnfitError(str(refusal.decision.reason), said, meant=True)) from None
    return on


def _convened(turn: Turn, second: Meeting) -> Reply:
    which = named(turn, second)
    if second.state is MeetingState.PROPOSED:
        asked = turn.t("<b>The bureau is asked</b> about {meeting}.", meeting=which)
        text = asked + " " + lacking(turn.language, telling.missing(turn.work, second))
    else:
        text = turn.t("<b>The members are convened</b> to {meeting}.", meeting=which)
    return Reply(
        text, (report_button(turn.language, second),), result={"meeting": str(second.id), "state": second.state.value}
    )


def _row(turn: Turn, line: Line) -> AttendanceRow:
    return AttendanceRow(
        number=line.member.number,
        name=f"{line.member.last_name} {line.member.first_name}",
        state=line.state,
        note=_note(turn, line),
        votes=line.votes,
    )


def _note(turn: Turn, line: Line) -> str:
    """When they came and left, or who is there in their name."""
    if line.holder is not None:
        return str(turn.t("Proxy to {name}", name=line.holder.name).unescape())
    if line.arrived_at is None:
        return ""
    came = clock(turn, line.arrived_at)
    if line.left_at is None:
        return str(turn.t("from {came}", came=came))
    return str(turn.t("from {came} to {left}", came=came, left=clock(turn, line.left_at)))


def _summary(turn: Turn, found: Sheet) -> Iterator[str]:
    """The counts and the quorum, in words."""
    meeting = found.meeting
    if meeting.opened_at is not None and meeting.closed_at is not None:
        opened, closed = clock(turn, meeting.opened_at), clock(turn, meeting.closed_at)
        yield str(turn.t("Opened at {opened}, closed at {closed}.", opened=opened, closed=closed))
    yield str(
        turn.tn(
            "{n} member may vote; in votes: {counts}.",
            "{n} members may vote; in votes: {counts}.",
            found.roll.quorum.base,
            counts=votes(turn, found.roll),
        )
    )


def _signers(turn: Turn, meeting: Meeting) -> Iterator[str]:
    """Who signs: empty names are filled in by hand."""
    chair, secretary = name_of(turn, meeting.chair), name_of(turn, meeting.secretary)
    yield str(turn.t("The chair: {name}", name=chair).unescape())
    yield str(turn.t("The minute-taker: {name}", name=secretary).unescape())
