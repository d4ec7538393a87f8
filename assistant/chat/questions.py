"""Questions that a handler may ask. Each reads an answer into a JSON value to store, and a stored value back into what
the handler wants; an answer that does not fit is refused with a code and a sentence, and the question is asked again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from markupsafe import Markup

from assistant.chat.replies import Attachment, Button
from assistant.domain.messages import Contact, SentFile
from assistant.domain.money import EURO, Money
from assistant.files.amounts import DecimalsError, parse_cents
from assistant.i18n import Language
from assistant.words import fold, typed_date

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
BAD_AMOUNT = "BAD_AMOUNT"
EXAMPLE_CENTS = 2050


@dataclass(frozen=True, slots=True)
class Answer:
    """What came in, and how to read it."""

    language: Language
    today: date
    text: str | None = None
    option: str | None = None
    contact: Contact | None = None
    file: SentFile | None = None
    unasked: bool = False
    """It came with the command, before the question: its options have not been seen."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose."""

    id: str
    label: str
    also: tuple[str, ...] = ()
    """Other words that mean it."""


class UnfitError(Exception):
    """The answer does not fit: a reason code for scripts, a sentence for the person.

    `meant`: it is an answer to this question and to no other, only not one that can be taken (an amount of zero).
    """

    def __init__(self, code: str, text: Markup, *, meant: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.meant = meant


class Question(Protocol[T_co]):
    """What `Turn.ask` takes."""

    @property
    def kind(self) -> str: ...

    @property
    def prompt(self) -> Markup: ...

    @property
    def options(self) -> tuple[Option, ...]: ...

    @property
    def optional(self) -> bool: ...

    def accept(self, answer: Answer) -> Any:
        """The JSON value to store. Raises UnfitError."""

    def restore(self, stored: Any) -> T_co:
        """What the handler gets for the stored value."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few options, by button, by label, by an unambiguous beginning or, once seen, by number; gives its id."""

    prompt: Markup
    options: tuple[Option, ...]
    kind: str = "choice"
    optional: bool = False
    files: tuple[Attachment, ...] = ()
    """What to look at before choosing."""
    buttons: tuple[Button, ...] = ()
    """Ways from here to something else; the question stays open."""

    def accept(self, answer: Answer) -> str:
        """The option's id."""
        if answer.option is not None and any(option.id == answer.option for option in self.options):
            return answer.option
        found = self._typed(fold(answer.text or answer.option or ""), numbered=not answer.unasked)
        if found is None:
            raise UnfitError("NOT_AN_OPTION", answer.language.t("Please choose one of the answers offered."))
        return found

    def restore(self, stored: Any) -> str:
        """The id itself."""
        return str(stored)

    def _typed(self, typed: str, *, numbered: bool) -> str | None:
        if not typed:
            return None
        for option in self.options:
            if typed in map(fold, (option.id, option.label, *option.also)):
                return option.id
        if numbered and typed.isdecimal() and 1 <= int(typed) <= len(self.options):
            return self.options[int(typed) - 1].id
        starts = [option.id for option in self.options if fold(option.label).startswith(typed)]
        return starts[0] if len(starts) == 1 else None


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no; gives a truth value."""

    prompt: Markup
    yes: str
    no: str
    kind: str = "yes_no"
    optional: bool = False

    @property
    def options(self) -> tuple[Option, ...]:
        """Always `yes` and `no`."""
        return (Option("yes", self.yes), Option("no", self.no))

    def accept(self, answer: Answer) -> bool:
        """Buttons, by label, beginning or, once seen, number; or plain words in the reader's language."""
        words = {fold(str(answer.language.t("yes"))): True, fold(str(answer.language.t("no"))): False}
        words |= {fold(self.yes): True, fold(self.no): False, "yes": True, "no": False}
        if not answer.unasked:
            words |= {"1": True, "2": False}
        typed = fold(answer.option or answer.text or "")
        if typed in words:
            return words[typed]
        begun = [option.id == "yes" for option in self.options if typed and fold(option.label).startswith(typed)]
        if len(begun) != 1:
            raise UnfitError("NOT_AN_OPTION", answer.language.t("Please answer yes or no."))
        return begun[0]

    def restore(self, stored: Any) -> bool:
        """The truth value itself."""
        return bool(stored)


@dataclass(frozen=True, slots=True)
class Day:
    """A civil date as people type it."""

    prompt: Markup
    options: tuple[Option, ...] = ()
    kind: str = "date"
    optional: bool = False
    latest: date | None = None
    earliest: date | None = None

    def accept(self, answer: Answer) -> str:
        """ISO date; a date that does not exist, cannot be read or lies outside `earliest` and `latest` is refused."""
        day = typed_date(answer.option or answer.text or "", answer.today)
        if day is None:
            example = answer.language.show(answer.today)
            raise UnfitError(
                "BAD_DATE", answer.language.t("I could not read that date. Write it like {example}.", example=example)
            )
        if self.latest is not None and day > self.latest:
            sorry = answer.language.t("That day has not come yet. Give today or a day before.")
            raise UnfitError("FUTURE_DATE", sorry, meant=True)
        if self.earliest is not None and day < self.earliest:
            first = self.earliest
            sorry = answer.language.t("That is too early: the first day is {first}.", first=first)
            raise UnfitError("TOO_EARLY", sorry, meant=True)
        return day.isoformat()

    def restore(self, stored: Any) -> date:
        """The date."""
        return date.fromisoformat(stored)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money as people type it (`20`, `20,50 €`); gives cents, between one and `maximum`."""

    prompt: Markup
    maximum: int | None = None
    currency: str = EURO
    options: tuple[Option, ...] = ()
    """Amounts offered: an option's id is its amount, as 20.00."""
    kind: str = "amount"
    optional: bool = False

    def accept(self, answer: Answer) -> int:
        """Cents; what is no amount, not positive or too much is refused."""
        shown = next((option.id for option in self.options if answer.text in {option.id, option.label}), None)
        cents = self._read(answer, shown or answer.option or answer.text or "")
        if cents <= 0:
            raise UnfitError(BAD_AMOUNT, answer.language.t("The amount must be more than zero."), meant=True)
        if self.maximum is not None and cents > self.maximum:
            most = Money(self.maximum, self.currency)
            sorry = answer.language.t("{most} is the most that can be entered here at once.", most=most)
            raise UnfitError(BAD_AMOUNT, sorry, meant=True)
        return cents

    def restore(self, stored: Any) -> int:
        """Cents."""
        return int(stored)

    def _read(self, answer: Answer, typed: str) -> int:
        try:
            return parse_cents(typed)
        except DecimalsError:
            sorry = answer.language.t("Write the amount with two decimals at most, and a thousand as 1000.")
            raise UnfitError(BAD_AMOUNT, sorry, meant=True) from None
        except ValueError:
            example = Money(EXAMPLE_CENTS, self.currency)
            sorry = answer.language.t("I could not read that amount. Write it like {example}.", example=example)
            raise UnfitError(BAD_AMOUNT, sorry) from None


@dataclass(frozen=True, slots=True)
class Upload:
    """A photo or a file; `reader` names who reads it before the message is handled. Ask with `Turn.hand_in`."""

    prompt: Markup
    reader: str
    options: tuple[Option, ...] = ()
    kind: str = "file"
    optional: bool = False

    def accept(self, answer: Answer) -> dict[str, object] | None:
        """The sent file's facts, until it is read; None where an optional one is answered with a no."""
        file = answer.file
        if file is None and self.optional and fold(answer.text or "") in {"no", fold(answer.language.t("no"))}:
            return None
        if file is None:
            raise UnfitError("FILE_NEEDED", answer.language.t("Please send it as a photo or a file."))
        if not file.path:
            raise UnfitError("FILE_NOT_FETCHED", answer.language.t("I could not fetch that file. Is it under 10 MB?"))
        return {"name": file.name, "media_type": file.media_type, "size": file.size, "path": file.path}

    def restore(self, stored: Any) -> Any:
        """What was kept of it."""
        return stored


@dataclass(frozen=True, slots=True)
class FreeText:
    """A line of text, trimmed; never empty."""

    prompt: Markup
    options: tuple[Option, ...] = ()
    kind: str = "text"
    optional: bool = False
    maximum: int = 500
    buttons: tuple[Button, ...] = ()
    """As in `Choice`."""

    def accept(self, answer: Answer) -> str:
        """The text without control characters."""
        text = "".join(c for c in answer.text or "" if c.isprintable() or c == "\n").strip()
        if not text:
            raise UnfitError("TEXT_NEEDED", answer.language.t("Please write it as a message."))
        if len(text) > self.maximum:
            limit = self.maximum
            raise UnfitError(
                "TEXT_TOO_LONG", answer.language.t("Please keep it under {limit} characters.", limit=limit)
            )
        return text

    def restore(self, stored: Any) -> str:
        """The text itself."""
        return str(stored)


@dataclass(frozen=True, slots=True)
class Either(Generic[T]):
    """One of a few options, or what another question takes; gives the option's id and the other's value, one None."""

    other: Question[T]
    choices: tuple[Option, ...]

    @property
    def kind(self) -> str:
        """The other question's."""
        return self.other.kind

    @property
    def prompt(self) -> Markup:
        """The other question's."""
        return self.other.prompt

    @property
    def options(self) -> tuple[Option, ...]:
        """The other question's, then the choices."""
        return (*self.other.options, *self.choices)

    @property
    def optional(self) -> bool:
        """As the other question is."""
        return self.other.optional

    def accept(self, answer: Answer) -> dict[str, object]:
        """`{"option"}` or `{"value"}`."""
        said = fold(answer.option or answer.text or "")
        for choice in self.choices:
            if said in map(fold, (choice.id, choice.label, *choice.also)):
                return {"option": choice.id}
        return {"value": self.other.accept(answer)}

    def restore(self, stored: Any) -> tuple[str | None, T | None]:
        """Both."""
        if "option" in stored:
            return stored["option"], None
        return None, self.other.restore(stored["value"])


@dataclass(frozen=True, slots=True)
class ContactShare:
    """The person's own contact, shared by the platform's button; a forwarded one is refused, a typed one too."""

    prompt: Markup
    options: tuple[Option, ...] = field(default=())
    kind: str = "contact"
    optional: bool = False

    def accept(self, answer: Answer) -> dict[str, object]:
        """`{"phone", "own"}`; whether it is the sender's own is judged by the service that links."""
        if answer.contact is None:
            raise UnfitError("CONTACT_NEEDED", answer.language.t("Please use the button to share your own contact."))
        return {"phone": answer.contact.phone, "own": answer.contact.own}

    def restore(self, stored: Any) -> Contact:
        """The contact."""
        return Contact(stored["phone"], stored["own"])
