"""`/convocations`: the meetings ahead, for the bureau: say yes or no, change, call off, see who was reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from markupsafe import Markup

from assistant.chat import Choice, FreeText, Option, Reply, Turn
from assistant.domain.broadcasts import Broadcast
from assistant.domain.convening import AHEAD, Meeting, MeetingState
from assistant.domain.reminding import ToldBy
from assistant.marks import N_
from assistant.services import broadcasting
from assistant.services.meetings import convening, previewing, telling
from assistant.services.meetings.convening import Proposal
from assistant.services.meetings.previewing import Preview
from assistant.services.permissions import Action, require
from assistant.words import fold
from handlers import convene_questions as questions
from handlers import meeting_notices, meeting_words
from handlers.broadcast import agreed
from handlers.broadcasts import KINDS
from handlers.convene import preview, result, sent
from handlers.delivery_report import report_buttons, report_files, report_result, report_text
from handlers.meeting_bureau import lacking, meeting_card, report_button
from handlers.people import Somebody, by_name
from handlers.rsvp_buttons import EDITION

LONGEST_REASON = 300
ACTIONS: Mapping[str, str] = {
    "approve": N_("Agree"),
    "refuse": N_("Do not agree"),
    "report": N_("Who was reached"),
    "change": N_("Change it"),
    "call_off": N_("Call it off"),
    "told": N_("Note who was told"),
}
"""What may be done."""
ALSO: Mapping[str, tuple[str, ...]] = {
    "approve": ("approuver",),
    "refuse": ("refuser",),
    "report": ("rapport",),
    "change": ("changer", "modifier"),
    "call_off": ("annuler", "call off"),
    "told": ("prevenu",),
}
"""Other words for it."""


def convocations(turn: Turn) -> Reply:
    """Which meeting, then what is to be done about it."""
    require(turn.work, turn.actor, Action.CONVENE)
    meeting = _chosen(turn)
    if meeting is None:
        text = turn.t("No meeting is ahead. <cmd>convene</cmd> calls the members to one.")
        return Reply(text, result={"meeting": None})
    edition = _edition(turn, meeting)
    return _STEPS[_action(turn, meeting)](turn, meeting, edition)


def _chosen(turn: Turn) -> Meeting | None:
    """The one named by its id (that of a button, perhaps past), else the only one ahead, else one of them."""
    if "meeting" not in turn.answers and turn.arguments and turn.arguments[0].isdecimal():
        named = turn.work.meetings.get(int(turn.arguments[0][:18]))
        if named is not None:
            turn.arguments.pop(0)
            turn.answers["meeting"] = str(named.id)
            return named
    ahead = convening.upcoming(turn.work, turn.actor)
    if not ahead and "meeting" not in turn.answers:
        return None
    if len(ahead) == 1:
        turn.answers.setdefault("meeting", str(ahead[0].id))
    prompt = turn.tn("<b>{n} meeting is ahead.</b> Which one?", "<b>{n} meetings are ahead.</b> Which one?", len(ahead))
    options = tuple(Option(str(each.id), _label(turn, each)) for each in ahead)
    return turn.work.meetings.get(int(turn.ask("meeting", Choice(prompt, options))))


def _label(turn: Turn, meeting: Meeting) -> str:
    return meeting_words.label(turn.language, convening.meeting_body(turn.work, meeting))


def _edition(turn: Turn, meeting: Meeting) -> int:
    """The edition that the button was about, else the one looked at; first of the answers, so that `back` skips it."""
    named = next((word for word in turn.arguments if word.startswith(EDITION)), None)
    if named is not None:
        turn.arguments.remove(named)
    if "edition" not in turn.answers:
        typed = (named or "").removeprefix(EDITION)
        turn.answers = {"edition": int(typed[:9]) if typed.isdecimal() else meeting.edition} | turn.answers
    return int(turn.answers["edition"])


def _action(turn: Turn, meeting: Meeting) -> str:
    """What its state allows; a button of yesterday meets what became of it."""
    open_ = _open_to(meeting)
    named = fold(turn.arguments[0]) if "action" not in turn.answers and turn.arguments else ""
    wanted = next((action for action, also in ALSO.items() if named in {action, *also}), None)
    wanted = turn.answers.get("action", wanted)
    if not open_ or (wanted is not None and wanted not in open_):
        raise convening.standing(turn.work, meeting)
    options = tuple(Option(action, str(turn.t(ACTIONS[action])), also=ALSO[action]) for action in open_)
    shown = meeting_card(turn.language, telling.card(turn.work, meeting) | {"asks": False}).text
    return turn.ask("action", Choice(shown, options))


def _open_to(meeting: Meeting) -> list[str]:
    if meeting.state is MeetingState.PROPOSED:
        return ["approve", "refuse", "change", "call_off"]
    if meeting.convened_at is None:
        return []
    return ["report", *(["change", "call_off"] if meeting.state in AHEAD else []), "told"]


# The bureau's yes


def _approve(turn: Turn, meeting: Meeting, edition: int) -> Reply:
    convening.check_answer(turn.work, turn.actor, meeting, edition)
    found = previewing.approval(turn.work, turn.actor, meeting)
    if agreed(turn, found.outline, preview(turn, found, proposed=True)) == "no":
        return _nothing(turn)
    done = convening.approve(turn.work, turn.actor, meeting.id, edition=edition, seen=found.outline.seen)
    if done.meeting.state is MeetingState.PROPOSED:
        named = meeting_words.named(turn.language, found.body)
        said = turn.t("<b>You have said yes</b> to {meeting}.", meeting=named)
        return Reply(said + " " + lacking(turn.language, found.yes_needed), result=result(done, found))
    return Reply(sent(turn, done, found), (report_button(turn.language, done.meeting),), result=result(done, found))


def _refuse(turn: Turn, meeting: Meeting, edition: int) -> Reply:
    prompt = turn.t("Why not? Who proposed it will read your reason.")
    why = turn.ask("reason", FreeText(prompt, maximum=LONGEST_REASON))
    done = convening.refuse(turn.work, turn.actor, meeting.id, why, edition=edition)
    card = telling.card(turn.work, done.meeting)
    if done.meeting.state is MeetingState.CALLED_OFF:
        return Reply(meeting_card(turn.language, card | {"reason": why}).text, result=_result(done))
    said = turn.t("<b>You have said no</b> to {meeting}.", meeting=meeting_words.named(turn.language, card))
    still = lacking(turn.language, telling.missing(turn.work, done.meeting))
    return Reply(said + " " + still, result=_result(done))


# What becomes of it


def _change(turn: Turn, meeting: Meeting, edition: int) -> Reply:
    """Each question may be answered by leaving it as it is; the agenda of a second assembly is locked."""
    on = questions.day(turn, meeting.kind, known=meeting)
    new = replace(
        meeting,
        on=on,
        starts_at=questions.hour(turn, on, known=meeting),
        place=questions.place(turn, known=meeting),
        hosts=questions.hosts(turn, known=meeting),
        agenda=meeting.agenda if meeting.first is not None else questions.new_agenda(turn, meeting),
    )
    found = previewing.change(turn.work, turn.actor, meeting, new)
    if not found.body["changes"]:
        return Reply(turn.t("Nothing is different: nobody is told."), result=_result(_as_it_is(turn, meeting)))
    if agreed(turn, found.outline, _preview(turn, found, meeting_notices.changed(turn.language, found.body))) == "no":
        return _nothing(turn)
    done = convening.change(turn.work, turn.actor, meeting.id, new, edition=edition)
    return Reply(_told_now(turn, done), (report_button(turn.language, done.meeting),), result=_result(done))


def _call_off(turn: Turn, meeting: Meeting, edition: int) -> Reply:
    if meeting.convened_at is None:
        prompt = turn.t("Why? The bureau will read your reason.")
    else:
        prompt = turn.t("Why? Those convened will read your reason.")
    why = turn.ask("reason", FreeText(prompt, maximum=LONGEST_REASON))
    found = previewing.calling_off(turn.work, turn.actor, meeting, why)
    text = meeting_notices.called_off(turn.language, found.body)
    if agreed(turn, found.outline, _preview(turn, found, text)) == "no":
        return _nothing(turn)
    done = convening.call_off(turn.work, turn.actor, meeting.id, why, edition=edition)
    reached = (report_button(turn.language, done.meeting),) if done.broadcast is not None else ()
    return Reply(_told_now(turn, done), reached, result=_result(done))


def _preview(turn: Turn, found: Preview, text: Markup) -> Markup:
    """As those convened will read it; of one that was never sent only the bureau hears."""
    if not found.outline.members:
        return Markup("\n\n").join([text, turn.t("Nobody was convened to it yet: the bureau alone is told.")])
    head = turn.tn(
        "<b>{n} member will read this</b>:", "<b>{n} members will read this</b>:", len(found.outline.members)
    )
    return Markup("\n\n").join([head, text, turn.t("Shall it be sent?")])


def _told_now(turn: Turn, done: Proposal) -> Markup:
    if done.broadcast is None:
        return turn.t("Noted: the bureau is told.")
    return turn.tn("Noted: {n} member is told.", "Noted: {n} members are told.", done.recipients)


# Who was reached


def _report(turn: Turn, meeting: Meeting, edition: int) -> Reply:
    """Of what was sent last, unless another is chosen."""
    _ = edition
    found = broadcasting.report(turn.work, turn.actor, _broadcast(turn, meeting).id)
    what = turn.t("{what}: {meeting}", what=turn.t(KINDS[found.broadcast.kind]), meeting=_label(turn, meeting))
    return Reply(
        Markup("\n").join([what, report_text(turn, found)]),
        report_buttons(turn, found),
        report_files(turn, found),
        result={"meeting": str(meeting.id), **report_result(found)},
    )


def _told(turn: Turn, meeting: Meeting, edition: int) -> Reply:
    """Who was told by letter or by telephone."""
    _ = edition
    found = _broadcast(turn, meeting)
    meant = set(turn.work.broadcasts.members(found.id))
    people = tuple(by_name(member) for member in turn.work.members.all() if member.number in meant)
    number = turn.ask("member", Somebody(turn.t("Who was told? Give the member's number, or the full name."), people))
    options = (
        Option(ToldBy.CALL, str(turn.t("Told by telephone")), also=(str(turn.t("call")),)),
        Option(ToldBy.LETTER, str(turn.t("Letter posted or handed over")), also=(str(turn.t("letter")),)),
    )
    by = ToldBy(turn.ask("means", Choice(turn.t("How?"), options)))
    broadcasting.note_told(turn.work, turn.actor, found.id, number, by)
    report = broadcasting.report(turn.work, turn.actor, found.id)
    result_ = {"meeting": str(meeting.id), "member": number, "told_by": by.value, **report_result(report)}
    text = Markup("\n").join([turn.t("Noted."), report_text(turn, report)])
    return Reply(text, report_buttons(turn, report), result=result_)


def _broadcast(turn: Turn, meeting: Meeting) -> Broadcast:
    """What was sent about it: the only one, or one of several, the newest first."""
    found = list(reversed(turn.work.broadcasts.of_meeting(meeting.id)))
    if len(found) == 1:
        return found[0]
    options = tuple(Option(str(each.id), _sent_on(turn, each)) for each in found)
    chosen = turn.ask("broadcast", Choice(turn.t("Which message?"), options))
    return next(each for each in found if str(each.id) == chosen)


def _sent_on(turn: Turn, broadcast: Broadcast) -> str:
    at = turn.work.local(broadcast.sent_at or broadcast.created_at)
    return str(turn.t("{kind}, {when}", kind=turn.t(KINDS[broadcast.kind]), when=at).unescape())


def _as_it_is(turn: Turn, meeting: Meeting) -> Proposal:
    return Proposal(meeting, telling.stand(turn.work, meeting), telling.needed(turn.work, meeting))


def _result(done: Proposal) -> dict[str, object]:
    meeting = done.meeting
    told = {"meeting": str(meeting.id), "state": meeting.state.value, "recipients": done.recipients}
    return told | ({"votes": done.round.counts} if meeting.convened_at is None else {})


def _nothing(turn: Turn) -> Reply:
    return Reply(turn.t("Nothing was sent."), result={"cancelled": "notices"})


_STEPS: Mapping[str, Callable[[Turn, Meeting, int], Reply]] = {
    "approve": _approve,
    "refuse": _refuse,
    "change": _change,
    "call_off": _call_off,
    "report": _report,
    "told": _told,
}
