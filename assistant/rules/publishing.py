"""What a text that others than the members may read must not hold: who somebody is, what they owe, how to find them.

Nominative data are not published (art. 5), the roll is confidential (art. 32). The check would rather stop a harmless
word than let a name through: who writes reads what was found, and says it otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from assistant.domain.members import Member
from assistant.words import fold, visible

SHORTEST_ALONE = 4
"""Letters of a last name that is found with nothing beside it: shorter ones are words of the language, but where a
first name or a title stands before them.
"""
_TITLES = ("m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "mrs", "ms", "miss")
_WORD = re.compile(r"[^\W_]+")
_PHONE = re.compile(
    r"(?<![\d+])(?:(?:\+|\b00)[1-9](?:[ .\-/()]{0,3}\d){7,13}|\b0[ .\-/]?[1-9](?:[ .\-/]{0,2}\d){8})(?!\d)"
)
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_STREET = re.compile(
    r"""\b\d{1,4}(?:[ ]?(?:bis|ter|[a-d]))?,?[ ]+(?:rue|avenue|av\.|boulevard|bd|all[ée]es?|impasse|place|chemin|route
    |quai|square|cours|passage|r[ée]sidence|villa)\b[^,;.\n]*
    |\b\d{1,4}[a-d]?,?[ ]+(?:[\w'-]+[ ]+){1,3}(?:street|road|lane|avenue|drive)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_AMOUNT = re.compile(r"\d[\d .,]*(?:€|(?:eur|euros?)\b)|€ ?\d[\d.,]*", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.;?!…]) +|\n+")
_OWING = frozenset(
    (
        *("doit", "doivent", "devait", "devaient", "dette", "dettes", "arriere", "arrieres", "retard"),
        *("impaye", "impayes", "impayee", "impayees"),
        *("owe", "owes", "owed", "owing", "arrears", "overdue", "debt", "debts", "unpaid"),
    )
)


class FoundKind(StrEnum):
    """What was found."""

    NAME = "name"
    """Or the number that a member is known by."""
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    OWED = "owed"
    """An amount beside a name or a word of debt."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something personal, in the words of the text."""

    kind: FoundKind
    words: str


def names_somebody(text: str, members: Iterable[Member], cleared: Collection[str] = ()) -> list[Found]:
    """Whatever personal the text holds, each once, as it stands there: empty where it may be published.

    Full names in either order, be it in a link, last names alone, numbers of members, telephones, e-mail and street
    addresses, and amounts beside a name or a word of debt; accents and case aside. Everybody ever on the register is to
    be given. `cleared`: last names, folded, that mean nobody here when they stand alone, such as `petit`.
    """
    plain = _plain(text)
    known = _known(members) - {(word,) for word in cleared}
    found = [Found(FoundKind.NAME, words) for words in _names(plain, known)]
    for kind, pattern in ((FoundKind.PHONE, _PHONE), (FoundKind.EMAIL, _EMAIL), (FoundKind.ADDRESS, _STREET)):
        found += [Found(kind, match[0].strip()) for match in pattern.finditer(plain)]
    found += [Found(FoundKind.OWED, words) for words in _owed(plain, known)]
    return list(dict.fromkeys(found))


def _plain(text: str) -> str:
    """Line by line, without what is not seen, each letter and digit written in one way, in links as well."""
    return "\n".join(visible(unicodedata.normalize("NFKC", unquote(line))) for line in text.splitlines())


def _known(members: Iterable[Member]) -> frozenset[tuple[str, ...]]:
    """The words by which a member is named."""
    known: set[tuple[str, ...]] = set()
    for member in members:
        first, last = _words(member.first_name), _words(member.last_name)
        known |= {first + last, last + first, _words(member.number)}
        known |= {("".join(first + last),), ("".join(last + first),)} if first and last else set()
        known |= {(title, *last) for title in _TITLES} if last else set()
        if sum(map(len, last)) >= SHORTEST_ALONE:
            known.add(last)
    return frozenset(known - {()})


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(match[0]) for match in _WORD.finditer(unicodedata.normalize("NFKC", text)))


def _names(text: str, known: frozenset[tuple[str, ...]]) -> Iterator[str]:
    """The longest first where several begin at the same word."""
    places = list(_WORD.finditer(text))
    words = [fold(place[0]) for place in places]
    lengths = sorted({len(name) for name in known}, reverse=True)
    at = 0
    while at < len(words):
        left = len(words) - at
        length = next((size for size in lengths if size <= left and tuple(words[at : at + size]) in known), 0)
        if length:
            yield text[places[at].start() : places[at + length - 1].end()].replace("\n", " ")
        at += length or 1


def _owed(text: str, known: frozenset[tuple[str, ...]]) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        if _OWING & set(_words(sentence)) or any(_names(sentence, known)):
            yield from (match[0].strip() for match in _AMOUNT.finditer(sentence))
