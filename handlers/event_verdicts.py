"""What the bylaws make of a claim, as who declared it reads it: the sum or why not, what would change it, what is next.

For a member's death nothing of this is said but the most that may be paid: how the deceased stood with the association
is the bureau's to know (art. 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from markupsafe import Markup

from assistant.domain.aid import EventKind
from assistant.domain.decisions import Reason
from assistant.i18n import Language
from assistant.marks import N_
from handlers.citing import article as cited
from handlers.event_data import (
    Data,
    articles_of,
    awaited,
    consent_open,
    day_of,
    helped,
    judged_on,
    kind_of,
    money_of,
    of_member,
    of_successive,
    reason_of,
    told_before,
)
from handlers.event_words import PAPERS, event_of

_PLAINLY: Mapping[Reason, str] = {
    Reason.NOT_A_MEMBER: N_(
        "Mutual aid covers what happens while one is an active member, and on that day you were not ({articles})."
    ),
    Reason.SUSPENDED: N_(
        "On that day your membership was suspended ({articles}): mutual aid cannot be paid for {event}."
    ),
    Reason.EVENT_NOT_COVERED: N_("The bylaws provide no sum for {event} ({articles})."),
    Reason.BUREAU_DECISION_REQUIRED: N_(
        "The bylaws do not say whether they cover {event}: that is for the bureau to decide ({articles})."
    ),
    Reason.IN_WAITING_PERIOD: N_(
        "Mutual aid opens once the waiting period after admission is over, for you on <b>{opens}</b> ({articles}). It "
        "cannot be paid this time."
    ),
    Reason.LONG_ARREARS_WAIT: N_(
        "After long arrears mutual aid covers you again from <b>{until}</b> ({articles}). It cannot be paid "
        "for {event}."
    ),
    Reason.NO_CEREMONY_OR_INVITATION: N_(
        "For {event} the bylaws ask for a ceremony to which the members are invited ({articles})."
    ),
    Reason.DEADLINE_PASSED: N_("The last day for this was {deadline} ({articles}): mutual aid cannot be paid."),
}
_LACKING: Mapping[tuple[bool, bool], str] = {
    (True, False): N_("From what you say the members are not invited."),
    (False, True): N_("From what you say there is no ceremony."),
    (False, False): N_("From what you say there is neither."),
}
"""By whether there is a ceremony, and an invitation."""
_DECIDED_BY_BUREAU = frozenset({Reason.BUREAU_DECISION_REQUIRED, Reason.POSSIBLE_DUPLICATE})


def ruling(reader: Language, data: Data) -> Markup:
    """How much, or why nothing, with the articles and the figures behind it."""
    if of_member(data):
        return _most(reader, data)
    if data["verdict"]["allowed"]:
        return _granted(reader, data)
    match reason_of(data):
        case Reason.NOT_UP_TO_DATE:
            return _behind(reader, data)
        case Reason.MISSING_DOCUMENT:
            return _incomplete(reader, data)
        case Reason.DUPLICATE_EVENT | Reason.POSSIBLE_DUPLICATE:
            return _known_already(reader, data)
        case _:
            return _plainly(reader, data)


def prospects(reader: Language, data: Data) -> Markup:
    """What would change it, and what comes next, by when."""
    if told_before(data):
        return Markup("")
    if of_member(data):
        return reader.t(
            "The bureau looks at that, has to agree, and decides to whom the sum is paid ({article}); you will read "
            "its answer here.",
            article=cited(data["article"]),
        )
    return Markup(" ").join(_prospects(reader, data))


def asks_consent(reader: Language, data: Data) -> Markup:
    """That nothing is said without a yes; nothing where that was said, or where another declaration says it."""
    if not consent_open(data):
        return Markup("")
    if of_member(data):
        return reader.t("If the family would like the members to be told, say so: nothing is said without it.")
    return reader.t("If you would like the members to be told, say so: nothing is said without you.")


def commission(reader: Language, data: Data) -> Markup:
    """Who else can help."""
    if data.get("help_article"):
        article = cited(data["help_article"])
        return reader.t("The social commission can propose exceptional help ({article}).", article=article)
    return reader.t("The social commission can propose exceptional help.")


def _granted(reader: Language, data: Data) -> Markup:
    sum_ = reader.t(
        "The bylaws provide <b>{amount}</b> for {event} ({articles}).",
        amount=money_of(data, data["verdict"]["payout"]),
        event=event_of(reader, data),
        articles=articles_of(data),
    )
    if not of_successive(data):
        return sum_
    counted = reader.t(
        "As another death fell in the same month, what counted is how you stood on {day}.", day=judged_on(data)
    )
    return sum_ + " " + counted


def _behind(reader: Language, data: Data) -> Markup:
    figures = data["verdict"]["figures"]
    shown = {
        "day": judged_on(data),
        "overdue": money_of(data, figures["overdue"]),
        "tolerance": money_of(data, figures["tolerance"]),
        "excess": money_of(data, figures["overdue"] - figures["tolerance"]),
        "articles": articles_of(data),
    }
    if of_successive(data):
        return reader.t(
            "Mutual aid cannot be paid as things stand: as another death fell in the same month, what counts is how "
            "you stood on {day}, and you owed <b>{overdue}</b>, {excess} more than the arrears accepted ({articles}).",
            **shown,
        )
    if data["opens_on"]:
        return reader.t(
            "Today you owe <b>{overdue}</b>, {excess} more than the {tolerance} of arrears accepted ({articles}).",
            **shown,
        )
    return reader.t(
        "On {day} you owed <b>{overdue}</b>, {excess} more than the {tolerance} of arrears accepted ({articles}). "
        "Mutual aid cannot be paid as things stand.",
        **shown,
    )


def _incomplete(reader: Language, data: Data) -> Markup:
    document = awaited(data)
    shown = {
        "event": event_of(reader, data),
        "document": reader.t(PAPERS[document]) if document else "",
        "articles": articles_of(data),
    }
    if data.get("promised"):
        amount = money_of(data, data["promised"])
        return reader.t(
            "The bylaws provide <b>{amount}</b> for {event}, once {document} is there ({articles}).",
            amount=amount,
            **shown,
        )
    return reader.t("For {event} one thing is still to come: {document} ({articles}).", **shown)


def _known_already(reader: Language, data: Data) -> Markup:
    shown = {"articles": articles_of(data)}
    twin = {"day": date.fromisoformat(data["twin_on"])} if data.get("twin_on") else {}
    if reason_of(data) is Reason.DUPLICATE_EVENT and kind_of(data) is EventKind.BIRTHDAY:
        return reader.t("The sum for this year's birthday has been asked for already ({articles}).", **shown)
    if reason_of(data) is Reason.DUPLICATE_EVENT:
        if not twin:
            return reader.t("This event has been declared already ({articles}): nothing more is needed.", **shown)
        return reader.t(
            "You declared this event on {day} already ({articles}): nothing more is needed.", **shown, **twin
        )
    if not twin:
        return reader.t(
            "The same event seems to have been declared already: the bureau decides what is paid ({articles}).",
            **shown,
        )
    return reader.t(
        "You declared such an event on {day} already: the bureau decides whether this is another ({articles}).",
        **shown,
        **twin,
    )


def _plainly(reader: Language, data: Data) -> Markup:
    figures = data["verdict"]["figures"]
    text = reader.t(
        _PLAINLY[Reason(data["verdict"]["reason"])],
        event=event_of(reader, data),
        articles=articles_of(data),
        opens=day_of(figures.get("waiting_ends_on")),
        until=day_of(figures.get("waits_until")),
        deadline=day_of(figures.get("deadline")),
    )
    said = (data["ceremony"], data["invitation"])
    if reason_of(data) is not Reason.NO_CEREMONY_OR_INVITATION or said not in _LACKING:
        return text
    return text + " " + reader.t(_LACKING[said])


def _prospects(reader: Language, data: Data) -> Iterator[Markup]:
    reason = reason_of(data)
    if data["verdict"]["allowed"]:
        yield _bureau_next(reader, data)
    elif reason is Reason.NOT_UP_TO_DATE:
        yield _mending(reader, data)
    elif reason is Reason.MISSING_DOCUMENT:
        yield _waiting_for(reader, data)
    elif reason is Reason.NO_CEREMONY_OR_INVITATION:
        yield reader.t("If that changes, say so here: your declaration will be looked at again.")
    elif reason is Reason.DUPLICATE_EVENT and kind_of(data) is not EventKind.BIRTHDAY:
        yield reader.t("If this is another event, withdraw it and declare it again with the name.")
    elif reason in _DECIDED_BY_BUREAU:
        yield reader.t("You will read its answer here.")
    if helped(data):
        yield commission(reader, data)


def _bureau_next(reader: Language, data: Data) -> Markup:
    article = cited(data["article"])
    if data["opens_on"]:
        return reader.t(
            "The bureau will decide from {day} on, by how you stand on that day ({article}); you will read its answer "
            "here.",
            day=day_of(data["opens_on"]),
            article=article,
        )
    return reader.t("The bureau has to agree to it ({article}); you will read its answer here.", article=article)


def _mending(reader: Language, data: Data) -> Markup:
    if of_successive(data):
        return reader.t(
            "A payment made before the death was announced, on {day}, may still count: if there is one, declare it.",
            day=day_of(data["announced_on"]),
        )
    if data["opens_on"]:
        return reader.t(
            "What counts is how you stand on {day}: being up to date by then is enough.", day=day_of(data["opens_on"])
        )
    return reader.t(
        "A payment made by that day and not confirmed yet would still count: if there is one, declare it, and this is "
        "looked at again."
    )


def _waiting_for(reader: Language, data: Data) -> Markup:
    deadline = data["verdict"]["figures"].get("deadline")
    if deadline:
        return reader.t(
            "Send it by {day}; the bureau decides then, and you will read its answer here.", day=day_of(deadline)
        )
    return reader.t("Send it when you can, there is no time limit; the bureau decides then.")


def _most(reader: Language, data: Data) -> Markup:
    """The same for whoever died, but for one thing that is no secret: it was told before."""
    if told_before(data):
        return reader.t("The association has been told already, and the bureau sees to it: nothing more is needed.")
    if not data.get("listed"):
        return Markup("")
    return reader.t(
        "The bylaws provide up to <b>{amount}</b> on the death of a member, according to how they stood with the "
        "association ({article}).",
        amount=money_of(data, data["listed"]),
        article=cited(data["listed_by"]),
    )
