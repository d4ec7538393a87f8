"""The conditions that a claim was judged by, a line each, with the figure and the article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from assistant.domain.aid import EventKind
from assistant.domain.decisions import Reason
from assistant.i18n import Language
from assistant.marks import N_
from handlers.citing import article as cited
from handlers.claim_rulings import cost
from handlers.event_data import Data, day_of, judged_on, money_of, of_successive, reason_of
from handlers.figures import EVENTS
from handlers.people import listed

SHOWN = 2
"""How many claims a line names; of the others it gives the number."""
_PAST_MONEY = frozenset(
    {
        None,
        Reason.DEADLINE_PASSED,
        Reason.NO_CEREMONY_OR_INVITATION,
        Reason.MISSING_DOCUMENT,
        Reason.DUPLICATE_EVENT,
        Reason.POSSIBLE_DUPLICATE,
    }
)
"""What is looked at once the member is known to be up to date."""
_SEX = {"death_father": "m", "death_brother": "m", "death_mother": "f", "death_sister": "f"}
_PAPERS = {"invitation": N_("Invitation card"), "birth_certificate": N_("Birth certificate")}
_STATES = {"declared": N_("{event}, {day} (open)"), "approved": N_("{event}, {day} (granted)")}


def conditions(reader: Language, data: Data) -> Iterator[Markup]:
    """Money, waiting period, papers, other claims, and what a yes would come to."""
    verdict = data["verdict"]
    if verdict is not None and reason_of(data) is not Reason.NOT_A_MEMBER:
        yield _standing(reader, data)
        yield _snapshot(reader, data)
        yield _waiting(reader, data)
    yield _paper(reader, data)
    yield _earlier(reader, data)
    yield from _others(reader, data)
    yield cost(reader, data)


def perhaps_same(data: Data) -> list[Data]:
    """Claims about a death so near that it may be this one: not where a man has died there and a woman here."""
    if data["verdict"] is not None and reason_of(data) is Reason.EVENT_NOT_COVERED:
        return []
    whose = _SEX.get(data["taken_for"])
    near = (row for row in data["others"] if not row["same"])
    return [row for row in near if not whose or _SEX.get(row["kind"], whose) == whose]


def title(reader: Language, kind: str) -> Markup:
    """A kind of event as a title."""
    return reader.t("Another event") if kind == EventKind.OTHER else reader.t(EVENTS[kind])


def _standing(reader: Language, data: Data) -> Markup:
    """How the member stood on the day that counts."""
    overdue, tolerance = data["verdict"]["overdue"], data["conditions"]["tolerance"]
    shown = {
        "day": judged_on(data),
        "overdue": money_of(data, overdue),
        "tolerance": money_of(data, tolerance),
        "excess": money_of(data, overdue - tolerance),
        "article": _article(data, "standing"),
    }
    if reason_of(data) in _PAST_MONEY:
        return reader.t("Up to date on {day}: arrears {overdue} of at most {tolerance} accepted ({article}).", **shown)
    if overdue > tolerance:
        return reader.t(
            "Not up to date on {day}: arrears {overdue}, {excess} beyond the {tolerance} accepted ({article}).", **shown
        )
    return reader.t("Arrears on {day}: {overdue} of at most {tolerance} accepted ({article}).", **shown)


def _snapshot(reader: Language, data: Data) -> Markup:
    """Two deaths in a month: the money of the end of the month before (art. 9)."""
    if not of_successive(data):
        return Markup("")
    return reader.tn(
        "{n} death in the month ({article}): the situation of {day} counts, and what was paid before it was "
        "announced, on {announced}.",
        "{n} deaths in the month ({article}): the situation of {day} counts, and what was paid before it was "
        "announced, on {announced}.",
        data["deaths"],
        article=_article(data, "successive_deaths"),
        day=judged_on(data),
        announced=date.fromisoformat(data["announced_on"]),
    )


def _waiting(reader: Language, data: Data) -> Markup:
    """Since when mutual aid covers the member; where it does not yet, the ruling has said so."""
    covered_from = data["conditions"]["covered_from"]
    if covered_from is None or covered_from > data["event_on"]:
        return Markup("")
    return reader.t(
        "Waiting period over since {day} ({article}).", day=day_of(covered_from), article=_article(data, "waiting")
    )


def _paper(reader: Language, data: Data) -> Markup:
    """What the bylaws ask to see: whether it came, and who has looked at it."""
    known, asked = data["conditions"], data["conditions"]["paper"]
    if asked is None:
        return Markup("")
    paper = reader.t(_PAPERS[asked])
    if known["handed_in"] is None:
        return _promised(reader, data, paper)
    seen = list(dict.fromkeys(name for name, _ in data["views"]))
    shown = {"paper": paper, "day": day_of(known["handed_in"])}
    if not seen:
        return reader.t("{paper}: received on {day}, nobody has looked at it yet.", **shown)
    return reader.t("{paper}: received on {day}, seen by {names}.", names=listed(reader, seen), **shown)


def _promised(reader: Language, data: Data, paper: Markup) -> Markup:
    """The invitation may also be in hand by the declarer's word."""
    if data["conditions"]["ceremony"]:
        if data["ceremony"] and data["invitation"]:
            return reader.t("Ceremony, and invitation of the members: yes, as declared.")
        if data["ceremony"]:
            return reader.t("Ceremony: yes. Invitation of the members: no.")
        if data["invitation"]:
            return reader.t("Ceremony: no. Invitation of the members: yes.")
        return reader.t("Ceremony and invitation of the members: no.")
    if data["invitation"]:
        return reader.t("Invitation of the members: yes, as declared.")
    return reader.t("{paper}: still awaited.", paper=paper)


def _earlier(reader: Language, data: Data) -> Markup:
    """The member's claims before this one, the latest first."""
    if not data["earlier"]:
        return reader.t("No earlier claim.")
    rows = [_own(reader, row) for row in data["earlier"][::-1]]
    return reader.tn("Earlier claim: {claims}.", "Earlier claims: {claims}.", len(rows), claims=_few(reader, rows))


def _others(reader: Language, data: Data) -> Iterator[Markup]:
    """Claims of others about this event, and deaths so near that they may be this one."""
    same, near = [row for row in data["others"] if row["same"]], perhaps_same(data)
    if same:
        yield reader.t("Same event: {claims}.", claims=_few(reader, [_other(reader, row) for row in same]))
    if near:
        yield reader.t("Perhaps the same event: {claims}.", claims=_few(reader, [_other(reader, row) for row in near]))


def _own(reader: Language, row: Data) -> Markup:
    state, shown = row["state"], {"event": title(reader, row["kind"]), "day": date.fromisoformat(row["event_on"])}
    return reader.t(_STATES[state], **shown)


def _other(reader: Language, row: Data) -> Markup:
    known = {"claim": row["claim"], "name": row["name"], "event": title(reader, row["kind"])}
    return reader.t("No. {claim}, {name}, {event}, {day}", day=date.fromisoformat(row["event_on"]), **known)


def _few(reader: Language, rows: list[Markup]) -> Markup:
    others = len(rows) - SHOWN
    more = [reader.tn("{n} other", "{n} others", others)] if others > 0 else []
    return Markup(" · ").join([*rows[:SHOWN], *more])


def _article(data: Data, topic: str) -> str:
    return cited(data["conditions"]["articles"][topic])
