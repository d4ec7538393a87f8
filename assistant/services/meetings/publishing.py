"""Minutes for who is not a member: the group and the web page get counts in the place of names (art. 5, 19 and 32).

Whatever the secretary, the agenda or a resolution says is searched for names, sums owed and ways to reach people; what
is found is said otherwise in words of its own, beside the minutes that the members approved. Nothing is published here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.actors import Actor
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.minutes import MinutesState
from assistant.ports import UnitOfWork
from assistant.rules.meetings import minutes as rules
from assistant.rules.publishing import Found, FoundKind, names_somebody
from assistant.services.meetings import common
from assistant.services.meetings.recording import CLOSING, LONGEST, OPENING, Draft, draft
from assistant.services.meetings.recounting import Facts
from assistant.services.permissions import Action, require
from assistant.words import fold

TITLE = "title:"
"""Begins the place of what a point of the agenda is called."""
RESOLUTION = "resolution:"
_LISTS = ("present", "represented", "excused", "absent")
_KEPT = ("association", "kind", "second", "on", "starts_at", "quorum", "approved", "articles")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something personal, and where it stands: a place of `texts`."""

    place: str
    found: Found

    @property
    def word(self) -> str | None:
        """The last name, folded, where it stands alone and may be a common word; None for all else."""
        word = fold(self.found.words)
        return word if self.found.kind is FoundKind.NAME and word.isalpha() else None


def check(work: UnitOfWork, actor: Actor, meeting: int) -> Draft:
    """The minutes of that meeting, where they may go out.

    RefusedError: NOT_AUTHORISED; MINUTES_NOT_APPROVED, also where there are none. MbongiError where there is no such
    meeting.
    """
    require(work, actor, Action.WRITE_MINUTES)
    common.lock(work, meeting)
    minutes = work.minutes.of_meeting(common.get(work, meeting).id)
    decision = rules.may_send(minutes.state if minutes else MinutesState.DRAFT, work.bylaws)
    if not decision.allowed:
        raise RefusedError(decision)
    return draft(work, actor, meeting)


def texts(found: Draft) -> dict[str, list[str]]:
    """All free text of the minutes by place, in each language that it has: `opening`, `0` what was said on the first
    point of the agenda, `title:0` what the point is called, `resolution:12`, `closing`.
    """
    facts, words = found.facts, found.facts["words"]
    places: dict[str, list[str]] = {OPENING: [words.get(OPENING, "")]}
    for place, item in enumerate(facts["items"]):
        places[f"{TITLE}{place}"] = list(item["titles"].values())
        places[str(place)] = [words.get(str(place), "")]
        places |= {_place(each): [each["text"]] for each in item["resolutions"]}
    places |= {_place(each): [each["text"]] for each in facts["other"]}
    places[CLOSING] = [words.get(CLOSING, "")]
    return {place: said for place, said in places.items() if any(said)}


def hits(work: UnitOfWork, found: Draft) -> list[Hit]:
    """What keeps them from going out: all that is personal in what would be said, each once a place."""
    members, public = work.members.all(), found.minutes.public
    named = {place: [public[place]] if place in public else said for place, said in texts(found).items()}
    seen = (
        Hit(place, each)
        for place, said in named.items()
        for text in said
        for each in names_somebody(text, members, found.minutes.cleared)
    )
    return list(dict.fromkeys(seen))


def delicate(found: Draft) -> list[Hit]:
    """What leads to somebody or tells of a debt in the secretary's words, which every member will read: names are at
    home there, telephones, addresses and arrears are not (art. 5).
    """
    words: Mapping[str, str] = found.facts["words"]
    seen = (Hit(place, each) for place, text in words.items() for each in names_somebody(text, ()))
    return list(dict.fromkeys(seen))


def reword(work: UnitOfWork, actor: Actor, meeting: int, place: str, words: str | None) -> Draft:
    """Say that in other words outside of the association; none leave it out, None says it as the members read it.

    Raises as `check`; MbongiError for no such place, for a title without words, or for more than `LONGEST` characters.
    """
    found = check(work, actor, meeting)
    if place not in texts(found):
        raise MbongiError(f"the minutes of meeting {meeting} say nothing at {place}")
    said = words.strip() if words is not None else None
    if (said == "" and place.startswith(TITLE)) or len(said or "") > LONGEST:
        raise MbongiError(f"what is said at {place} has at most {LONGEST} characters, and a title has some")
    others = {key: text for key, text in found.minutes.public.items() if key != place}
    public = others if said is None else others | {place: said}
    work.minutes.reword(found.minutes.id, public, found.minutes.cleared)
    work.audit.record(actor, "minutes_reworded", {"minutes": found.minutes.id, "meeting": meeting, "place": place})
    return draft(work, actor, meeting)


def clear(work: UnitOfWork, actor: Actor, meeting: int, word: str) -> Draft:
    """Take the secretary's word for it that a last name that stands alone there is a common word, and means nobody.

    Raises as `check`; NAMES_SOMEBODY for what cannot be a common word: a full name, a number, a sum, an address.
    """
    found = check(work, actor, meeting)
    places = [hit.place for hit in hits(work, found) if hit.word == fold(word)]
    if not places:
        raise RefusedError(_named(work, found))
    cleared = sorted({*found.minutes.cleared, fold(word)})
    work.minutes.reword(found.minutes.id, found.minutes.public, cleared)
    noted = {"minutes": found.minutes.id, "meeting": meeting, "places": places}
    work.audit.record(actor, "minutes_word_cleared", noted)
    return draft(work, actor, meeting)


def public(work: UnitOfWork, actor: Actor, meeting: int) -> Facts:
    """What may be said outside: counts instead of names, without the place, each text as reworded.

    Raises as `check`; NAMES_SOMEBODY with `hits`, how many there are.
    """
    found = check(work, actor, meeting)
    if hits(work, found):
        raise RefusedError(_named(work, found))
    facts, said = found.facts, found.minutes.public
    work.audit.record(actor, "minutes_published", {"minutes": found.minutes.id, "meeting": meeting})
    items = [_item(place, item, facts["words"], said) for place, item in enumerate(facts["items"])]
    return {
        **{name: facts[name] for name in _KEPT},
        "counts": {name: len(facts[name]) for name in _LISTS},
        "items": items,
        "other": _resolutions(facts["other"], said),
        "words": {place: said.get(place, facts["words"].get(place, "")) for place in (OPENING, CLOSING)},
    }


def _item(place: int, item: Facts, words: Mapping[str, str], said: Mapping[str, str]) -> Facts:
    own, key = said.get(f"{TITLE}{place}"), str(place)
    return {
        "titles": item["titles"] if own is None else {"": own},
        "words": said.get(key, words.get(key, "")),
        "resolutions": _resolutions(item["resolutions"], said),
    }


def _resolutions(resolutions: list[Facts], said: Mapping[str, str]) -> list[Facts]:
    reworded = [each | {"text": said.get(_place(each), each["text"])} for each in resolutions]
    return [each for each in reworded if each["text"]]


def _place(resolution: Facts) -> str:
    return f"{RESOLUTION}{resolution['resolution']}"


def _named(work: UnitOfWork, found: Draft) -> Decision:
    articles = tuple(dict.fromkeys(map(work.bylaws.cite, ("privacy", "confidential_roll"))))
    figures = {"hits": len(hits(work, found))}
    return Decision(allowed=False, reason=Reason.NAMES_SOMEBODY, articles=articles, figures=figures)
