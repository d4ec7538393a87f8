"""`/demandes`: the bureau looks at what members have declared and votes, those that need it first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from assistant.chat import Choice, FreeText, Option, Pause, Reply, Turn, UnfitError
from assistant.domain import orders as domain
from assistant.domain.aid import DEATHS, EventKind
from assistant.domain.claims import ClaimState, FiledClaim
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.services.aid import cancelling, deciding, news
from assistant.services.aid.judging import stands
from assistant.words import fold
from handlers import claim_actions
from handlers.citing import article as cited
from handlers.claim_actions import refused, result_of
from handlers.claim_ballots import Files, ballot
from handlers.claim_cards import TIED, card, headline, opens, order_amount, votes
from handlers.claim_conditions import title
from handlers.claim_rulings import contribution, ruling
from handlers.event_data import Data, money_of
from handlers.known import Known

SHOWN = 20
"""How many are offered as buttons; any other can be named by its number."""
VOTES = frozenset({"approve", "refuse", "approuver", "refuser"})
_ROUND = re.compile(r"r\d{1,9}")


def decide_claims(turn: Turn) -> Reply:
    """Choose one; then a vote while it is declared. `/demandes M012` looks through a member's claims."""
    found = _chosen(turn)
    if found is None:
        return Reply(_none(turn), result={"claim": None})
    _note_round(turn, found)
    data = news.card_of(turn.work, found)
    data["repaid"] = cancelling.is_repaid(turn.work, found)
    undo = claim_actions.asked_for(turn)
    if undo is not None:
        return claim_actions.UNDO[undo](turn, found, data)
    if found.state is not ClaimState.DECLARED:
        return _closed(turn, found, data)
    return _no_say(turn, found) or _vote(turn, found, data)


# Which one


def _chosen(turn: Turn) -> FiledClaim | None:
    """The claim named by its number (that of a card's button, perhaps decided long since), or chosen of those open."""
    of = _member(turn)
    if "claim" not in turn.answers and turn.arguments and turn.arguments[0].isdecimal():
        named = deciding.get(turn.work, turn.actor, int(turn.arguments[0][:18]))
        if named is not None:
            turn.arguments.pop(0)
            turn.answers["claim"] = str(named.id)
            return named
    if of is None:
        offered = deciding.queue(turn.work, turn.actor)
        prompt = turn.tn("<b>One claim is open.</b>", "<b>{n} claims are open.</b> Which one?", len(offered))
    else:
        offered = deciding.of_member(turn.work, turn.actor, of)[::-1]
        prompt = turn.t("The claims of this member, the latest first:")
    if not offered and "claim" not in turn.answers:
        return None
    chosen = turn.ask("claim", _which(turn, prompt, offered))
    return deciding.get(turn.work, turn.actor, int(chosen))


def _member(turn: Turn) -> str | None:
    """A member whose claims are looked through, kept among the answers."""
    if turn.arguments and "of" not in turn.answers:
        member = turn.work.members.get(turn.arguments[0])
        if member is not None:
            turn.arguments.pop(0)
            turn.answers["of"] = member.number
    return turn.answers.get("of")


def _none(turn: Turn) -> Markup:
    if "of" in turn.answers:
        return turn.t("This member has no claim to mutual aid.")
    return turn.t("No claim to mutual aid waits for the bureau.")


def _which(turn: Turn, prompt: Markup, offered: Sequence[FiledClaim]) -> Known:
    shown = tuple(Option(str(filed.id), str(_label(turn, filed))) for filed in offered[:SHOWN])
    beyond = tuple(Option(str(filed.id), "") for filed in offered[SHOWN:])
    if beyond:
        prompt += Markup("\n") + turn.tn(
            "{n} more can be named by its number.", "{n} more can be named by their numbers.", len(beyond)
        )
    return Known(Choice(prompt, shown), beyond)


def _label(turn: Turn, filed: FiledClaim) -> Markup:
    """Short enough for a button: what is asked of the bureau, what happened, to whom."""
    told, verdict = filed.told, filed.verdict
    member = turn.work.members.get(told.concerns)
    kind = filed.ruled or told.kind
    shown = {
        "what": turn.t(TIED[told.tie]) if kind is EventKind.OTHER else title(turn.language, kind),
        "name": member.name if member else told.concerns,
        "day": turn.language.short_day(told.event_on),
    }
    if filed.state is not ClaimState.DECLARED:
        return turn.t("Closed: {what}, {name}, {day}", **shown)
    if news.needs_bureau(turn.work, filed):
        return turn.t("To decide: {what}, {name}, {day}", **shown)
    if verdict is not None and (verdict.allowed or verdict.reason == Reason.MISSING_DOCUMENT):
        return turn.t("Waits: {what}, {name}, {day}", **shown)
    return turn.t("Nothing to pay: {what}, {name}, {day}", **shown)


# The round


def _note_round(turn: Turn, filed: FiledClaim) -> None:
    """Which round the voter has before their eyes: that of the card's button, or of the question put first.

    It stands before the other answers, so that `back` takes those back.
    """
    given = turn.arguments.pop(0) if turn.arguments and _ROUND.fullmatch(turn.arguments[0]) else None
    noted = str(turn.answers.get("seen", ""))
    if given is not None:
        noted = f"{filed.id}:{given.removeprefix('r')}"
    elif not noted.startswith(f"{filed.id}:"):
        noted = f"{filed.id}:{filed.round}"
    turn.answers = {"seen": noted, **{key: value for key, value in turn.answers.items() if key != "seen"}}


def _no_say(turn: Turn, filed: FiledClaim) -> Reply | None:
    """One sentence for whom the claim would pay."""
    try:
        deciding.check_vote(turn.work, turn.actor, filed)
    except RefusedError as refusal:
        if refusal.decision.reason is not Reason.SELF_CONFIRMATION:
            raise
        articles = ", ".join(map(cited, refusal.decision.articles))
        text = turn.t("This claim concerns you: the rest of the bureau decides on it ({articles}).", articles=articles)
        return refused(text, refusal.decision)
    return None


def _vote(turn: Turn, filed: FiledClaim, data: Data) -> Reply:
    question = ballot(turn, filed, data)
    if not question.options and not _says_yes_or_no(turn):
        return Reply(card(turn.language, data), result=result_of(turn, filed))
    said = turn.ask("vote", question)
    if said not in VOTES:
        return _once_more(turn, filed, *claim_actions.act(turn, filed, said))
    if turn.answers["seen"] != f"{filed.id}:{filed.round}":
        return _judged_again(turn, filed, question)
    choice = domain.Choice(said)
    try:
        deciding.check_choice(turn.work, filed, choice)
    except RefusedError as refusal:
        return _nothing_to_vote_on(turn, data, refusal.decision)
    why = turn.ask("reason", _why(turn, data)) if choice is domain.Choice.REFUSE else None
    decided, standing = deciding.vote(turn.work, turn.actor, filed.id, choice, why, round_=filed.round)
    after = news.card_of(turn.work, decided)
    result = result_of(turn, decided) | {"votes": standing.counts}
    return Reply(_voted(turn, decided, after, choice), claim_actions.buttons(turn, decided, after), result=result)


def _says_yes_or_no(turn: Turn) -> bool:
    """Whether a yes or a no was said where none is asked for: the answer says why."""
    answer = turn.answer
    said = (answer.option or answer.text or "") if answer else turn.answers.get("vote", "")
    return fold(said) in VOTES or (bool(turn.arguments) and fold(turn.arguments[0]) in VOTES)


def _once_more(turn: Turn, filed: FiledClaim, done: Markup, files: Files) -> Reply:
    """What was done, and the question again with the card as it is now; unless a card of a new round is on its way."""
    fresh = deciding.get(turn.work, turn.actor, filed.id) or filed
    if fresh.round != filed.round and (fresh.told.kind in DEATHS or news.needs_bureau(turn.work, fresh)):
        return Reply(done, result=result_of(turn, fresh))
    kept = {key: value for key, value in turn.answers.items() if key not in {"vote", "date"}}
    turn.answers = kept | {"seen": f"{fresh.id}:{fresh.round}"}
    data = news.card_of(turn.work, fresh)
    question = ballot(turn, fresh, data, done, files)
    if not question.options:
        return Reply(question.prompt, files=files, result=result_of(turn, fresh))
    raise Pause("vote", question)


def _judged_again(turn: Turn, filed: FiledClaim, question: Known) -> Reply:
    """The vote was on what is no longer so: it is put again, where there is still something to say."""
    turn.answers["seen"] = f"{filed.id}:{filed.round}"
    text = turn.t("<b>The bylaws say something else by now.</b> Your answer was not counted; this is how it stands:")
    if question.options:
        raise turn.again("vote", question, UnfitError(str(Reason.JUDGED_AGAIN), text))
    decision = Decision(allowed=False, reason=Reason.JUDGED_AGAIN, articles=(turn.work.bylaws.cite("open_point"),))
    return refused(text + Markup("\n\n") + question.prompt, decision)


def _nothing_to_vote_on(turn: Turn, data: Data, decision: Decision) -> Reply:
    """Why a yes or a no has no effect here."""
    if decision.reason is Reason.FUTURE_DATE:
        text = opens(turn.language, data)
    else:
        text = turn.t("There is nothing to vote on here.") + Markup("\n") + ruling(turn.language, data)
    return refused(Markup("\n").join([headline(turn.language, data), text]), decision)


def _why(turn: Turn, data: Data) -> FreeText:
    return FreeText(turn.t("Why not? {name} will read your reason.", name=data["declared_by"]))


def _voted(turn: Turn, filed: FiledClaim, data: Data, choice: domain.Choice) -> Markup:
    said = turn.t("You have agreed.") if choice is domain.Choice.APPROVE else turn.t("You have refused.")
    if filed.state is ClaimState.DECLARED:
        return said + " " + votes(turn.language, data)
    if filed.state is ClaimState.REFUSED:
        return said + " " + turn.t("Nothing is paid; {name} is told why.", name=data["declared_by"])
    return Markup(" ").join(filter(None, [said, *_agreed(turn, filed, data)]))


def _agreed(turn: Turn, filed: FiledClaim, data: Data) -> list[Markup]:
    """What follows by itself."""
    found = [turn.t("<b>The whole bureau agrees</b> ({article}).", article=cited(data["article"]))]
    payout, order = data["verdict"]["payout"], data["order"]
    if order is not None:
        found.append(turn.t("Those who sign have been told; {amount} is paid next.", amount=order_amount(data)))
    kept = payout - (order["cents"] if order is not None else 0)
    if kept:
        found.append(turn.t("{amount} is set off against what is owed.", amount=money_of(data, kept)))
    found.append(contribution(turn.language, data))
    if filed.told.kind is EventKind.DEATH_MEMBER:
        found.append(turn.t("The register notes the death of {name}.", name=data["name"]))
    return found


# Decided


def _closed(turn: Turn, filed: FiledClaim, data: Data) -> Reply:
    """The card; for a vote that comes too late, who decided and when."""
    asked = turn.answer is not None or "vote" in turn.answers
    if asked or (turn.arguments and fold(turn.arguments[0]) in VOTES):
        return claim_actions.already(turn, data, stands(turn.work, filed))
    return Reply(card(turn.language, data), claim_actions.buttons(turn, filed, data), result=result_of(turn, filed))
