"""A meeting as one member sees it: when, where, what for, the answer, the proxy, the meal; what an answer changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from assistant.chat import Button, Turn
from assistant.domain.members import Status
from assistant.domain.money import Money
from assistant.marks import N_
from assistant.services.meetings import answering, convening
from assistant.services.meetings.answering import Invited, MealTerms
from assistant.services.permissions import Action, may
from handlers import meeting_words, rsvp_buttons
from handlers.citing import article as cited
from handlers.proxy_words import declining, withdrawing

Data = Mapping[str, Any]
POINTS = 4
"""How many points of the agenda a card names."""
LONGEST = 500
"""Characters of a reason."""
_ANSWERED = {
    None: N_("You have not answered yet."),
    "present": N_("You have answered: you are coming."),
    "absent": N_("You have answered: you are not coming."),
    "represented": N_("You have answered: somebody votes for you."),
}
_NOTED = {
    ("present", True): N_("<b>Noted: you are coming</b> to {meeting}."),
    ("absent", True): N_("<b>Noted: you are not coming</b> to {meeting}."),
    ("represented", True): N_("<b>Noted: you are not coming</b> to {meeting}, and somebody votes for you."),
    ("present", False): N_("<b>You had said so already: you are coming</b> to {meeting}."),
    ("absent", False): N_("<b>You had said so already: you are not coming</b> to {meeting}."),
    ("represented", False): N_(
        "<b>You had said so already: you are not coming</b> to {meeting}, and somebody votes for you."
    ),
}
"""By the answer, and whether it is a new one."""


def body(turn: Turn, seen: Invited) -> Data:
    """The meeting as plain facts."""
    return convening.meeting_body(turn.work, seen.meeting)


def card(turn: Turn, seen: Invited) -> Markup:
    """All that there is to know before answering."""
    data = body(turn, seen)
    head = turn.t("<b>{meeting}</b>", meeting=meeting_words.label(turn.language, data))
    place = turn.t("Place: {place}", place=meeting_words.where(turn.language, data))
    lines = [head, place, *_agenda(turn, data), turn.t(_ANSWERED[seen.answer])]
    lines += [*_proxies(turn, seen), *_meal(turn, seen.meal), *_voice(turn, seen), *_counts(turn, seen)]
    return Markup("\n").join(lines)


def under_way_card(turn: Turn, seen: Invited) -> Markup:
    """For who comes late: what has begun, where, and what they find there."""
    data = body(turn, seen)
    head = turn.t("<b>This meeting has begun.</b> {meeting}", meeting=meeting_words.label(turn.language, data))
    place = turn.t("Place: {place}", place=meeting_words.where(turn.language, data))
    door = turn.t("You may still come: show your code at the door.")
    return Markup("\n").join([head, place, *_agenda(turn, data), door, *_voice(turn, seen)])


def noted(turn: Turn, seen: Invited) -> Markup:
    """What an answer changes, and until when it may be changed."""
    assert seen.answer is not None  # noqa: S101 - it has just been given
    meeting = meeting_words.named(turn.language, body(turn, seen))
    first = turn.t(_NOTED[seen.answer, seen.changed], meeting=meeting)
    more = _coming(turn, seen) if seen.answer == "present" else _staying_away(turn, seen)
    return Markup("\n").join([first, *more])


def buttons(turn: Turn, seen: Invited) -> tuple[Button, ...]:
    """Beside the answers: being represented, the way there, the calendar; for the bureau what it sees of others."""
    data = body(turn, seen)
    found = [rsvp_buttons.proxy(turn.language, data)] if seen.proxy_offered else []
    if seen.given is not None:
        data_of_proxy = {"reference": seen.given.reference}
        found.append(withdrawing(turn.language, data_of_proxy, str(turn.t("Withdraw the proxy"))))
    found += rsvp_buttons.places(turn.language, data)
    if may(turn.actor, Action.CONVENE):
        found.append(Button(str(turn.t("Who was reached")), "notices", (data["meeting"], "report")))
        found.append(Button(str(turn.t("Enter a member's answer")), "meetings", (data["meeting"], "for")))
    return tuple(found)


def votes(turn: Turn, seen: Invited) -> tuple[Button, ...]:
    """For who stays away: giving a proxy, or declining the one they hold."""
    if seen.held is not None:
        return (declining(turn.language, {"reference": seen.held.reference}),)
    return (rsvp_buttons.proxy(turn.language, body(turn, seen)),) if seen.proxy_offered else ()


def _agenda(turn: Turn, data: Data) -> Iterator[Markup]:
    points = meeting_words.agenda_titles(turn.language, data)
    others = len(points) - POINTS
    if others > 1:
        points = [*points[:POINTS], str(turn.tn("{n} other point", "{n} other points", others))]
    if points:
        yield turn.t("Agenda:")
    yield from (turn.t("• {point}", point=point) for point in points)


def _proxies(turn: Turn, seen: Invited) -> Iterator[Markup]:
    if seen.given is not None:
        shown = {"name": _name(turn, seen.given.holder), "reference": seen.given.reference}
        yield turn.t("Your proxy: {name} votes for you ({reference}).", **shown)
    if seen.held is not None:
        shown = {"name": _name(turn, seen.held.giver), "reference": seen.held.reference}
        yield turn.t("You vote for {name} as well ({reference}).", **shown)


def _meal(turn: Turn, meal: MealTerms | None) -> Iterator[Markup]:
    """What is asked for the meal as things stand, and how it can be less."""
    if meal is None:
        return
    article, amount = cited(turn.work.bylaws.cite("meal")), Money(meal.cents, turn.work.bylaws.currency)
    shown = {"amount": amount, "day": meal.free_until, "article": article}
    if meal.host:
        yield turn.t("Meal: nothing to pay, you are the host ({article}).", article=article)
    elif meal.owed == 0:
        yield turn.t("Meal: nothing to pay, you said in time that you are not coming ({article}).", article=article)
    elif turn.work.today <= meal.free_until:
        yield turn.t("Meal: {amount}, unless you say by {day} that you are not coming ({article}).", **shown)
    else:
        yield turn.t("Meal: {amount} ({article}).", **shown)


def _voice(turn: Turn, seen: Invited) -> Iterator[Markup]:
    """Who is not up to date comes all the same, and should not learn it in the room."""
    if not seen.may_vote:
        article = cited(turn.work.bylaws.cite("rights"))
        said = turn.t("As things stand you may come and speak, but not vote ({article}).", article=article)
        member = turn.work.members.get(seen.member)
        active = member is not None and member.status is Status.ACTIVE
        yield said + " " + turn.t("<cmd>balance</cmd> shows how to change that.") if active else said


def _counts(turn: Turn, seen: Invited) -> Iterator[Markup]:
    if may(turn.actor, Action.CONVENE):
        found = answering.counts(turn.work, turn.actor, seen.meeting.id)
        yield turn.t(
            "Answers so far: {present} coming, {absent} not coming, {represented} represented, {silent} silent.",
            present=found.present,
            absent=found.absent,
            represented=found.represented,
            silent=found.silent,
        )


def _coming(turn: Turn, seen: Invited) -> Iterator[Markup]:
    if seen.given is not None:
        yield turn.t(
            "Your proxy to {name} stands until you arrive; from then on you vote yourself ({article}).",
            name=_name(turn, seen.given.holder),
            article=cited(turn.work.bylaws.cite("proxy")),
        )
    yield from _meal(turn, seen.meal)
    yield from _voice(turn, seen)
    yield turn.t("You can change your mind until the meeting begins.")


def _staying_away(turn: Turn, seen: Invited) -> Iterator[Markup]:
    if seen.reason:
        yield turn.t("Your reason, for the bureau: “{reason}”", reason=seen.reason)
    if seen.meal is not None and seen.meal.host:
        yield turn.t("You were to be the host: tell the bureau as well.")
    else:
        yield from _meal_missed(turn, seen.meal)
    article = cited(turn.work.bylaws.cite("proxy"))
    if seen.held is not None:
        yield turn.t(
            "{name} counts on your vote: the proxy is worth nothing without you ({article}). Decline it while there "
            "is time to find somebody else.",
            name=_name(turn, seen.held.giver),
            article=article,
        )
    elif seen.given is not None:
        yield turn.t("{name} votes for you ({article}).", name=_name(turn, seen.given.holder), article=article)
    elif seen.proxy_offered:
        yield turn.t("Somebody may vote for you if you give them a proxy ({article}).", article=article)
    yield turn.t("You can change your mind until the meeting begins.")


def _meal_missed(turn: Turn, meal: MealTerms | None) -> Iterator[Markup]:
    """For who stays away: whether the meal is due all the same."""
    if meal is None:
        return
    article = cited(turn.work.bylaws.cite("meal"))
    if meal.owed == 0:
        yield turn.t("Nothing is asked for the meal: you said so in time ({article}).", article=article)
    else:
        yield turn.t(
            "The meal ({amount}) is due all the same: an absence is to be told by {day} ({article}).",
            amount=Money(meal.owed, turn.work.bylaws.currency),
            day=meal.free_until,
            article=article,
        )


def _name(turn: Turn, number: str) -> str:
    found = turn.work.members.get(number)
    return found.name if found else number
