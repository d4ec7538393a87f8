"""`/reglages`: language, quiet hours, and whether the monthly reminder comes."""

from __future__ import annotations

import re
from dataclasses import replace

from markupsafe import Markup

from assistant.chat import Choice, Option, Reply, Turn
from assistant.domain.messages import Preferences
from assistant.i18n import Language, language
from assistant.services import preferences
from handlers.language import choice, own_name

_HOURS = re.compile(r"(\d{1,2})-(\d{1,2})")
HOURS = ("21-8", "22-7", "20-9")


def settings(turn: Turn) -> Reply:
    """What is set now, and one thing to change."""
    mine = preferences.mine(turn.work, turn.actor)
    options = (
        Option("language", str(turn.t("Language"))),
        Option("quiet", str(turn.t("Quiet hours"))),
        Option("reminders", str(turn.t("Monthly reminder"))),
        Option("keep", str(turn.t("Leave it so"))),
    )
    match turn.ask("setting", Choice(_summary(turn.language, mine), options)):
        case "language":
            return _language(turn, mine)
        case "quiet":
            return _quiet(turn, mine)
        case "reminders":
            return _reminders(turn, mine)
        case _:
            return _done(turn, mine)


def _language(turn: Turn, mine: Preferences) -> Reply:
    code = turn.ask("language", choice(turn))
    preferences.set_language(turn.work, turn.account, code)
    return _done(turn, mine, language(code))


def _quiet(turn: Turn, mine: Preferences) -> Reply:
    hours = tuple(Option(hours, _between(turn.language, *_parsed(hours))) for hours in HOURS)
    prompt = turn.t("When shall I leave you in peace? What you ask me is always answered at once.")
    chosen = turn.ask("hours", Choice(prompt, (*hours, Option("none", str(turn.t("No quiet hours"))))))
    first, last = _parsed(chosen) if chosen != "none" else (None, None)
    changed = replace(mine, quiet_from=first, quiet_until=last)
    preferences.change(turn.work, turn.actor, changed)
    return _done(turn, changed)


def _reminders(turn: Turn, mine: Preferences) -> Reply:
    prompt = turn.t("Once a month, a message if something is overdue: shall it come?")
    options = (Option("on", str(turn.t("Yes"))), Option("off", str(turn.t("No"))))
    changed = replace(mine, dues_reminders=turn.ask("reminders", Choice(prompt, options)) == "on")
    preferences.change(turn.work, turn.actor, changed)
    return _done(turn, changed)


def _done(turn: Turn, mine: Preferences, reader: Language | None = None) -> Reply:
    """The settings as they are now, in the language now chosen."""
    reader = reader or turn.language
    result = {
        "language": reader.code,
        "quiet_from": mine.quiet_from,
        "quiet_until": mine.quiet_until,
        "reminders": mine.dues_reminders,
    }
    return Reply(_summary(reader, mine), result=result, language=reader.code)


def _summary(reader: Language, mine: Preferences) -> Markup:
    quiet: str = reader.t("none")
    if mine.quiet_from is not None and mine.quiet_until is not None:
        quiet = _between(reader, mine.quiet_from, mine.quiet_until)
    return reader.t(
        "Your settings. Language: {language}. Quiet hours: {quiet}. Monthly reminder: {reminders}.",
        language=own_name(reader.code),
        quiet=quiet,
        reminders=reader.t("yes") if mine.dues_reminders else reader.t("no"),
    )


def _between(reader: Language, first: int, last: int) -> str:
    return str(reader.t("from {first}:00 to {last}:00", first=first, last=last))


def _parsed(hours: str) -> tuple[int, int]:
    match = _HOURS.fullmatch(hours)
    assert match is not None  # noqa: S101 - one of our own options
    return int(match[1]), int(match[2])
