"""What those convened are told of a meeting: that it is held, that it is otherwise, that it is not.

Everybody reads the same, in their language. An e-mail says the same without buttons, and how to answer all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from assistant.chat import Attachment, Button, Reply
from assistant.i18n import Language
from assistant.words import visible
from handlers import convocation_letter, meeting_words, rsvp_buttons
from handlers.calendar_file import calendar_file
from handlers.citing import article as cited
from handlers.meeting_words import Data

_BLANK = Markup("\n")


def meeting_convened(reader: Language, data: Data) -> Reply:
    """To each of those convened, with the letter and the calendar's file."""
    return Reply(convened(reader, data), _buttons(reader, data), _files(reader, data))


def meeting_changed(reader: Language, data: Data) -> Reply:
    """To the same people: what is different, by old and new."""
    text = _BLANK.join(
        [changed(reader, data), reader.t("An answer or a proxy given before stands; you can change it.")]
    )
    return Reply(text, _buttons(reader, data), _files(reader, data))


def meeting_called_off(reader: Language, data: Data) -> Reply:
    """To the same people; the calendar's file takes the entry away."""
    return Reply(called_off(reader, data), files=(calendar_file(reader, data, cancelled=True),))


def meeting_convened_mail(reader: Language, data: Data) -> Reply:
    """The same by e-mail."""
    text = _BLANK.join([convened(reader, data), _by_mail(reader)])
    return Reply(text, files=_files(reader, data), subject=_subject(convocation_letter.heading(reader, data)))


def meeting_changed_mail(reader: Language, data: Data) -> Reply:
    """The same by e-mail."""
    text = _BLANK.join([changed(reader, data), _by_mail(reader)])
    subject = reader.t("Changed: {meeting}", meeting=meeting_words.named(reader, data))
    return Reply(text, files=_files(reader, data), subject=_subject(subject))


def meeting_called_off_mail(reader: Language, data: Data) -> Reply:
    """The same by e-mail."""
    subject = reader.t("Called off: {meeting}", meeting=meeting_words.named(reader, data))
    files = (calendar_file(reader, data, cancelled=True),)
    return Reply(called_off(reader, data), files=files, subject=_subject(subject))


def convened(reader: Language, data: Data) -> Markup:
    """When, where, what for; what a member can do about it."""
    return _BLANK.join(_convened(reader, data))


def changed(reader: Language, data: Data) -> Markup:
    """Each thing that is otherwise, the new before the old."""
    head = reader.t("<b>Changed: {meeting}.</b>", meeting=meeting_words.named(reader, data["before"]))
    return _BLANK.join([head, *_differences(reader, data)])


def called_off(reader: Language, data: Data) -> Markup:
    """That it is not held, and why."""
    meeting = meeting_words.named(reader, data)
    head = reader.t("<b>Called off: {meeting} will not be held.</b>", meeting=meeting)
    return _BLANK.join(
        [head, reader.t("The bureau says: “{reason}”", reason=data["reason"]), *_nothing_due(reader, data)]
    )


def _convened(reader: Language, data: Data) -> Iterator[Markup]:
    meeting = meeting_words.title(reader, data["kind"], second=data["second"])
    when = meeting_words.when(reader, data)
    yield reader.t("<b>You are called to {meeting}, {when}.</b>", meeting=meeting, when=when)
    yield reader.t("Place: {place}", place=meeting_words.where(reader, data))
    if data["purpose"]:
        yield reader.t("Purpose: {purpose}", purpose=meeting_words.purpose(reader, data["purpose"]))
    if data["second"]:
        yield convocation_letter.again(reader, data)
    yield reader.t("Agenda ({article}):", article=cited(data["articles"]["session"]))
    yield meeting_words.agenda_lines(reader, data)
    if data["meal"]:
        yield convocation_letter.meal(reader, data)
    if data["proxies"]:
        article = cited(data["articles"]["proxy"])
        yield reader.t("If you cannot come, a member who will be there can vote for you ({article}).", article=article)


def _differences(reader: Language, data: Data) -> Iterator[Markup]:
    old, changes = data["before"], data["changes"]
    if "starts_at" in changes:
        shown = {"new": meeting_words.when(reader, data), "old": meeting_words.when(reader, old)}
        yield reader.t("New date: <b>{new}</b> (it was {old}).", **shown)
    if "place" in changes:
        places = {"new": visible(data["place"]), "old": visible(old["place"])}
        yield reader.t("New place: <b>{new}</b> (it was {old}).", **places)
    if "hosts" in changes:
        yield _received(reader, data)
        if old["meal"] and not data["meal"]:
            yield _no_meal(reader, data)
    if "agenda" in changes:
        yield reader.t("New agenda:")
        yield meeting_words.agenda_lines(reader, data)
    if {"starts_at", "hosts"} & set(changes) and data["meal"]:
        yield convocation_letter.meal(reader, data)


def _received(reader: Language, data: Data) -> Markup:
    if not data["hosts"]:
        return reader.t("It is no longer held at a member's home.")
    return reader.t("It is now held at the home of {hosts}.", hosts=list(data["hosts"]))


def _nothing_due(reader: Language, data: Data) -> Iterator[Markup]:
    if data["meal"]:
        yield _no_meal(reader, data)
    if data["proxies"]:
        yield reader.t("You have nothing to do; proxies given for it no longer count.")
    else:
        yield reader.t("You have nothing to do.")


def _no_meal(reader: Language, data: Data) -> Markup:
    return reader.t("No meal is to be paid ({article}).", article=cited(data["articles"]["meal"]))


def _buttons(reader: Language, data: Data) -> tuple[Button, ...]:
    """The answers, being represented where that is possible, the way there."""
    represented = (rsvp_buttons.proxy(reader, data),) if data["proxies"] else ()
    way, _ = rsvp_buttons.places(reader, data)
    return (*rsvp_buttons.answers(reader, data), *represented, way)


def _files(reader: Language, data: Data) -> tuple[Attachment, ...]:
    return (convocation_letter.letter(reader, data), calendar_file(reader, data))


def _by_mail(reader: Language) -> Markup:
    return reader.t("To say whether you are coming, write to the bureau, or answer in the chat if you use it.")


def _subject(text: Markup) -> str:
    return text.striptags()
