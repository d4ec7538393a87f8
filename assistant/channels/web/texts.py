"""The page's own words, in each language that has a catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.i18n import Language, language, languages


def notes(note: str) -> Mapping[str, str]:
    """What stands under a person's name in the demo, by language."""
    return {code: str(language(code).t(note)) for code in languages()}


def texts(reader: Language) -> Mapping[str, str]:
    """By name. `{name}`, `{when}` and the like are filled in by the page."""
    return {name: str(text) for name, text in {**_chat(reader), **_files(reader), **_demo(reader)}.items()}


def _chat(reader: Language) -> Mapping[str, str]:
    return {
        "title": reader.t("The association’s assistant"),
        "skip": reader.t("Go to the message field"),
        "message": reader.t("Message"),
        "write_to": reader.t("Message from {name}", name="{name}"),
        "send": reader.t("Send"),
        "commands": reader.t("Commands"),
        "conversation": reader.t("Conversation of {name}", name="{name}"),
        "you": reader.t("You"),
        "assistant": reader.t("The assistant"),
        "writing": reader.t("The assistant is writing"),
        "chosen": reader.t("chosen"),
        "today": reader.t("Today"),
        "yesterday": reader.t("Yesterday"),
        "copied": reader.t("Copied: {text}", text="{text}"),
        "not_sent": reader.t("Not sent. Check that the assistant is running, then try again."),
        "try_again": reader.t("Try again"),
        "away": reader.t("The assistant cannot be reached; this page goes on by itself when it can."),
        "latest": reader.t("Latest messages"),
        "welcome": reader.t("Write to the association here, as you would on your telephone."),
        "welcome_code": reader.t("To begin, send /start followed by the code that the bureau gave you."),
        "share_contact": reader.t("Share my contact"),
        "contact": reader.t("Contact: {phone}", phone="{phone}"),
    }


def _files(reader: Language) -> Mapping[str, str]:
    return {
        "attach": reader.t("Attach a file"),
        "too_large": reader.t("This file is larger than {size}.", size="{size}"),
        "open": reader.t("Open {name}", name="{name}"),
        "download": reader.t("Download {name}", name="{name}"),
        "image": reader.t("Image: {name}", name="{name}"),
    }


def _demo(reader: Language) -> Mapping[str, str]:
    return {
        "demo": reader.t("Demonstration"),
        "demo_notice": reader.t("A fictional association. There is no login here: be whoever you like."),
        "people": reader.t("Be somebody"),
        "beside": reader.t("Open {name} beside", name="{name}"),
        "close": reader.t("Close the conversation of {name}", name="{name}"),
        "news": reader.t("new messages"),
        "clock": reader.t("The demonstration’s clock"),
        "stop_day": reader.t("One day on"),
        "stop_week": reader.t("One week on"),
        "stop_reminder": reader.t("Next reminder"),
        "stop_month": reader.t("The 1st"),
        "moving": reader.t("The clock is moving…"),
        "moved": reader.t("It is now {when}.", when="{when}"),
    }
