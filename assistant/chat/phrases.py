"""What the engine itself says, whatever the command: one function a sentence."""

from __future__ import annotations

from markupsafe import Markup

from assistant.i18n import Language

LABEL = 64
"""Characters: as much as every platform shows of a button."""


def cancelled(language: Language) -> Markup:
    """After `cancel`."""
    return language.t("Cancelled: nothing was recorded.")


def left(language: Language) -> Markup:
    """After `cancel`, where something was recorded before the last question."""
    return language.t("Understood. What was noted before stands.")


def nothing_open(language: Language) -> Markup:
    """`cancel` where no question is open."""
    return language.t("There is nothing to cancel.")


def stale(language: Language) -> Markup:
    """A button that has had its day, or is somebody else's."""
    return language.t("This button no longer applies; nothing has changed.")


def which(language: Language) -> Markup:
    """Typed words may mean a button of what was there, or of what came while they were typed."""
    return language.t(
        "Something new came in while you were writing, so nothing was done. Which did you mean? Tap it, or type 1 for "
        "the first, 2 for the second."
    )


def told_apart(language: Language, label: str, heading: str) -> str:
    """A button's label, with the beginning of what the message above it says, if anything."""
    told = str(language.t("{label}: {value}", label=label, value=heading).unescape()) if heading else label
    return told if len(told) <= LABEL else f"{told[: LABEL - 1]}…"


def closed_for(language: Language, command: str, *, noted: bool) -> Markup:
    """Another command closed an open dialogue, that of `command`. `noted`: something was recorded before."""
    shown = Markup("<cmd>{}</cmd>").format(command)
    if noted:
        return language.t("I have set {command} aside; what was noted before stands.", command=shown)
    return language.t("I have set {command} aside; nothing was recorded.", command=shown)


def unused(language: Language, words: str) -> Markup:
    """What followed a command and answers none of its questions."""
    return language.t("I found no use for “{words}”.", words=words)


def back(language: Language) -> str:
    """The button that takes the last answer back."""
    return str(language.t("Back"))


def cancel(language: Language) -> str:
    """The button that leaves."""
    return str(language.t("Cancel"))


def skip(language: Language) -> str:
    """The button that leaves an optional question out."""
    return str(language.t("Skip"))


def apology(language: Language, reference: str) -> Markup:
    """Something broke; the bureau can find it by the reference."""
    return language.t(
        "I could not finish; nothing was recorded. Try again in a moment. "
        "If it goes on, tell the bureau and quote {reference}.",
        reference=reference,
    )


def before_books(language: Language) -> Markup:
    """The books do not reach back to that day, or are not open yet."""
    return language.t("The association's books do not cover that day. The treasurer can tell you more.")


def unreadable(language: Language) -> Markup:
    """What came was encrypted for somebody else, or its key never came."""
    return language.t("I could not read your last message: please send it again.")


def too_fast(language: Language) -> Markup:
    """A flood."""
    return language.t("That is a lot of messages at once: the last ones were left aside. Please wait a minute.")
