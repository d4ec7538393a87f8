"""Mutual aid in words: what happens in people's lives as they name it, and what is said first."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup

from assistant.domain.aid import DEATHS, Document, EventKind, Tie
from assistant.i18n import Language
from assistant.marks import N_
from handlers.event_data import Data, kind_of

CHOICES: Mapping[EventKind, str] = {
    EventKind.DEATH_FATHER: N_("Death of my father"),
    EventKind.DEATH_MOTHER: N_("Death of my mother"),
    EventKind.DEATH_SPOUSE: N_("Death of my husband or wife"),
    EventKind.DEATH_CHILD: N_("Death of my child"),
    EventKind.DEATH_BROTHER: N_("Death of my brother"),
    EventKind.DEATH_SISTER: N_("Death of my sister"),
    EventKind.DEATH_MEMBER: N_("Death of a member"),
    EventKind.MARRIAGE: N_("My wedding"),
    EventKind.BIRTH: N_("Birth of my child"),
    EventKind.BAPTISM: N_("Baptism of my child"),
    EventKind.BIRTHDAY: N_("My birthday"),
    EventKind.OTHER: N_("Something else"),
}
"""As answers, in the order in which they are offered: deaths, happy events, the rest."""
CALLED: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.DEATH_FATHER: ("père", "papa", "mon père", "décès père", "father", "dad", "my father"),
    EventKind.DEATH_MOTHER: ("mère", "maman", "ma mère", "décès mère", "mother", "mum", "my mother"),
    EventKind.DEATH_SPOUSE: (
        *("mari", "femme", "époux", "épouse", "conjoint", "conjointe", "mon mari", "ma femme", "mon épouse"),
        *("décès conjoint", "décès mari", "décès femme", "husband", "wife", "spouse", "my husband", "my wife"),
    ),
    EventKind.DEATH_CHILD: ("fils", "fille", "enfant", "mon fils", "ma fille", "décès enfant", "child", "son"),
    EventKind.DEATH_BROTHER: ("frère", "mon frère", "décès frère", "brother", "my brother"),
    EventKind.DEATH_SISTER: ("sœur", "ma sœur", "décès sœur", "sister", "my sister"),
    EventKind.DEATH_MEMBER: ("membre", "un membre", "décès membre", "member", "a member"),
    EventKind.MARRIAGE: ("mariage", "marriage", "wedding", "noces"),
    EventKind.BIRTH: ("naissance", "birth", "bébé", "baby"),
    EventKind.BAPTISM: ("baptême", "baptism", "christening"),
    EventKind.BIRTHDAY: ("anniversaire", "birthday"),
    EventKind.OTHER: ("autre", "other", "autre chose", "something else"),
}
"""What people call it, whatever language they read."""

YOURS: Mapping[EventKind, str] = {
    EventKind.DEATH_FATHER: N_("the death of your father"),
    EventKind.DEATH_MOTHER: N_("the death of your mother"),
    EventKind.DEATH_SPOUSE: N_("the death of your husband or wife"),
    EventKind.DEATH_CHILD: N_("the death of your child"),
    EventKind.DEATH_BROTHER: N_("the death of your brother"),
    EventKind.DEATH_SISTER: N_("the death of your sister"),
    EventKind.DEATH_MEMBER: N_("the death of our member {name}"),
    EventKind.MARRIAGE: N_("your wedding"),
    EventKind.BAPTISM: N_("the baptism of your child"),
    EventKind.BIRTHDAY: N_("your birthday"),
}
"""To the member concerned, within a sentence; births have their number."""
TOUCHING: Mapping[Tie, str] = {
    Tie.HALF_SIBLING: N_("an event that touches a half-brother or half-sister"),
    Tie.ADOPTION: N_("an event that touches a relative by adoption"),
    Tie.PARTNER: N_("an event that touches a partner without marriage"),
    Tie.STILLBORN: N_("the loss of a child at birth"),
    Tie.IN_LAW: N_("an event that touches the family-in-law"),
    Tie.GRANDPARENT: N_("an event that touches a grandparent"),
    Tie.UNLISTED: N_("an event that is not on the list"),
}
"""The same for the kind `other`."""

TIES: Mapping[Tie, str] = {
    Tie.HALF_SIBLING: N_("A half-brother or half-sister"),
    Tie.ADOPTION: N_("A relative by adoption"),
    Tie.PARTNER: N_("A partner, without marriage"),
    Tie.STILLBORN: N_("A child who did not live"),
    Tie.IN_LAW: N_("Somebody of the family-in-law"),
    Tie.GRANDPARENT: N_("A grandparent"),
    Tie.UNLISTED: N_("Somebody or something else"),
}
"""As answers."""

PAPERS: Mapping[Document, str] = {
    Document.INVITATION: N_("the invitation card"),
    Document.BIRTH_CERTIFICATE: N_("the birth certificate"),
}
SEND: Mapping[Document, str] = {
    Document.INVITATION: N_("Send the invitation"),
    Document.BIRTH_CERTIFICATE: N_("Send the certificate"),
}

_CONDOLENCES = N_("All our condolences to you and your family.")
_SAID_FIRST: Mapping[EventKind, str] = {
    **dict.fromkeys(DEATHS, _CONDOLENCES),
    EventKind.DEATH_MEMBER: N_("Our condolences to you, and to the family."),
    EventKind.MARRIAGE: N_("All our wishes of happiness to you both."),
    EventKind.BIRTH: N_("Congratulations, and a warm welcome to the child."),
    EventKind.BAPTISM: N_("Congratulations to all the family."),
    EventKind.BIRTHDAY: N_("A very happy birthday to you."),
}
_NEUTRAL = N_("Thank you for telling us. Our thoughts are with you.")

_TIES_SAID: tuple[tuple[Tie, str], ...] = (
    (Tie.STILLBORN, r"\bmort[- ]?nee?s?\b|\bsans vie\b|\bstill-?born\b"),
    (Tie.ADOPTION, r"adopt"),
    (Tie.HALF_SIBLING, r"\bdemi[- ]|\bhalf\b|\bhalf(brother|sister)"),
    (Tie.PARTNER, r"\bpacs|\bpartner|\bpartenaire|\bconcubin|\bcompagn(on|e)\b|\bfiancee?\b|\bcohabit"),
    (Tie.IN_LAW, r"\b(beau|beaux|belle|belles)[- ]?(pere|mere|frere|soeur|fils|fille|parent|famille)s?\b"),
    (Tie.IN_LAW, r"\bin[- ]laws?\b|\bgendre\b|\bbru\b"),
    (Tie.GRANDPARENT, r"\bgrande?s?[- ]?(pere|mere|parent|maman|papa)s?\b|\bgrand(father|mother|parent|ma|pa)s?\b"),
    (Tie.GRANDPARENT, r"\b(papi|papy|mamie|mamy|granny)\b"),
)
_NAMED_BY = tuple((tie, re.compile(pattern)) for tie, pattern in _TIES_SAID)
_OF_THE_LIST = re.compile(
    r"((un|le) )?(deces de |death of )?(mon |ma |my |un |une |le |la |the |a )?"
    r"((grande?|petite?|big|little|older|younger) (?=frere|soeur|brother|sister))?"
    r"(pere|papa|mere|maman|frere|soeur|fils|fille|enfant|mari|femme|epoux|epouse|conjointe?"
    r"|father|dad|mother|mum|brother|sister|son|daughter|child|husband|wife|spouse)( aine| ainee| cadet| cadette)?"
)
_DEATH = re.compile(r"\b(deces|decede|decedee|died|passed away)\b|\best (mort|morte)\b")
_LOSS = re.compile(r"\b(deces|decede|decedee|mort|morte|perdu|died|dead|death|lost|passed away)\b")
_OWN = r"(?:(?<!\bde )(?<!\bof )|(?<=deces de )|(?<=mort de )|(?<=death of ))\b(?:mon|ma|my) "
"""Not the father of my husband."""
_RELATIVES: Mapping[EventKind, re.Pattern[str]] = {
    EventKind.DEATH_FATHER: re.compile(_OWN + r"(pere|papa|father|dad)\b(?!'s)"),
    EventKind.DEATH_MOTHER: re.compile(_OWN + r"(mere|maman|mother|mum)\b(?!'s)"),
    EventKind.DEATH_SPOUSE: re.compile(_OWN + r"(mari|femme|epoux|epouse|husband|wife)\b(?!'s)"),
    EventKind.DEATH_CHILD: re.compile(_OWN + r"(fils|fille|enfant|son|daughter|child)\b(?!'s)"),
    EventKind.DEATH_BROTHER: re.compile(_OWN + r"(grand |petit )?(frere|brother)\b(?!'s)"),
    EventKind.DEATH_SISTER: re.compile(_OWN + r"(grande |petite )?(soeur|sister)\b(?!'s)"),
}
_JOYS: Mapping[EventKind, re.Pattern[str]] = {
    EventKind.MARRIAGE: re.compile(
        r"\b(mariage|noces|wedding)\b|\b(me|nous) (marie|marier|marions)\b|get(ting)? married\b"
    ),
    EventKind.BIRTH: re.compile(r"\b(naissance|accouche|bebe|baby)\b|\bbirth of\b|\b(est|sont) nee?s?\b"),
    EventKind.BAPTISM: re.compile(r"\b(bapteme|baptiser?|baptism|christening)\b"),
    EventKind.BIRTHDAY: re.compile(r"\b(mon anniversaire|my birthday)\b"),
}


def first_words(reader: Language, data: Data) -> Markup:
    """Condolences or congratulations; for what may be either, thanks."""
    kind = kind_of(data)
    if kind is EventKind.OTHER:
        return reader.t(_CONDOLENCES) if data["tie"] == Tie.STILLBORN else reader.t(_NEUTRAL)
    if kind is EventKind.BIRTH and data["children"] > 1:
        return reader.t("Congratulations, and a warm welcome to the children.")
    return reader.t(_SAID_FIRST[kind])


def event_of(reader: Language, data: Data) -> Markup:
    """What happened, to who is concerned (for a member's death, to anybody), to stand within a sentence."""
    kind = kind_of(data)
    if kind is EventKind.BIRTH:
        return reader.tn("the birth of your child", "the birth of your {n} children", data["children"])
    if kind is EventKind.OTHER:
        return reader.t(TOUCHING[Tie(data["tie"])])
    return reader.t(YOURS[kind], name=data["name"])


def tie_said(words: str) -> Tie:
    """The tie that folded words name; what names none of those known is not on the list."""
    return next((tie for tie, pattern in _NAMED_BY if pattern.search(words)), Tie.UNLISTED)


def is_listed(words: str) -> bool:
    """Whether folded words name somebody of whom the list has an answer of its own."""
    return _OF_THE_LIST.fullmatch(words) is not None


def death_said(words: str) -> EventKind | None:
    """The death that a folded sentence tells of, where it names one close relative and no other tie."""
    if not _LOSS.search(words) or tie_said(words) is not Tie.UNLISTED:
        return None
    named = [kind for kind, pattern in _RELATIVES.items() if pattern.search(words)]
    return named[0] if len(named) == 1 else None


def joy_said(words: str) -> EventKind | None:
    """The happy event that a folded sentence tells of, where it is one."""
    named = [kind for kind, pattern in _JOYS.items() if pattern.search(words)]
    return named[0] if len(named) == 1 else None


def tells_of_death(words: str) -> bool:
    """Whether a folded sentence tells of a death."""
    return _DEATH.search(words) is not None or death_said(words) is not None
