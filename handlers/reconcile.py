"""`/rapprocher`: a bank's statement in, one list to accept at once, then each doubtful line by itself.

What is accepted is booked at once: a treasurer who stops half way has done what they said yes to, and the same file
goes on from there. What they put off is asked again with the next file.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from markupsafe import Markup

from assistant.chat import Button, Choice, Option, Reply, Turn, UnfitError, Upload, YesNo
from assistant.domain.decisions import Reason
from assistant.domain.errors import FileRefusedError, NoSecretKeyError
from assistant.domain.statements import BankStatement, LineReason, LineState, Reading
from assistant.files.limits import MAX_BYTES, MAX_ROWS
from assistant.services import bank, reconciliation
from assistant.services.reconciliation import HandedIn, Proposed, Reconciliation
from handlers import bank_lines

LATER, NONE, REST = "later", "none", "rest"
LISTED = 10
_LINE = re.compile(r"line ([0-9]+)")


def reconcile(turn: Turn) -> Reply:
    """The file, the list, each doubtful line; then what became of the statement. No answer is given in advance."""
    turn.arguments.clear()
    kept = turn.hand_in("file", _file(turn), lambda read: _kept(turn, read), lambda error: _refused(turn, error))
    handed = HandedIn(date.fromisoformat(kept["until"]), tuple((first, last) for first, last in kept["runs"]))
    _accept(turn, handed, kept)
    _decide(turn, handed, kept)
    if turn.answers.get("accept") is not False:
        bank.enter_through(turn.work, turn.actor, handed.until)
    return _done(turn, reconciliation.propose(turn.work, turn.actor, handed), kept)


def _file(turn: Turn) -> Upload:
    return Upload(turn.t("Send the bank's statement as a file: camt.053, OFX or CSV."), reader="statement")


def _kept(turn: Turn, read: BankStatement) -> dict[str, Any]:
    """What the dialogue remembers of the file, of what was shown of it, and of what was booked."""
    handed = reconciliation.hand_in(turn.work, turn.actor, read)
    booked = _booked_lines(reconciliation.propose(turn.work, turn.actor, handed))
    return {
        "until": handed.until.isoformat(),
        "runs": [list(run) for run in handed.runs],
        "before": [list(run) for run in reconciliation.runs(item.id for item in booked)],
        "shown": "",
        "asked": 0,
        "later": [],
        "rest": False,
        "lines": 0,
        "cents": 0,
    }


def _refused(turn: Turn, error: FileRefusedError | NoSecretKeyError) -> UnfitError:
    line = _LINE.match(str(error))
    text = turn.t(
        "I could not read that statement. Your bank's site gives it as camt.053, OFX or CSV; I take up to "
        "{most} MB and {rows} lines.",
        most=MAX_BYTES // 2**20,
        rows=MAX_ROWS,
    )
    if line:
        text += " " + turn.t("The first thing that I could not read stands on line {line}.", line=line[1])
    return UnfitError("FILE_REFUSED", text)


def _accept(turn: Turn, handed: HandedIn, kept: dict[str, Any]) -> None:
    """One list, one yes. A list that has changed since it was shown is shown again."""
    if "accept" in turn.answers:
        return
    found = reconciliation.propose(turn.work, turn.actor, handed)
    if not found.ready():
        _answered_late(turn, kept)
        return
    shown, kept["shown"] = kept["shown"], found.digest()
    question = _list(turn, found)
    if turn.answer is not None and shown != kept["shown"]:
        text = turn.t("Something has been booked or declared meanwhile. Here is the list as it is now.")
        raise turn.again("accept", question, UnfitError("LIST_CHANGED", text))
    if turn.ask("accept", question):
        reconciliation.accept(turn.work, turn.actor, handed)
        _count(kept, found.ready())


def _answered_late(turn: Turn, kept: dict[str, Any]) -> None:
    """Everything on the list that is being answered has been booked by somebody else."""
    if kept["shown"] and turn.answer is not None:
        turn.answers["accept"], turn.answer = True, None


def _count(kept: dict[str, Any], booked: list[Proposed]) -> None:
    kept["lines"] += len(booked)
    kept["cents"] += sum(item.proposal.line.cents for item in booked)


def _list(turn: Turn, found: Reconciliation) -> YesNo:
    ready, doubtful = found.ready(), len(found.of(LineState.DOUBTFUL))
    total = bank_lines.money(turn, sum(item.proposal.line.cents for item in ready))
    first = turn.tn(
        "<b>One line is recognised: {total}.</b>",
        "<b>{n} lines are recognised, {total} in all.</b>",
        len(ready),
        total=total,
    )
    lines = bank_lines.shortened(turn, (bank_lines.matched(turn, item.proposal) for item in ready))
    text = [first, *lines]
    if doubtful:
        text.append(turn.tn("One other is to be looked at after.", "{n} others are to be looked at after.", doubtful))
    return YesNo(Markup("\n").join(text), yes=str(turn.t("Book them")), no=str(turn.t("Not now")))


def _decide(turn: Turn, handed: HandedIn, kept: dict[str, Any]) -> None:
    """Each doubtful line that this treasurer may decide, until they put off the rest."""
    while not kept["rest"]:
        found = reconciliation.propose(turn.work, turn.actor, handed)
        doubtful = [item for item in found.of(LineState.DOUBTFUL) if item.id not in kept["later"]]
        waiting = [item for item in doubtful if _readings(turn, item)]
        if not waiting:
            return
        _ask(turn, waiting[0], len(waiting) - 1, kept)


def _readings(turn: Turn, item: Proposed) -> list[Reading]:
    """Those that this treasurer may book: not their own payment."""
    line = item.proposal.line
    return [
        reading
        for reading in item.proposal.candidates
        if reconciliation.held(turn.work, turn.actor, line, reading) is None
    ]


def _ask(turn: Turn, item: Proposed, remaining: int, kept: dict[str, Any]) -> None:
    """Whose one line is. An answer to another line, which somebody has decided meanwhile, is none to this one."""
    readings = bank_lines.options(turn, _readings(turn, item))
    question = _whose(turn, item, remaining, [option for _, option in readings.values()])
    asked, kept["asked"] = kept["asked"], item.id
    if turn.answer is not None and asked != item.id:
        text = turn.t("Somebody has decided that line meanwhile. Here is the next one.")
        raise turn.again("line", question, UnfitError("LINE_CHANGED", text))
    chosen = turn.ask("line", question)
    del turn.answers["line"]
    if chosen == NONE:
        reconciliation.leave(turn.work, turn.actor, item.id)
    elif chosen in readings:
        reconciliation.decide(turn.work, turn.actor, item.id, readings[chosen][0])
        _count(kept, [item])
    kept["rest"] = chosen == REST
    kept["later"].append(item.id)


def _whose(turn: Turn, item: Proposed, remaining: int, members: list[Option]) -> Choice:
    others = [Option(NONE, str(turn.t("Nobody's"))), Option(LATER, str(turn.t("Later")))]
    if remaining:
        others.append(Option(REST, str(turn.t("All the others later"))))
    return Choice(bank_lines.doubt(turn, item, remaining), (*members, *others))


def _done(turn: Turn, found: Reconciliation, kept: dict[str, Any]) -> Reply:
    matched, doubtful, unmatched = map(found.of, (LineState.MATCHED, LineState.DOUBTFUL, LineState.UNMATCHED))
    text = [_booked(turn, kept), *_open(turn, matched, doubtful), *_left_alone(turn, found, kept)]
    entered = bank.entered_until(turn.work)
    if entered is not None:
        text.append(turn.t("The bank is entered up to {day}.", day=entered))
    result = {"matched": kept["lines"] + len(matched), "doubtful": len(doubtful), "unmatched": len(unmatched)}
    return Reply(Markup("\n").join(text), (Button(str(turn.t("Payments")), "payments"),), result=result)


def _booked(turn: Turn, kept: dict[str, Any]) -> Markup:
    if not kept["lines"]:
        return turn.t("<b>Nothing was booked.</b>")
    total = bank_lines.money(turn, kept["cents"])
    return turn.tn(
        "<b>One line is booked: {total}.</b> The member has the receipt.",
        "<b>{n} lines are booked, {total} in all.</b> The members have their receipts.",
        kept["lines"],
        total=total,
    )


def _open(turn: Turn, matched: list[Proposed], doubtful: list[Proposed]) -> list[Markup]:
    """What waits: for a later yes, for the other treasurer, for its day."""
    text = []
    own = [item for item in matched if item.held is Reason.SELF_CONFIRMATION]
    waiting = len(matched) - len(own) + len(doubtful)
    if waiting:
        text.append(
            turn.tn(
                "One line waits: send the file again to decide it.",
                "{n} lines wait: send the file again to decide them.",
                waiting,
            )
        )
    if own:
        total = bank_lines.money(turn, sum(item.proposal.line.cents for item in own))
        text.append(turn.t("Your own payment ({amount}) waits for the other treasurer.", amount=total))
    return text


def _left_alone(turn: Turn, found: Reconciliation, kept: dict[str, Any]) -> list[Markup]:
    """Unknown payers, debits, and what was booked before."""
    unmatched = found.of(LineState.UNMATCHED)
    debits = [item for item in found.of(LineState.IGNORED) if item.proposal.line.cents < 0]
    text = []
    if unmatched:
        text.append(turn.tn("Nobody's, left alone:", "Nobody's, left alone ({n}):", len(unmatched)))
        text += bank_lines.shortened(turn, (bank_lines.remarked(turn, item.proposal) for item in unmatched), LISTED)
    if debits:
        text.append(turn.tn("A debit:", "Debits ({n}):", len(debits)))
        text += bank_lines.shortened(turn, (bank_lines.short(turn, item.proposal) for item in debits), LISTED)
    before = [item for item in _booked_lines(found) if any(first <= item.id <= last for first, last in kept["before"])]
    if before:
        text.append(turn.tn("Booked before:", "Booked before ({n}):", len(before)))
        text += bank_lines.shortened(turn, (bank_lines.known(turn, item.proposal) for item in before), LISTED)
    return text


def _booked_lines(found: Reconciliation) -> list[Proposed]:
    return [item for item in found.of(LineState.IGNORED) if item.proposal.reason is LineReason.BOOKED]
