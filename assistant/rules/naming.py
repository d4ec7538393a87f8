"""Whom a bank's line names: by creditor reference, by member number, by name. Nobody is ever named by an amount.

A number is found whatever its zeros, case and spacing (`M36`, `m034`, `M0037`, `M 012`), never inside a longer word.
A full name is one only where nothing else that may be a name stands beside it: `LIKIBI JEAN PAUL` is not Jean LIKIBI.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.references import member_of
from assistant.domain.statements import BankLine, Person
from assistant.words import fold

Numbers = frozenset[str]
NOBODY: Numbers = frozenset()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set("m mr mme mlle mrs ms miss monsieur madame mademoiselle messieurs mesdames dr me")
_BOTH = _set("ou et and or")
_TRANSFER = _set(
    "vir virt virement virements sepa recu recus inst instantane instantanee de du des par pour from to by for "
    "faveur votre en emis transfer received payment paiement nom remise cheque cheques chq"
)
_BANK = _TITLES | _BOTH | _TRANSFER
_AFTER_NAME = _TITLES | _BOTH | _set("motif ref reference")
_PURPOSE = _set(
    "cotis cotisation cotisations asso association adhesion adherent adherente membre membres regul regularisation "
    "arriere arrieres merci mois annee annuelle annuel mensuelle trimestre solde don dette dettes deces levee entraide "
    "participation contribution numero no num dues fee fees membership thanks "
    "janvier janv jan fevrier fevr fev mars juin juillet juil aout septembre sept sep octobre oct novembre nov "
    "decembre dec january february march july august september october november december"
)
"""Months that are first names as well (avril, mai, may, april, june) are left out."""
_UNNAMED = _BANK | _PURPOSE | _set("inconnu inconnue unknown notprovided client divers gab depot especes")
_NUMBERED = re.compile(r"([a-z]+)0*([0-9]+)")
_WORD = re.compile(r"[a-z0-9]+")
_REFERENCE = re.compile(r"(?<![a-z0-9])rf ?[0-9] ?[0-9](?P<rest>[a-z0-9 ]{0,30})")
_NEXT = re.compile(r" ?(?:(?:et|and|&|\+) ?(?P<any>[0-9]{1,4})|[/-] ?(?P<same>[0-9]{1,4}))(?![a-z0-9])(?![.,][0-9])")
_MONEY = r"(?! ?(?:eur|euros?|e|€)(?![a-z0-9]))(?![.,][0-9])"
_LONGEST_NAME = 6


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a line names, by number."""

    referenced: Numbers = NOBODY
    """By a creditor reference whose check digits are right."""
    misread: Numbers = NOBODY
    """Whose number stands in a creditor reference with other check digits."""
    numbered: Numbers = NOBODY
    unknown_number: bool = False
    """A number that looks like a member's and is nobody's."""
    payer: Numbers = NOBODY
    """Those whose full name the payer's is."""
    text: Numbers = NOBODY
    """Those whose full name stands in the text."""
    loosely: Numbers = NOBODY
    """Those whose last and first name both stand in a field, side by side or not."""
    partly: Numbers = NOBODY
    """Those whose last name stands there."""
    both: Numbers = NOBODY
    """A couple of whom both first names stand there."""
    joint: bool = False
    """`M OU MME`: an account of two."""
    has_payer: bool = False
    """The payer's field holds a name, whosever."""

    @property
    def likely(self) -> Numbers:
        """Those who come into question; a last name alone counts only where nothing says more."""
        said = self.referenced | self.misread | self.numbered | self.payer | self.text | self.loosely
        return said or self.partly


class Roll:
    """The members by number and by name."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = {person.number: person for person in people}
        self._by_reference: dict[str, str] = {}
        self._by_number: dict[tuple[str, int], str] = {}
        self._plain: dict[str, str] = {}
        self._full: dict[str, set[str]] = defaultdict(set)
        self._last: dict[str, set[str]] = defaultdict(set)
        for person in self.people.values():
            self._add(person)
        prefixes = sorted({prefix for prefix, _ in self._by_number}, key=len, reverse=True)
        self._finder = _finder(prefixes)

    def named(self, line: BankLine) -> Named:
        """Whom the line names."""
        fields = [fold(field) for field in (line.structured or "", line.payer, line.text)]
        found = _Found()
        for field in fields:
            self._numbers(self._references(field, found), found)
        payer, text = (_words(field) for field in fields[1:])
        in_payer, in_text = self._partly(payer), self._partly(text)
        return Named(
            referenced=frozenset(found.referenced),
            misread=frozenset(found.misread),
            numbered=frozenset(found.numbered),
            unknown_number=found.unknown,
            payer=self._names(payer, _BANK, _AFTER_NAME),
            text=self._names(text, _BANK | _PURPOSE, _AFTER_NAME | _PURPOSE),
            loosely=self._loosely(payer, in_payer) | self._loosely(text, in_text),
            partly=in_payer | in_text,
            both=self._both(self._loosely(payer, in_payer)) or self._both(self._loosely(text, in_text)),
            joint=_is_joint(payer) or _is_joint(text),
            has_payer=any(_is_name(word) for word in payer),
        )

    def in_order(self, numbers: Iterable[str], line: BankLine) -> list[str]:
        """Those whose first name stands in the line first, then by number."""
        words = set(_words(fold(f"{line.payer} {line.text}")))
        return sorted(numbers, key=lambda number: (not self._first_name_in(number, words), number))

    def couple(self, one: str, other: str) -> bool:
        """Whether the register knows them as a couple."""
        return self.people[one].spouse == other or self.people[other].spouse == one

    def spouse(self, number: str) -> str | None:
        """The spouse, where they are on the register."""
        spouse = self.people[number].spouse
        return spouse if spouse in self.people else None

    def _add(self, person: Person) -> None:
        plain = fold(person.number)
        self._plain[plain] = person.number
        self._by_reference[plain.upper()] = person.number
        match = _NUMBERED.fullmatch(plain)
        if match:
            self._by_number[match[1], int(match[2])] = person.number
        last, first = _squeezed(person.last_name), _squeezed(person.first_name)
        self._last[last].add(person.number)
        if first:
            self._full[last + first].add(person.number)
            self._full[first + last].add(person.number)

    def _references(self, field: str, found: _Found) -> str:
        """Take the creditor references out of the field."""
        rest, place = [], 0
        for match in _REFERENCE.finditer(field):
            end = next((end for end in _ends(field, match) if self._is_reference(field[match.start() : end], found)), 0)
            if end:
                rest.append(field[place : match.start()])
                place = end
        return " ".join([*rest, field[place:]])

    def _is_reference(self, candidate: str, found: _Found) -> bool:
        """Whether it is one, be it of nobody here, or a member's but for its check digits."""
        number = member_of(candidate)
        written = "".join(candidate.split())[4:].upper()
        if number is not None and number in self._by_reference:
            found.referenced.add(self._by_reference[number])
        elif number is not None:
            found.unknown = True
        elif written in self._by_reference:
            found.misread.add(self._by_reference[written])
        else:
            return False
        return True

    def _numbers(self, field: str, found: _Found) -> None:
        found.numbered.update(self._plain[word] for word in field.split() if word in self._plain and _is_code(word))
        for match in self._finder.finditer(field) if self._finder else ():
            self._number(match["prefix"], match["digits"], match["gap"], found)
            for digits in _following(field, match.end(), len(match["digits"])):
                self._number(match["prefix"], digits, "", found)

    def _number(self, prefix: str, digits: str, gap: str, found: _Found) -> None:
        number = self._by_number.get((prefix, int(digits)))
        if " " in gap and (number is None or len(digits) < _width(number)):
            return
        if number is None:
            found.unknown = True
        else:
            found.numbered.add(number)

    def _names(self, words: Sequence[str], before: frozenset[str], after: frozenset[str]) -> Numbers:
        """Those whose full name stands there, with nothing beside it that may be a name."""
        found: set[str] = set()
        for first in range(len(words)):
            if first and not _parts(words[first - 1], before):
                continue
            for last in range(first + 1, min(first + _LONGEST_NAME, len(words)) + 1):
                if last == len(words) or _parts(words[last], after):
                    found |= self._full.get("".join(words[first:last]), set())
        return frozenset(found)

    def _partly(self, words: Sequence[str]) -> Numbers:
        """Those whose last name stands there."""
        runs = ("".join(run) for run in _runs(words))
        return frozenset(number for run in runs for number in self._last.get(run, ()))

    def _loosely(self, words: Sequence[str], partly: Numbers) -> Numbers:
        """Of those the ones whose first name stands there too."""
        return frozenset(number for number in partly if self._first_name_in(number, set(words)))

    def _both(self, loosely: Numbers) -> Numbers:
        """A couple, where nobody else is named."""
        return loosely if len(loosely) == 2 and self.couple(*loosely) else NOBODY  # noqa: PLR2004 - a couple

    def _first_name_in(self, number: str, words: set[str]) -> bool:
        return all(word in words for word in _words(fold(self.people[number].first_name)))


class _Found:
    """What the numbers of a line say so far."""

    def __init__(self) -> None:
        self.referenced: set[str] = set()
        self.numbered: set[str] = set()
        self.misread: set[str] = set()
        self.unknown = False


def _finder(prefixes: Sequence[str]) -> re.Pattern[str] | None:
    """Finds what looks like a number of this register."""
    if not prefixes:
        return None
    choice = "|".join(map(re.escape, prefixes))
    gap = r"(?P<gap>[ .°_/-]{0,2})"
    return re.compile(rf"(?<![a-z0-9])(?P<prefix>{choice}){gap}(?P<digits>[0-9]{{1,8}})(?![a-z0-9]){_MONEY}")


def _following(field: str, end: int, width: int) -> Iterator[str]:
    """Digits that follow a number as one more: `M007 ET 008`, `M007/008`."""
    while match := _NEXT.match(field, end):
        if match["any"] is None and len(match["same"]) != width:
            return
        yield match["any"] or match["same"]
        end = match.end()


def _ends(field: str, match: re.Match[str]) -> Iterator[int]:
    """Where a creditor reference may end: after each of the words that follow its check digits."""
    for place in range(match.start("rest") + 1, match.end() + 1):
        if field[place - 1] != " " and (place == len(field) or not field[place].isalnum()):
            yield place


def _is_code(word: str) -> bool:
    """Letters and digits: neither an amount nor a word."""
    return not word.isdecimal() and any(character.isdecimal() for character in word)


def _is_name(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word not in _UNNAMED


def _parts(word: str, known: frozenset[str]) -> bool:
    """Whether that word parts a name from what stands before or behind it."""
    return word in known or any(character.isdecimal() for character in word)


def _width(number: str) -> int:
    return sum(character.isdecimal() for character in number)


def _words(folded: str) -> list[str]:
    """`m'bemba marie-noelle` -> mbemba, marie, noelle."""
    return _WORD.findall(folded.replace("'", ""))


def _squeezed(name: str) -> str:
    return "".join(_words(fold(name)))


def _runs(words: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(len(words)):
        for last in range(first + 1, min(first + 3, len(words)) + 1):
            yield words[first:last]


def _is_joint(words: Sequence[str]) -> bool:
    """`m ou mme`, `mr et mme`, or two first names joined."""
    return any(
        word in _BOTH and 0 < place < len(words) - 1 and (words[place - 1] in _TITLES or words[place + 1] in _TITLES)
        for place, word in enumerate(words)
    )
