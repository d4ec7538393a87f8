"""`/langue`: the language to answer in."""

from __future__ import annotations

from babel import Locale

from assistant.chat import Choice, Option, Reply, Turn
from assistant.i18n import language, languages
from assistant.services import preferences


def choose_language(turn: Turn) -> Reply:
    """One of the languages that have a catalogue, each under its own name."""
    code = turn.ask("language", choice(turn))
    preferences.set_language(turn.work, turn.account, code)
    text = language(code).t("From now on I answer in {language}.", language=own_name(code))
    return Reply(text, result={"language": code}, personal=False, language=code)


def choice(turn: Turn) -> Choice:
    """Which language."""
    options = tuple(Option(code, own_name(code).capitalize()) for code in languages())
    return Choice(turn.t("Which language shall I use?"), options)


def own_name(code: str) -> str:
    """`français`, `English`."""
    return Locale.parse(code).get_display_name() or code
