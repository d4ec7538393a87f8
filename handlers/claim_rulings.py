"""What the bylaws make of a claim, for the bureau: the sum or why not, and what a yes would pay and call."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from assistant.domain.aid import Document, EventKind
from assistant.domain.decisions import Reason
from assistant.i18n import Language
from assistant.marks import N_
from assistant.services.aid.judging import WAITING
from handlers.citing import article as cited
from handlers.event_data import Data, awaited, day_of, money_of, reason_of
from handlers.event_words import PAPERS

_WHY: Mapping[Reason, str] = {
    Reason.NOT_A_MEMBER: N_("<b>Bylaws: nothing to pay</b>, no active member on that day ({articles})."),
    Reason.SUSPENDED: N_("<b>Bylaws: nothing to pay</b>, suspended on that day ({articles})."),
    Reason.EVENT_NOT_COVERED: N_("<b>Bylaws: nothing to pay</b>, no such event is on the list ({articles})."),
    Reason.IN_WAITING_PERIOD: N_("<b>Bylaws: nothing to pay</b>, waiting period until {covered} ({articles})."),
    Reason.NOT_UP_TO_DATE: N_("<b>Bylaws: nothing to pay</b>, not up to date ({articles})."),
    Reason.LONG_ARREARS_WAIT: N_(
        "<b>Bylaws: nothing to pay</b>, after long arrears up to date again from {until} ({articles})."
    ),
    Reason.DUPLICATE_EVENT: N_("<b>Bylaws: nothing to pay</b>, this has been claimed already ({articles})."),
    Reason.DEADLINE_PASSED: N_("<b>Bylaws: nothing to pay</b>, the last day was {deadline} ({articles})."),
    Reason.NO_CEREMONY_OR_INVITATION: N_(
        "<b>Bylaws: nothing to pay</b> without a ceremony and an invitation ({articles})."
    ),
    Reason.MISSING_DOCUMENT: N_("<b>Bylaws: not yet</b>, {document} is awaited ({articles})."),
    Reason.POSSIBLE_DUPLICATE: N_(
        "<b>Bylaws: they leave it open</b>, another claim comes first. Say whether this one is paid too ({articles})."
    ),
    Reason.BUREAU_DECISION_REQUIRED: N_(
        "<b>Bylaws: they leave it open</b>. Say what it counts for, then vote ({articles})."
    ),
}


def ruling(reader: Language, data: Data) -> Markup:
    """The sum, or why nothing, with the articles."""
    verdict = data["verdict"]
    if verdict is None:
        return reader.t("The association's books do not reach back to that day: the bylaws cannot be applied.")
    articles = ", ".join(map(cited, verdict["articles"]))
    if not verdict["allowed"]:
        return reader.t(_WHY[Reason(verdict["reason"])], articles=articles, **_figures(reader, data))
    amount = money_of(data, verdict["payout"])
    if verdict["reason"] == Reason.WAITING_PERIOD_QUARTER:
        return reader.t(
            "<b>Bylaws: {amount}</b>, in part, as in the waiting period until {covered} ({articles}).",
            amount=amount,
            articles=articles,
            covered=_covered(data),
        )
    return reader.t("<b>Bylaws: {amount}</b> ({articles}).", amount=amount, articles=articles)


def waits(data: Data) -> bool:
    """Whether something is still to come: the bureau may say no, and not yes."""
    return data["verdict"] is not None and reason_of(data) in WAITING


def cost(reader: Language, data: Data) -> Markup:
    """What a yes pays and calls; nothing where it would do neither."""
    verdict = data["verdict"]
    if verdict is None or not (verdict["payout"] or verdict["levied"]):
        return Markup("")
    return Markup(" ").join(filter(None, (_payment(reader, data), contribution(reader, data))))


def contribution(reader: Language, data: Data) -> Markup:
    """Who would contribute, how much, by when; that nobody does."""
    verdict = data["verdict"]
    each = money_of(data, verdict["levy"])
    if verdict["levied"]:
        return reader.tn(
            "Contribution ({article}): {n} member × {each} = {total}, by {day}.",
            "Contribution ({article}): {n} members × {each} = {total}, by {day}.",
            verdict["levied"],
            article=cited(data["conditions"]["articles"]["levy"]),
            each=each,
            total=money_of(data, verdict["levy"] * verdict["levied"]),
            day=day_of(data["due_on"]),
        )
    if data["called"]:
        return reader.t("The contribution for this event has been called already.")
    return reader.t("No contribution is called.")


def _payment(reader: Language, data: Data) -> Markup:
    verdict = data["verdict"]
    amount = money_of(data, verdict["payout"])
    if not verdict["payout"]:
        return reader.t("If all agree: nothing is paid.")
    if verdict["kind"] == EventKind.DEATH_MEMBER:
        return reader.t("If all agree: {amount} to whom the bureau says.", amount=amount)
    return reader.t("If all agree: {amount} to {name}.", amount=amount, name=data["name"])


def _figures(reader: Language, data: Data) -> dict[str, object]:
    figures, document = data["verdict"]["figures"], awaited(data)
    return {
        "covered": day_of(figures.get("waiting_ends_on")),
        "until": day_of(figures.get("waits_until")),
        "deadline": day_of(figures.get("deadline")),
        "document": reader.t(PAPERS[Document(document)]) if document else "",
    }


def _covered(data: Data) -> object:
    return day_of(data["conditions"]["covered_from"])
