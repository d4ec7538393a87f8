"""`/diffuser`: words to an audience, shown as they will be read; then they leave, are planned, or put to the bureau.

Between what was shown and the yes somebody may have come or left: then it is shown again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from markupsafe import Markup

from assistant.chat import Choice, Day, Either, FreeText, Option, Pause, Reply, TimeOfDay, Turn, UnfitError, YesNo
from assistant.domain.broadcasts import Broadcast, BroadcastState
from assistant.domain.decisions import Reason
from assistant.domain.members import Member
from assistant.rules.publishing import FoundKind, names_somebody
from assistant.services import audiences, broadcasting, messages
from assistant.services.audiences import ARREARS, BY_HAND, UP_TO_DATE
from assistant.services.messages import LONGEST, Draft, Outline
from assistant.services.permissions import Action, may
from handlers.broadcast_words import audience_name, message
from handlers.citing import article as cited
from handlers.people import apart, listed, several

SEEN = "seen"
"""Where the answers keep for whom it was shown to be."""
LATER = "later"
_ALSO: Mapping[str, tuple[str, ...]] = {
    UP_TO_DATE: ("a jour", "up to date"),
    ARREARS: ("en retard", "in arrears"),
}
"""Other words for an audience."""
HOURS = (time(9), time(12), time(18))
"""Offered for what leaves later."""


def broadcast(turn: Turn) -> Reply:
    """To whom, in which words; then what they will read and how many they are, and only then it leaves."""
    name = turn.ask("audience", _audience(turn))
    by_hand = turn.ask("members", several(turn, _by_hand(turn))) if name == BY_HAND else ()
    prompt = turn.t("What do you want to tell them? Write it as they should read it.")
    text = turn.ask("text", FreeText(prompt, maximum=LONGEST))
    return send(turn, Draft(audience=name, by_hand=by_hand, text=text))


def send(turn: Turn, draft: Draft) -> Reply:
    """Show it; after the yes it leaves, waits for its hour, or is put to the bureau where its author may not send."""
    found = messages.outline(turn.work, turn.actor, draft)
    answer = agreed(turn, found, preview(turn, found), later=True)
    if answer == "no":
        return Reply(turn.t("Nothing was sent."), result={"cancelled": "broadcast"})
    leaves_at = _hour(turn) if answer == LATER else None
    act = messages.post if may(turn.actor, Action.BROADCAST) else messages.propose
    sent = act(turn.work, turn.actor, replace(draft, leaves_at=leaves_at), found.seen)
    return Reply(said(turn, sent), result=result(turn, sent))


def agreed(turn: Turn, found: Outline, prompt: Markup, *, later: bool = False) -> str:
    """`yes`, `no` or `later`, said to those people who were shown: where they are others by now it is asked again."""
    question = _confirmation(turn, prompt, later=later)
    try:
        chosen, yes = turn.ask("confirm", question)
    except Pause as pause:
        _note_shown(turn, found)
        whole = _confirmation(turn, turn.with_unused(prompt), later=later)
        raise Pause(pause.key, whole, pause.refusal) from None
    if chosen is None and not yes:
        return "no"
    if turn.answers.get(SEEN, found.seen) != found.seen:
        _note_shown(turn, found)
        changed = turn.t("Meanwhile those whom this is for have changed. Nothing was sent; please look again.")
        raise turn.again("confirm", question, UnfitError(str(Reason.AUDIENCE_CHANGED), changed))
    return chosen or "yes"


def preview(turn: Turn, found: Outline) -> Markup:
    """As they will read it; then who is not reached, what to look at twice, and what a yes does."""
    shown = {"audience": audience_name(turn.language, found.new.audience)}
    head = turn.tn(
        "<b>{n} member will read this</b> ({audience}):",
        "<b>{n} members will read this</b> ({audience}):",
        len(found.members),
        **shown,
    )
    remarks = [*_named(turn, found), *unreached(turn, found.members), *_doubts(turn, found), _what_a_yes_does(turn)]
    notes = Markup("\n").join(remarks)
    return Markup("\n\n").join([head, message(turn.language, found.new.body), notes])


def said(turn: Turn, sent: Broadcast) -> Markup:
    """Where it stands now."""
    count = len(turn.work.broadcasts.members(sent.id))
    if sent.state is BroadcastState.PROPOSED:
        return turn.t(
            "<b>The bureau has been asked.</b> You will read here what it says; <cmd>broadcasts</cmd> shows it."
        )
    if sent.state is BroadcastState.PLANNED:
        assert sent.leaves_at is not None  # noqa: S101 - that is when it leaves
        at = turn.work.local(sent.leaves_at)
        return turn.tn(
            "It leaves on {at}, for {n} member. <cmd>broadcasts</cmd> stops it until then.",
            "It leaves on {at}, for {n} members. <cmd>broadcasts</cmd> stops it until then.",
            count,
            at=at,
        )
    left = turn.tn("Sent to {n} member.", "Sent to {n} members.", count)
    return left + " " + turn.t("<cmd>broadcasts</cmd> shows who was reached.")


def result(turn: Turn, sent: Broadcast) -> dict[str, object]:
    """For scripts."""
    recipients = len(turn.work.broadcasts.members(sent.id))
    return {"broadcast": str(sent.id), "recipients": recipients, "state": sent.state.value}


def unreached(turn: Turn, members: tuple[Member, ...]) -> Iterator[Markup]:
    """Whom no chat reaches: how many, and for the bureau who."""
    mailed, nothing = broadcasting.without_chat(turn.work, members)
    if mailed:
        yield turn.tn(
            "{n} of them has no chat here and gets an e-mail.",
            "{n} of them have no chat here and get an e-mail.",
            len(mailed),
        )
    if not nothing:
        return
    yield turn.tn(
        "{n} of them has no chat here: a call or a letter is needed.",
        "{n} of them have no chat here: a call or a letter is needed.",
        len(nothing),
    )
    if may(turn.actor, Action.SEE_REGISTER):
        yield turn.t("• {names}", names=listed(turn.language, [member.name for member in nothing]))


def _audience(turn: Turn) -> Choice:
    names = audiences.offered(turn.work, turn.actor)
    options = tuple(
        Option(name, str(audience_name(turn.language, name).unescape()), also=_ALSO.get(name, ())) for name in names
    )
    return Choice(turn.t("Who is it for? Each of them reads it in their own chat."), options)


def _by_hand(turn: Turn) -> Markup:
    return turn.t("Whom is it for? Give numbers, or first and last names in full, with commas between them.")


def _named(turn: Turn, found: Outline) -> Iterator[Markup]:
    """Who was named by hand: a number is soon mistyped."""
    if found.new.audience == BY_HAND:
        yield turn.t("For: {names}.", names=listed(turn.language, list(apart(found.members).values())))


def _doubts(turn: Turn, found: Outline) -> Iterator[Markup]:
    """What its author may not have meant to say."""
    if found.new.audience in audiences.TELLING:
        article = cited(turn.work.bylaws.cite("privacy"))
        yield turn.t(
            "It goes to them because of how they stand with their dues ({article}). I do not tell them so: if they are "
            "to know, write it; if not, see that the text does not give it away.",
            article=article,
        )
    personal = names_somebody(found.new.body["text"], turn.work.members.all())
    owed = [each.words for each in personal if each.kind is FoundKind.OWED]
    if owed and len(found.members) > 1:
        yield turn.t("It seems to say what somebody owes ({amounts}): is that meant for all of them?", amounts=owed)


def _what_a_yes_does(turn: Turn) -> Markup:
    if may(turn.actor, Action.BROADCAST):
        return turn.t("Shall it be sent?")
    return turn.t(
        "The bureau is asked first: one of them endorses it, then it leaves ({article}). Shall it be put to them?",
        article=cited(turn.work.bylaws.cite("commission")),
    )


def _confirmation(turn: Turn, prompt: Markup, *, later: bool) -> Either[bool]:
    choices = (Option(LATER, str(turn.t("Later…"))),) if later else ()
    return Either(YesNo(prompt, str(turn.t("Confirm")), str(turn.t("No"))), choices)


def _note_shown(turn: Turn, found: Outline) -> None:
    """First of the answers, so that `back` takes back a real one."""
    turn.answers = {SEEN: ""} | turn.answers | {SEEN: found.seen}


def _hour(turn: Turn) -> datetime:
    """When it leaves: a day from today on, and a time that is still to come."""
    day = turn.ask("leaves_on", Day(turn.t("On which day does it leave?"), earliest=turn.work.today))
    question = TimeOfDay(turn.t("At what time, on {day}?", day=day), tuple(_offered(turn, day)))
    at = turn.work.instant(day, turn.ask("leaves_at", question))
    if at <= turn.work.now:
        sorry = turn.t("That hour has gone by. Give a later one.")
        raise turn.again("leaves_at", question, UnfitError(str(Reason.PAST_DATE), sorry, meant=True))
    return at


def _offered(turn: Turn, day: date) -> Iterator[Option]:
    for hour in HOURS:
        if turn.work.instant(day, hour) > turn.work.now:
            yield Option(f"{hour:%H:%M}", turn.language.time(datetime.combine(day, hour)))
