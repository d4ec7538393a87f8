"""`/absences`: the bureau judges absences from the monthly meetings, and warns who is at a limit (art. 19 and 30)."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assistant.chat import Button, Choice, FreeText, Option, Reply, Turn, phrases
from assistant.domain.decisions import Reason
from assistant.domain.meetings import Attendance
from assistant.marks import N_
from assistant.services.meetings import absences
from assistant.services.meetings.absence_files import AbsenceFile, Attended
from handlers.absence_letter import letter, written
from handlers.absence_notices import counts, grave_flag
from handlers.citing import article as cited
from handlers.letters import how_it_goes, reader_of, to_post
from handlers.people import NAMED, Somebody, a_member, by_name, listed
from handlers.proofs import proof_of

WARN = "warn"
EXCUSED = {True: "excuse", False: "refuse"}
_COUNTS_AS = {
    Attendance.UNJUSTIFIED: N_("not excused"),
    Attendance.JUSTIFIED: N_("excused"),
    Attendance.UNDECIDED: N_("<b>to be judged</b>"),
}


def judge_absences(turn: Turn) -> Reply:
    """Whose; then which absence and whether it is excused, or the warning and the letter's text, confirmed."""
    waiting = absences.pending(turn.work, turn.actor)
    limits = absences.review_all(turn.work, turn.actor)
    if not waiting and not limits and not turn.arguments and "member" not in turn.answers:
        text = turn.t("No absence waits for a decision, and nobody is at a limit ({article}).", article=_article(turn))
        return Reply(text, result={"waiting": 0, "members": []})
    found = absences.file(turn.work, turn.actor, turn.ask("member", _whom(turn, waiting, limits)))
    options = () if found.member == turn.actor.member else _options(turn, found)
    if not options:
        return Reply(_shown(turn, found), _to_prove(turn, found), result=_result(found))
    chosen = turn.ask("absence", Choice(_shown(turn, found), options))
    if chosen == WARN:
        return _warn(turn, found)
    return _judge(turn, found, int(chosen))


def _whom(turn: Turn, waiting: Sequence[Attended], limits: Sequence[AbsenceFile]) -> Somebody:
    """Those of whom there is something to decide are offered; anybody can be typed."""
    parts = [turn.t("<b>No absence waits for a decision.</b>")]
    if waiting:
        parts = [
            turn.tn(
                "<b>{n} absence waits for a decision</b> ({article}).",
                "<b>{n} absences wait for a decision</b> ({article}).",
                len(waiting),
                article=_article(turn),
            )
        ]
    to_warn = [each.member for each in limits if each.decision.allowed and each.member != turn.actor.member]
    if to_warn:
        names = listed(turn.language, [member.name for member in to_warn])
        parts.append(turn.t("A written warning can be issued: {names}.", names=names))
    if grave := [each.member.name for each in limits if each.counts.grave]:
        names = listed(turn.language, grave)
        parts.append(turn.t("So many absences after a letter that the bureau may hear them: {names}.", names=names))
    parts.append(turn.t("Whose absences? Give the member's number, or first and last name."))
    register = {member.number: member for member in turn.work.members.all()}
    offered = dict.fromkeys([*(register[each.member] for each in waiting), *to_warn])
    anybody = a_member(turn, Markup("\n").join(parts))
    return Somebody(anybody.prompt, anybody.people, tuple(map(by_name, list(offered)[:NAMED])))


def _shown(turn: Turn, found: AbsenceFile) -> Markup:
    """The member's year, absence by absence, with letters and arrangements."""
    head = turn.t(
        "<b>{name} ({number})</b>, {year}: {counts} ({article}).",
        name=found.member.name,
        number=found.member.number,
        year=str(turn.work.today.year),
        counts=counts(turn.language, _counts(found)),
        article=_article(turn),
    )
    parts = [head, *(_line(turn, found, entry) for entry in found.absences)]
    parts.extend(
        turn.t("• Warned in writing on {day}: {proof}", day=each.issued_on, proof=proof_of(turn, each))
        for each in found.letters
    )
    parts.extend(
        turn.t("• Away from {first} to {last}, by agreement with the bureau", first=each.first, last=each.last)
        for each in found.exemptions
        if each.last.year >= turn.work.today.year
    )
    if found.counts.grave:
        parts.append(grave_flag(turn.language, cited(turn.work.bylaws.cite("grave_fault"))))
    return Markup("\n").join(parts)


def _line(turn: Turn, found: AbsenceFile, entry: Attended) -> Markup:
    said = turn.t("by agreement with the bureau") if found.exempt(entry.on) else turn.t(_COUNTS_AS[entry.counts_as])
    line = turn.t("• {day}: {said}", day=entry.on, said=said)
    if entry.reason:
        line += " " + turn.t("“{note}”", note=entry.reason)
    if entry.forgotten:
        line += " " + turn.t("(a reason was given, and is no longer kept)")
    if entry.uncarried:
        line += " " + turn.t("(the holder of the proxy did not come, or could not vote)")
    if entry.excuse is not None and entry.excuse.note:
        line += " " + turn.t("Bureau: “{note}”", note=entry.excuse.note)
    return line


def _options(turn: Turn, found: AbsenceFile) -> tuple[Option, ...]:
    """What waits first, then the warning, then what may be judged anew."""
    judged = [entry for entry in found.absences if entry not in found.waiting() and not found.exempt(entry.on)]
    warn = [Option(WARN, str(turn.t("Warn in writing")))] if found.decision.allowed else []
    return (
        *(Option(str(entry.meeting), str(turn.t("Judge {day}", day=entry.on))) for entry in found.waiting()),
        *warn,
        *(Option(str(entry.meeting), str(turn.t("Judge {day} anew", day=entry.on))) for entry in judged),
    )


def _judge(turn: Turn, found: AbsenceFile, meeting: int) -> Reply:
    entry = next((each for each in found.absences if each.meeting == meeting), None)
    known = entry.excuse if entry else None
    again = known is not None and "decision" not in turn.answers
    said = _line(turn, found, entry) if entry else Markup("")
    offered = [True, False] if not again or known is None else [not known.accepted]
    options = tuple(_verdict(turn, accepted=accepted) for accepted in offered)
    prompt = Markup("\n").join([turn.t("<b>{name}</b>: is this absence excused?", name=found.member.name), said])
    answer = turn.ask("change" if again else "decision", Choice(prompt, options))
    why = turn.t("A word on why? The member reads it where the absence is not excused.")
    note = turn.ask_or_skip("reason", FreeText(why, optional=True)) or ""
    accepted = answer == EXCUSED[True]
    after = absences.excuse(
        turn.work, turn.actor, meeting, found.member.number, accepted=accepted, note=note, again=again
    )
    return _judged(turn, after, meeting)


def _verdict(turn: Turn, *, accepted: bool) -> Option:
    label = turn.t("Excused") if accepted else turn.t("Not excused")
    return Option(EXCUSED[accepted], str(label))


def _judged(turn: Turn, after: AbsenceFile, meeting: int) -> Reply:
    entry = next(each for each in after.absences if each.meeting == meeting)
    text = turn.t(
        "Noted: {name}, {day}, <b>{said}</b>. In {year}: {counts}.",
        name=after.member.name,
        day=entry.on,
        said=turn.t(_COUNTS_AS[entry.counts_as]),
        year=str(entry.on.year),
        counts=counts(turn.language, _counts(after)),
    )
    buttons = []
    if after.decision.allowed:
        text += " " + turn.t("A written warning can be issued; nothing leaves by itself.")
        buttons.append(Button(str(turn.t("Warn in writing")), "absences", (after.member.number, WARN)))
    if absences.pending(turn.work, turn.actor):
        buttons.append(Button(str(turn.t("Next absence")), "absences"))
    judged = {"meeting": str(meeting), "absence": entry.counts_as.value}
    return Reply(text, tuple(buttons), result=_result(after) | judged)


def _warn(turn: Turn, found: AbsenceFile) -> Reply:
    """The letter as the member will read it, and only then it leaves."""
    if not found.decision.allowed:
        return _not_warned(turn, found)
    member, reader = found.member, reader_of(turn, found.member)
    body = absences.letter_body(turn.work, turn.actor, found)
    reachable = turn.work.accounts.address(member.number) is not None
    quoted = Markup("<i>{}</i>").format(written(reader, body))
    if not turn.confirm(Markup("\n").join([how_it_goes(turn, member, reachable=reachable), quoted])):
        return Reply(phrases.cancelled(turn.language), result={"cancelled": "absences"})
    warning = absences.warn(turn.work, turn.actor, member.number)
    result = _result(found) | {
        "warning": str(warning.id),
        "state": warning.chat_state,
        "proposed": False,
        "articles": list(found.decision.articles),
    }
    if not reachable:
        return to_post(turn, member, letter(reader, warning.body), result)
    text = turn.t("The warning is on its way to {name}. <cmd>absences</cmd> shows when it has left.", name=member.name)
    return Reply(text, result=result)


def _not_warned(turn: Turn, found: AbsenceFile) -> Reply:
    """Somebody else was first, or the counts have changed."""
    decision, name = found.decision, found.member.name
    if decision.reason is Reason.ALREADY_WARNED:
        day = decision.figures["warned_on"]
        text = turn.t("{name} was warned about these absences already, on {day}.", name=name, day=day)
    else:
        text = turn.t(
            "{name} is not beyond what the bylaws allow: no warning ({article}).", name=name, article=_article(turn)
        )
    refused = {"refused": str(decision.reason), "articles": list(decision.articles)}
    return Reply(text, _to_prove(turn, found), result=refused)


def _to_prove(turn: Turn, found: AbsenceFile) -> tuple[Button, ...]:
    if all(letter.telling or letter.sent_at for letter in found.letters):
        return ()
    return (Button(str(turn.t("Note how it was given")), "proof", (found.member.number,)),)


def _result(found: AbsenceFile) -> dict[str, object]:
    return {
        "member": found.member.number,
        **_counts(found),
        "waiting": len(found.waiting()),
        "proposed": found.decision.allowed,
        "grave": found.counts.grave,
    }


def _counts(found: AbsenceFile) -> dict[str, int]:
    return {"unjustified": found.counts.unjustified, "justified": found.counts.justified}


def _article(turn: Turn) -> str:
    return cited(turn.work.bylaws.cite("absence"))
