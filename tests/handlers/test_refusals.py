from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.domain.decisions import Decision, Reason
from assistant.domain.members import Role
from assistant.i18n import language
from handlers.refusals import WORDS, explain
from tests.handlers.talk import plain

AT = datetime(2026, 3, 5, 11, 0, tzinfo=ZoneInfo("Europe/Paris"))
FIGURES = {
    "missing_cents": 1,
    "until": AT,
    "first": AT.date(),
    "warned_on": AT.date(),
    "state": "confirmed",
    "by": "Bintou Ibara",
    "name": "Bintou Ibara",
    "at": AT,
    "day": AT.date(),
    "latest": AT.date(),
    "petition": 3,
    "waiting": 5,
    "limit": 5,
    "votes": 12,
    "present": 1,
    "required": 2,
    "count": 1,
}


def _said(reason: Reason | None, *articles: str, code: str = "fr") -> str:
    decision = Decision(allowed=False, reason=reason, articles=articles, figures=FIGURES)
    return plain(explain(language(code), decision))


def test_the_articles_stand_at_the_end_of_the_first_sentence() -> None:
    assert _said(Reason.NOT_AUTHORISED, "NDZ art. 5") == (
        "Cela revient au bureau ou à la trésorerie (art. 5). Si vous en avez besoin, écrivez au bureau."
    )
    assert _said(Reason.ADMISSION_FEE_DUE, "NDZ art. 3", "NDZ annexe", code="en") == (
        "Not yet: €0.01 of the admission is still to be paid (art. 3, annexe)."
    )


def test_who_has_left_is_not_taken_for_a_stranger() -> None:
    left = Decision(allowed=False, reason=Reason.NOT_A_MEMBER, articles=("NDZ art. 14",), figures={"known": True})

    assert plain(explain(language("fr"), left)) == (
        "Cela est réservé aux membres, et vous ne l’êtes pas actuellement (art. 14). Si ce n’est pas exact, écrivez "
        "au bureau."
    )


def test_what_belongs_to_the_social_commission_is_not_said_to_be_the_bureau_s() -> None:
    no = Decision(
        allowed=False, reason=Reason.NOT_AUTHORISED, articles=("NDZ art. 26",), figures={"holders": [Role.SOCIAL]}
    )

    assert plain(explain(language("en"), no)).startswith("This belongs to the social commission (art. 26).")


def test_without_an_article_nothing_is_cited() -> None:
    assert _said(Reason.FUTURE_DATE, code="en") == "That day has not come yet. Give today or a day before."


@pytest.mark.parametrize(
    "reason", [None, *(reason for reason in Reason if reason not in {*WORDS, Reason.ALREADY_DECIDED})]
)
def test_a_reason_without_words_of_its_own_still_says_what_to_do(reason: Reason | None) -> None:
    assert _said(reason, "NDZ art. 8") == (
        "Ce n’est pas possible en l’état (art. 8). Écrivez au bureau si vous pensez le contraire."
    )


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("reason", list(WORDS))
def test_a_refusal_shows_no_code_and_does_not_shout(reason: Reason, code: str) -> None:
    said = _said(reason, "NDZ art. 8", code=code)

    assert str(reason) not in said
    assert "!" not in said
    assert "(art. 8)" in said
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("confirmed", "C’est déjà fait : paiement confirmé par Bintou Ibara le 5 mars 2026 à 11 h 00."),
        ("rejected", "C’est déjà fait : paiement rejeté par Bintou Ibara le 5 mars 2026 à 11 h 00."),
        ("withdrawn", "Cela a été retiré le 5 mars 2026 à 11 h 00."),
        ("reversed", "C’est déjà fait : paiement annulé par Bintou Ibara le 5 mars 2026 à 11 h 00."),
    ],
)
def test_the_second_of_two_reads_who_decided_how_and_when(state: str, said: str) -> None:
    decision = Decision(allowed=False, reason=Reason.ALREADY_DECIDED, figures={**FIGURES, "state": state})

    assert plain(explain(language("fr"), decision)) == said
