"""A claim as text: each condition with its figure, from plain data."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.claim_cards import card, headline
from tests.handlers.claim_data import (
    ENGLISH,
    FRENCH,
    cancelled,
    claim,
    decided,
    english,
    french,
    judged,
    meeting,
    other,
    refusal,
)
from tests.handlers.talk import plain

LINES = 12
"""What a telephone shows of a card at once."""
REFUSALS = {
    "NOT_A_MEMBER": "Règlement : rien à verser, pas membre actif ce jour-là (art. 14).",
    "SUSPENDED": "Règlement : rien à verser, membre suspendu ce jour-là (art. 14).",
    "EVENT_NOT_COVERED": "Règlement : rien à verser, événement hors de la liste (art. 14).",
    "IN_WAITING_PERIOD": "Règlement : rien à verser, en carence jusqu’au 14 août 2026 (art. 14).",
    "NOT_UP_TO_DATE": "Règlement : rien à verser, pas à jour (art. 14).",
    "LONG_ARREARS_WAIT": (
        "Règlement : rien à verser, de nouveau à jour le 2 avril 2026 seulement, après un long retard (art. 14)."
    ),
    "DUPLICATE_EVENT": "Règlement : rien à verser, déjà demandé pour cet événement (art. 14).",
    "DEADLINE_PASSED": "Règlement : rien à verser, le dernier jour était le 31 mars 2026 (art. 14).",
    "NO_CEREMONY_OR_INVITATION": "Règlement : rien à verser sans cérémonie et invitation (art. 14).",
    "MISSING_DOCUMENT": "Règlement : pas encore, il manque la carte d’invitation (art. 14).",
    "POSSIBLE_DUPLICATE": (
        "Règlement : au bureau de dire si celle-ci est versée aussi, une autre demande passe avant (art. 14)."
    ),
    "BUREAU_DECISION_REQUIRED": (
        "Règlement : au bureau de dire comment compter cet événement, avant de voter (art. 14)."
    ),
}


def test_a_card_says_what_happened_what_the_bylaws_give_by_which_conditions_and_what_a_yes_does() -> None:
    assert french(claim()) == [
        "Décès du père (« Prosper Ibara ») : Awa Ibara (M012), le 1er mars 2026.",
        "Demande n° 3, déclarée par Awa Ibara le 5 mars 2026.",
        "Règlement : 1 000,00 € (art. 14, annexe, art. 8).",
        "À jour au 1er mars 2026 : retard de 15,00 €, 60,00 € acceptés (art. 8).",
        "Carence terminée depuis le 1er juillet 2020 (art. 6).",
        "Aucune demande antérieure.",
        (
            "Si tous approuvent : 1 000,00 € à Awa Ibara. Cotisation décès (art. 14) : 30 membres × 50,00 € = "
            "1 500,00 €, d’ici au 4 avril 2026."
        ),
        "Tout le bureau est interrogé (art. 25) : 1 pour, 0 contre, 2 en attente.",
    ]
    assert english(claim()) == [
        "Death of a father (“Prosper Ibara”): Awa Ibara (M012), 1 March 2026.",
        "Claim No. 3, declared by Awa Ibara on 5 March 2026.",
        "Bylaws: €1,000.00 (art. 14, annexe, art. 8).",
        "Up to date on 1 March 2026: arrears €15.00 of at most €60.00 accepted (art. 8).",
        "Waiting period over since 1 July 2020 (art. 6).",
        "No earlier claim.",
        (
            "If all agree: €1,000.00 to Awa Ibara. Contribution (art. 14): 30 members × €50.00 = €1,500.00, by 4 April "
            "2026."
        ),
        "The whole bureau is asked (art. 25): 1 yes, 0 no, 2 still to answer.",
    ]


@pytest.mark.parametrize(("reason", "sentence"), REFUSALS.items())
def test_what_the_bylaws_do_not_allow_is_shown_with_its_reason_and_article(reason: str, sentence: str) -> None:
    lines = french(refusal(reason))

    assert lines[2] == sentence
    assert not [line for line in lines if line.startswith("Si tous approuvent")]


@pytest.mark.parametrize(
    ("reason", "asked"),
    [
        ("NOT_UP_TO_DATE", False),
        ("DUPLICATE_EVENT", False),
        ("MISSING_DOCUMENT", True),
        ("POSSIBLE_DUPLICATE", True),
        ("BUREAU_DECISION_REQUIRED", True),
    ],
)
def test_the_bureau_is_asked_only_where_it_can_still_say_something(reason: str, asked: bool) -> None:
    lines = french(refusal(reason))

    assert lines[-1].startswith("Tout le bureau est interrogé") is asked


def test_who_is_behind_is_shown_with_the_excess() -> None:
    lines = french(refusal("NOT_UP_TO_DATE", overdue=6001))

    assert (
        lines[3] == "Pas à jour au 1er mars 2026 : retard de 60,01 €, 0,01 € de plus que les 60,00 € acceptés (art. 8)."
    )


@pytest.mark.parametrize("reason", ["EVENT_NOT_COVERED", "IN_WAITING_PERIOD", "LONG_ARREARS_WAIT", "SUSPENDED"])
def test_where_something_else_stands_in_the_way_arrears_within_the_limit_are_told_without_a_judgement(
    reason: str,
) -> None:
    assert "Retard au 1er mars 2026 : 60,00 €, 60,00 € acceptés (art. 8)." in french(refusal(reason, overdue=6000))


def test_of_who_was_no_member_no_money_is_told() -> None:
    lines = french(refusal("NOT_A_MEMBER"))

    assert not [line for line in lines if "retard" in line.lower() or "Carence" in line]


def test_two_deaths_in_a_month_say_which_situation_counts_and_until_when_payments_better_it() -> None:
    data = judged(basis="art9", judged_on="2026-02-28") | {"deaths": 2}

    assert french(data)[3:5] == [
        "À jour au 28 février 2026 : retard de 15,00 €, 60,00 € acceptés (art. 8).",
        (
            "2 décès dans le mois (art. 9) : la situation du 28 février 2026 compte, avec ce qui a été versé avant "
            "l’annonce du 5 mars 2026."
        ),
    ]
    assert english(data)[4] == (
        "2 deaths in the month (art. 9): the situation of 28 February 2026 counts, and what was paid before it was "
        "announced, on 5 March 2026."
    )


def test_an_earlier_announcement_stands_beside_the_declaration() -> None:
    assert french(claim(announced_on="2026-03-02"))[1] == (
        "Demande n° 3, déclarée par Awa Ibara le 5 mars 2026. Annoncé le 2 mars 2026."
    )


@pytest.mark.parametrize(("covered_from", "over"), [("2026-02-28", True), ("2026-03-01", True), ("2026-03-02", False)])
def test_the_waiting_period_is_over_from_the_first_day_covered_on(covered_from: str, over: bool) -> None:
    lines = french(meeting(claim(), covered_from=covered_from))

    assert any(line.startswith("Carence terminée") for line in lines) is over


def test_a_new_member_s_own_death_pays_a_part_and_says_until_when_the_waiting_period_lasts() -> None:
    data = judged(reason="WAITING_PERIOD_QUARTER", payout=50000, kind="death_member") | {
        "kind": "death_member",
        "taken_for": "death_member",
        "relative": "",
    }
    lines = french(meeting(data, covered_from="2026-08-14"))

    assert lines[0] == "Décès d’un membre : Awa Ibara (M012), le 1er mars 2026."
    assert lines[2].startswith("Règlement : 500,00 €, en partie seulement, car en carence jusqu’au 14 août 2026")
    assert not [line for line in lines if line.startswith("Carence")]
    assert "Si tous approuvent : 500,00 €, à qui le bureau désigne." in lines[5]


@pytest.mark.parametrize(
    ("views", "said"),
    [
        ([], "Acte de naissance : pièce reçue le 4 mars 2026, pas encore consultée."),
        (
            [
                ["Sylvie Ibara", "2026-03-05T10:00"],
                ["Sylvie Ibara", "2026-03-05T11:00"],
                ["Rosine Ibara", "2026-03-05"],
            ],
            "Acte de naissance : pièce reçue le 4 mars 2026, vue par Sylvie Ibara et Rosine Ibara.",
        ),
    ],
)
def test_a_document_is_told_of_with_who_has_seen_it_each_once(views: list[list[str]], said: str) -> None:
    data = claim(kind="birth", taken_for="birth", views=views)

    assert said in french(meeting(data, paper="birth_certificate", handed_in="2026-03-04"))


def test_a_document_that_is_awaited_is_told_of_too() -> None:
    data = refusal("MISSING_DOCUMENT") | {"kind": "birth", "taken_for": "birth"}

    assert "Acte de naissance : pièce attendue." in french(meeting(data, paper="birth_certificate"))


@pytest.mark.parametrize(
    ("ceremony", "invitation", "said"),
    [
        (True, True, "Cérémonie et invitation des membres : oui, d’après la déclaration."),
        (True, False, "Cérémonie : oui. Invitation des membres : non."),
        (False, True, "Cérémonie : non. Invitation des membres : oui."),
        (False, False, "Cérémonie et invitation des membres : non."),
    ],
)
def test_a_ceremony_is_shown_by_what_was_declared(ceremony: bool, invitation: bool, said: str) -> None:
    data = claim(kind="baptism", taken_for="baptism", ceremony=ceremony, invitation=invitation)

    assert said in french(meeting(data, paper="invitation", ceremony=True))


def test_a_wedding_to_which_the_members_are_invited_awaits_no_card() -> None:
    data = claim(kind="marriage", taken_for="marriage", invitation=True)

    assert "Invitation des membres : oui, d’après la déclaration." in french(meeting(data, paper="invitation"))


def test_earlier_claims_are_named_the_latest_first_and_beyond_two_counted() -> None:
    rows = [
        {"claim": 1, "kind": "birth", "event_on": "2024-05-01", "state": "approved"},
        {"claim": 2, "kind": "other", "event_on": "2025-06-02", "state": "declared"},
        {"claim": 3, "kind": "death_mother", "event_on": "2025-07-03", "state": "approved"},
    ]

    (one,) = [line for line in french(claim(earlier=rows[:1])) if "antérieure" in line]
    (all_,) = [line for line in french(claim(earlier=rows)) if "antérieure" in line]

    assert one == "Demande antérieure : Naissance, 1er mai 2024 (accordé)."
    assert all_ == (
        "Demandes antérieures : Décès de la mère, 3 juillet 2025 (accordé) · Autre événement, 2 juin 2025 (en cours) · "
        "1 autre."
    )


def test_claims_about_one_event_and_those_that_may_be_stand_apart() -> None:
    lines = french(claim(others=[other("death_spouse", same=True), other("death_brother", same=False, claim_id=4)]))

    assert "Même événement : n° 2, Bintou Moussa, Décès du conjoint, 2 mars 2026." in lines
    assert "Peut-être le même événement : n° 4, Bintou Moussa, Décès d’un frère, 2 mars 2026." in lines


@pytest.mark.parametrize(
    ("kind", "asked"), [("death_mother", False), ("death_sister", False), ("death_brother", True), ("other", True)]
)
def test_a_man_s_death_is_never_perhaps_a_woman_s(kind: str, asked: bool) -> None:
    lines = french(claim(others=[other(kind, same=False)]))

    assert any(line.startswith("Peut-être") for line in lines) is asked


@pytest.mark.parametrize(
    ("verdict", "called", "said"),
    [
        ({"levied": 1}, False, "Cotisation décès (art. 14) : 1 membre × 50,00 € = 50,00 €, d’ici au 4 avril 2026."),
        ({"levied": 0, "levy": 0}, True, "La cotisation décès a déjà été appelée pour cet événement."),
        ({"levied": 0, "levy": 0}, False, "Aucune cotisation n’est appelée."),
    ],
)
def test_what_a_yes_calls(verdict: dict[str, Any], called: bool, said: str) -> None:
    lines = french(judged(**verdict) | {"called": called})

    assert f"Si tous approuvent : 1 000,00 € à Awa Ibara. {said}" in lines


def test_a_contribution_may_be_called_where_nothing_is_paid() -> None:
    data = refusal("NOT_UP_TO_DATE", overdue=9000)
    data["verdict"] |= {"levy": 5000, "levied": 2}

    assert (
        "Si tous approuvent : rien à verser. Cotisation décès (art. 14) : 2 membres × 50,00 € = 100,00 €, d’ici au "
        "4 avril 2026."
    ) in french(data | {"votable": True})


def test_a_planned_event_says_from_when_on_the_bureau_answers() -> None:
    data = claim(event_on="2026-06-06", opens_on="2026-06-06", votable=False)

    assert french(data)[-1] == "Le bureau se prononcera à partir du 6 juin 2026, selon la situation de ce jour-là."


@pytest.mark.parametrize(
    ("tie", "ruled", "first"),
    [
        ("half_sibling", "other", "Événement touchant un demi-frère ou une demi-sœur : Awa Ibara (M012)"),
        (
            "half_sibling",
            "death_brother",
            "Événement touchant un demi-frère ou une demi-sœur, compté comme « Décès d’un frère » : Awa Ibara (M012)",
        ),
        ("in_law", "other", "Événement dans la belle-famille : Awa Ibara (M012)"),
    ],
)
def test_what_is_not_on_the_list_is_shown_by_its_tie_and_by_what_it_counts_for(
    tie: str, ruled: str, first: str
) -> None:
    data = claim(kind="other", tie=tie, taken_for=ruled, relative="")

    assert plain(headline(FRENCH, data)) == f"{first}, le 1er mars 2026."


def test_twins_are_told_by_their_number() -> None:
    data = claim(kind="birth", taken_for="birth", children=2, relative="")

    assert plain(headline(ENGLISH, data)) == "Birth of 2 children: Awa Ibara (M012), 1 March 2026."


def test_what_people_typed_is_never_markup() -> None:
    assert "<b>Prosper</b>" not in str(headline(FRENCH, claim(relative="<b>Prosper</b>")))


def test_what_the_books_do_not_reach_back_to_is_said() -> None:
    lines = french(claim(verdict=None, votable=False))

    assert lines[2] == "Les comptes ne remontent pas à ce jour : le règlement ne peut pas être appliqué."


def test_the_fullest_card_fits_a_telephone() -> None:
    others = [other("death_brother", same=True), other("death_brother", same=False, claim_id=4)]
    earlier = [{"claim": 1, "kind": "birth", "event_on": "2024-05-01", "state": "approved"}]
    data = judged(basis="art9", judged_on="2026-02-28") | {"others": others, "earlier": earlier, "deaths": 3}

    for reader in (FRENCH, ENGLISH):
        assert len(str(card(reader, data)).split("\n")) <= LINES


# Decided


def test_an_approved_claim_shows_who_was_last_the_payment_and_what_the_family_wishes() -> None:
    data = decided("approved", order={"order": 7, "state": "approved", "cents": 100000}, consent=True)

    assert french(data)[3:] == [
        "Le bureau a donné son accord le 5 mars 2026 à 18 h 12 ; Rosine Ibara a répondu en dernier.",
        "Versement de 1 000,00 € : à faire.",
        "La famille accepte que les membres soient prévenus.",
    ]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"consent": None}, "La famille n’a pas encore dit si les membres peuvent être prévenus."),
        ({"consent": False}, "La famille ne souhaite pas que les membres soient prévenus."),
        ({"announced_at": "2026-03-06T09:00:00+01:00"}, "Annoncé aux membres le 6 mars 2026 à 9 h 00."),
    ],
)
def test_an_approved_claim_says_whether_the_members_may_be_told(told: dict[str, Any], said: str) -> None:
    assert french(decided("approved", **told))[-1] == said


def test_a_round_that_ended_by_itself_names_nobody() -> None:
    assert "Le bureau a donné son accord le 5 mars 2026 à 18 h 12." in french(decided("approved") | {"by": None})


def test_a_refused_claim_shows_by_whom_and_why() -> None:
    assert french(decided("refused", reason="Pas de lien"))[3:] == [
        "Rosine Ibara a refusé le 5 mars 2026 à 18 h 12.",
        "Motif : « Pas de lien ».",
    ]


def test_a_withdrawn_claim_shows_by_whom() -> None:
    assert french(decided("withdrawn"))[3:] == ["Retiré par Rosine Ibara le 5 mars 2026 à 18 h 12."]


@pytest.mark.parametrize(
    ("order", "repaid", "said"),
    [
        ("cancelled", False, "Versement de 1 000,00 € : annulé avant d’être fait."),
        ("paid", False, "1 000,00 € avaient été versés."),
        ("paid", True, "Les 1 000,00 € versés sont revenus."),
    ],
)
def test_a_cancelled_claim_shows_by_whom_why_and_where_the_money_is(order: str, repaid: bool, said: str) -> None:
    assert french(cancelled(order, repaid=repaid))[3:] == [
        "Annulé par Sylvie Ibara le 6 mars 2026 à 9 h 00.",
        "Motif : « Erreur ».",
        said,
    ]
