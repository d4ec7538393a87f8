"""What became of a message to many, in plain words: who was reached by name where something is still to be done.

A chat or a mail server accepts a message; whether it was read nobody knows, and nothing here says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from assistant.chat import Attachment, Button, Turn
from assistant.domain.broadcasts import BroadcastState, Reach
from assistant.domain.members import Member
from assistant.domain.reminding import ToldBy
from assistant.services.broadcasting import Report
from handlers.people import NAMED, apart, listed

OFFERED = 6
"""How many of those to be called have a button of their own."""
OPEN = (Reach.UNREACHABLE, Reach.REFUSED, Reach.UNSURE)
"""What is still to be done, the plainest first."""


def report_text(turn: Turn, report: Report) -> Markup:
    """First whether all have been told, then each kind with its names, its telephones and what to do."""
    return Markup("\n").join([_headline(turn, report), *_told(turn, report), *_open(turn, report)])


def report_buttons(turn: Turn, report: Report) -> tuple[Button, ...]:
    """To note who was called, the first of them; to look at what is uncertain."""
    number = str(report.broadcast.id)
    called = [member for reach in OPEN for member in report.reached[reach]][:OFFERED]
    names = apart(called)
    buttons = [
        Button(
            str(turn.t("Told by telephone: {name}", name=names[member.number]).unescape()),
            "broadcasts",
            (number, "told", member.number, ToldBy.CALL.value),
        )
        for member in called
    ]
    if report.reached[Reach.UNSURE]:
        buttons.append(Button(str(turn.t("Look")), "deliveries"))
    return tuple(buttons)


def report_files(turn: Turn, report: Report) -> tuple[Attachment, ...]:
    """A sheet with everybody, where there are more names than a message holds."""
    if all(len(report.reached[reach]) <= NAMED for reach in OPEN):
        return ()
    rows = [
        {
            "number": member.number,
            "name": member.name,
            "phone": member.phone,
            "email": member.email,
            "reach": reach.value,
        }
        for reach in (*OPEN, Reach.WAITING, Reach.TOLD, Reach.ACCEPTED)
        for member in report.reached[reach]
    ]
    name = turn.t("delivery-{number}.xlsx", number=str(report.broadcast.id))
    return (Attachment("delivery_sheet", str(name), {"members": rows}),)


def report_result(report: Report) -> dict[str, object]:
    """For scripts: the state, and how many are how."""
    counts = {reach.value: report.count(reach) for reach in Reach}
    found = report.broadcast
    return {"broadcast": str(found.id), "state": found.state.value, "complete": report.complete, **counts}


def _headline(turn: Turn, report: Report) -> Markup:
    if report.broadcast.state is not BroadcastState.SENT:
        return turn.t("<b>It has not left.</b>")
    everybody = sum(map(report.count, Reach))
    if report.complete:
        return turn.tn(
            "<b>Complete</b>: it has reached {n} member out of {n}.",
            "<b>Complete</b>: it has reached {n} members out of {n}.",
            everybody,
        )
    waiting = report.count(Reach.WAITING)
    missing = sum(map(report.count, OPEN))
    if not missing:
        return turn.tn(
            "<b>On its way</b>: {n} message is still to leave.",
            "<b>On its way</b>: {n} messages are still to leave.",
            waiting,
        )
    return turn.tn(
        "<b>Not complete</b>: {n} member is still to be told.",
        "<b>Not complete</b>: {n} members are still to be told.",
        missing,
    )


def _told(turn: Turn, report: Report) -> Iterator[Markup]:
    accepted, told = report.count(Reach.ACCEPTED), report.count(Reach.TOLD)
    if accepted:
        yield turn.tn(
            "• Accepted by the chat or the mail server: {n}. Whether it was read is not known.",
            "• Accepted by the chat or the mail server: {n}. Whether they were read is not known.",
            accepted,
        )
    if told:
        yield turn.tn("• Told by letter or telephone: {n}.", "• Told by letter or telephone: {n}.", told)


def _open(turn: Turn, report: Report) -> Iterator[Markup]:
    missing = sum(map(report.count, OPEN))
    waiting = report.count(Reach.WAITING)
    if waiting and missing:
        yield turn.tn("• On its way: {n}.", "• On their way: {n}.", waiting)
    unsure, refused = report.reached[Reach.UNSURE], report.reached[Reach.REFUSED]
    unreachable = report.reached[Reach.UNREACHABLE]
    if unsure:
        names = _names(turn, unsure)
        yield turn.t(
            "• Uncertain, it may have arrived: {names}. Ask them, or look before it is sent again.", names=names
        )
    if refused:
        yield turn.t("• Refused by the chat: {names}. Call, or write a letter.", names=_names(turn, refused))
    if unreachable:
        yield turn.t("• Not reachable here: {names}. Call, or write a letter.", names=_names(turn, unreachable))


def _names(turn: Turn, members: Sequence[Member]) -> list[str]:
    """With the telephone, where it is known."""
    return listed(turn.language, [_called(member) for member in members])


def _called(member: Member) -> str:
    return f"{member.name} ({member.phone})" if member.phone else member.name
