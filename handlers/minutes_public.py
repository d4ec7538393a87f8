"""Minutes for the group and the web page: what they say there, what must be said otherwise first, the page itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from assistant.chat import Attachment, Button, Choice, Either, FreeText, Option, Reply, Turn
from assistant.domain.decisions import Reason
from assistant.domain.meeting_papers import MarkdownPage, PageSection
from assistant.i18n import Language
from assistant.marks import N_
from assistant.rules.publishing import FoundKind
from assistant.services.meetings import publishing
from assistant.services.meetings.publishing import RESOLUTION, TITLE, Hit
from assistant.services.meetings.recording import LONGEST, Draft
from handlers.citing import article as cited
from handlers.minutes_words import (
    Data,
    approval,
    counted,
    decision,
    decisions,
    item_title,
    lines,
    place_name,
    plain,
    quorum,
    standing,
    title,
)

NAME = "minutes"
COPIED = 256
"""Characters of a text that a button copies on every channel."""
OMIT, BACK = "omit", "as_read"
MOST = 6
"""How many of a kind stand on buttons; when these are dealt with, the next ones do."""
SHORT = 40
_FOUND = {
    FoundKind.NAME: N_("a name"),
    FoundKind.PHONE: N_("a telephone number"),
    FoundKind.EMAIL: N_("an e-mail address"),
    FoundKind.ADDRESS: N_("an address"),
    FoundKind.OWED: N_("a sum that somebody owes"),
}


def publish(turn: Turn, meeting: int) -> Reply:
    """The text for the group and the page, or what keeps them back."""
    found = publishing.check(turn.work, turn.actor, meeting)
    hits = publishing.hits(turn.work, found)
    if hits:
        return _kept_back(turn, found, hits)
    data = publishing.public(turn.work, turn.actor, meeting)
    text = group_text(turn.language, data)
    said = turn.t("<b>For the group</b>, without a name; the page for the web site is attached. Read both first.")
    copy = (Button(str(turn.t("Copy")), copy=text),) if len(text) <= COPIED else ()
    buttons = (*copy, Button(str(turn.t("Say it otherwise")), NAME, (str(meeting), "reword")))
    return Reply(said + "\n\n" + text, buttons, (page(turn.language, data),), standing(found))


def reword(turn: Turn, meeting: int) -> Reply:
    """One text in other words, for outside alone."""
    found = publishing.check(turn.work, turn.actor, meeting)
    place = _place(turn.ask("item", _places(turn, found)))
    option, words = turn.ask("words", _words(turn, found, place))
    said = {OMIT: "", BACK: None}.get(option, words) if option else words
    after = publishing.reword(turn.work, turn.actor, meeting, place, said)
    text = turn.t("<b>Noted</b> for the group and the web page: {point}.", point=_named(turn.language, found, place))
    return Reply(text, (_again(turn, meeting),), result=standing(after))


def clear(turn: Turn, meeting: int) -> Reply:
    """A last name that is a common word, and means nobody where it stands."""
    found = publishing.check(turn.work, turn.actor, meeting)
    words = tuple(dict.fromkeys(hit.word for hit in publishing.hits(turn.work, found) if hit.word))
    if not words:
        return publish(turn, meeting)
    prompt = turn.t("Which word means nobody here? I keep that you say so.")
    word = turn.ask("word", Choice(prompt, tuple(Option(word, word) for word in words)))
    after = publishing.clear(turn.work, turn.actor, meeting, word)
    text = turn.t("<b>Noted</b>: “{word}” means nobody in these minutes.", word=word)
    return Reply(text, (_again(turn, meeting),), result=standing(after))


def group_text(reader: Language, data: Data) -> str:
    """Plain: the meeting, how many were there, what was decided."""
    parts = [
        title(reader, data),
        counted(reader, data["counts"]),
        quorum(reader, data),
        *decisions(reader, data),
        approval(reader, data),
    ]
    return "\n".join(plain(part) for part in parts)


def page(reader: Language, data: Data) -> Attachment:
    """For the association's web site: Markdown with its front matter."""
    sections = [
        _section(reader, item_title(reader, item), item["words"], item["resolutions"]) for item in data["items"]
    ]
    if data["other"]:
        sections.append(_section(reader, plain(reader.t("Other decisions")), "", data["other"]))
    facts = (plain(counted(reader, data["counts"])), plain(quorum(reader, data)))
    made = MarkdownPage(
        title=plain(title(reader, data)),
        date=data["on"],
        categories=[plain(reader.t("Meetings"))],
        paragraphs=[*facts, *lines(data["words"]["opening"])],
        sections=sections,
        closing=[*lines(data["words"]["closing"]), plain(approval(reader, data))],
    )
    return Attachment("markdown_page", str(reader.t("minutes-{day}.md", day=data["on"])), made)


def _section(reader: Language, heading: str, words: str, resolutions: Iterable[Data]) -> PageSection:
    return {
        "heading": heading,
        "paragraphs": lines(words),
        "points": [plain(decision(reader, each)) for each in resolutions],
    }


def _kept_back(turn: Turn, found: Draft, hits: Sequence[Hit]) -> Reply:
    """What was found and where, to the secretary alone, and how to go on."""
    bylaws = turn.work.bylaws
    articles = [bylaws.cite("privacy"), bylaws.cite("confidential_roll")]
    head = turn.t(
        "<b>Nothing goes out yet</b>: outside of the association nobody is named, and nothing leads to anybody "
        "({articles}). I found:",
        articles=", ".join(map(cited, articles)),
    )
    lines_ = [head, *(told(turn.language, found, hit) for hit in hits)]
    refused = {"refused": str(Reason.NAMES_SOMEBODY), "articles": articles}
    return Reply(Markup("\n").join(lines_), tuple(_ways_on(turn, found, hits)), result=refused)


def told(reader: Language, found: Draft, hit: Hit) -> Markup:
    """What was found, and where."""
    return reader.t(
        "• {point}: {what}, “{words}”",
        point=_named(reader, found, hit.place),
        what=reader.t(_FOUND[hit.found.kind]),
        words=hit.found.words,
    )


def _ways_on(turn: Turn, found: Draft, hits: Sequence[Hit]) -> Iterator[Button]:
    """Each text to be said otherwise, once; each last name that may be a common word."""
    number = str(found.meeting.id)
    for place in list(dict.fromkeys(hit.place for hit in hits))[:MOST]:
        label = turn.t("Say otherwise: {point}", point=_short(_named(turn.language, found, place)))
        yield Button(plain(label), NAME, (number, "reword", _shown(place)))
    for word in list(dict.fromkeys(hit.word for hit in hits if hit.word))[:MOST]:
        yield Button(plain(turn.t("“{word}” means nobody", word=word)), NAME, (number, "clear", word))


def _again(turn: Turn, meeting: int) -> Button:
    return Button(str(turn.t("For the group and the web page")), NAME, (str(meeting), "publish"))


def _places(turn: Turn, found: Draft) -> Choice:
    options = tuple(Option(_shown(place), _named(turn.language, found, place)) for place in publishing.texts(found))
    return Choice(turn.t("What do you say otherwise outside of the association?"), options)


def _words(turn: Turn, found: Draft, place: str) -> Either[str]:
    """As the members read it, and as it was reworded."""
    private = _private(turn, found, place)
    name, own = _named(turn.language, found, place), found.minutes.public.get(place)
    parts = [turn.t("<b>{point}</b>. The members read:", point=name), Markup.escape(private)]
    if own:
        parts += [turn.t("Outside:"), Markup.escape(own)]
    elif own is not None:
        parts.append(turn.t("Outside it is left out."))
    prompt = Markup("\n\n").join([*parts, turn.t("How shall it be said outside, naming nobody?")])
    options = [Option(BACK, str(turn.t("As the members read it")))] if own is not None else []
    if not place.startswith(TITLE):
        options.append(Option(OMIT, str(turn.t("Leave it out"))))
    return Either(FreeText(prompt, maximum=LONGEST), tuple(options))


def _private(turn: Turn, found: Draft, place: str) -> str:
    """As the members read it, in the secretary's language."""
    if place.startswith(TITLE):
        return item_title(turn.language, found.facts["items"][int(place.removeprefix(TITLE))])
    return publishing.texts(found)[place][0]


def _named(reader: Language, found: Draft, place: str) -> str:
    """What the text is, to the secretary."""
    if place.startswith(TITLE):
        return plain(reader.t("title of point {place}", place=int(place.removeprefix(TITLE)) + 1))
    if place.startswith(RESOLUTION):
        return plain(reader.t("decision “{text}”", text=_short(publishing.texts(found)[place][0])))
    return place_name(reader, found.facts, place)


def _shown(place: str) -> str:
    """A point of the agenda is known by its number there, from 1."""
    head, colon, number = place.rpartition(":")
    return f"{head}{colon}{int(number) + 1}" if number.isdecimal() and place.startswith((TITLE, number)) else place


def _place(shown: str) -> str:
    head, colon, number = shown.rpartition(":")
    return f"{head}{colon}{int(number) - 1}" if number.isdecimal() and shown.startswith((TITLE, number)) else shown


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"
