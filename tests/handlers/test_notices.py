from typing import Any

import pytest

from assistant.i18n import language
from assistant.services.tick import tick
from handlers.notices import renderers
from tests.handlers.talk import Talk, member, plain

FRENCH, ENGLISH = language("fr"), language("en")
WITHIN = {
    "kind": "within_tolerance",
    "amount": 2000,
    "pending": 0,
    "tolerance": 6000,
    "months": ["2026-02", "2026-03"],
    "articles": ["NDZ art. 8", "NDZ art. 13"],
    "first_name": "Awa",
    "wait_months": 0,
    "wait_article": "NDZ art. 9",
    "currency": "EUR",
}
BEYOND = WITHIN | {"kind": "not_up_to_date", "amount": 8000, "months": []}


def _told(code: str, kind: str, data: dict[str, Any]) -> str:
    return plain(renderers()[kind](language(code), data).text)


def test_within_the_tolerance_the_reminder_is_a_friendly_line() -> None:
    assert _told("fr", "dues_reminder", WITHIN) == (
        "Bonjour Awa. Il reste 20,00 € de cotisations à régler (février et mars 2026). "
        "Vous êtes toujours à jour (art. 8). Si vous venez de payer, oubliez ce message."
    )
    assert _told("en", "dues_reminder", WITHIN) == (
        "Hello Awa. There is still €20.00 of dues to pay (February and March 2026). "
        "You are still up to date (art. 8). If you have just paid, forget this message."
    )


def test_beyond_the_tolerance_the_reminder_says_how_little_is_enough() -> None:
    told = _told("fr", "dues_reminder", BEYOND)

    assert told.startswith("Bonjour Awa. Il reste 80,00 € de cotisations à régler. C’est au-delà des 60,00 €")
    assert "régler 20,00 € suffit" in told


def test_after_long_arrears_the_reminder_does_not_promise_rights_at_once() -> None:
    told = _told("fr", "dues_reminder", BEYOND | {"amount": 24000, "wait_months": 1})

    assert "vos droits se rouvriront 1 mois après le règlement de 180,00 € (art. 9)." in told
    assert "suffit" not in told


def test_what_was_declared_is_told_in_the_reminder() -> None:
    told = _told("fr", "dues_reminder", WITHIN | {"pending": 1500})

    assert "Votre déclaration de 15,00 € attend la confirmation de la trésorerie." in told


@pytest.mark.parametrize(
    ("months", "written"),
    [
        (["2026-03"], "mars 2026"),
        (["2025-12", "2026-01"], "décembre 2025 et janvier 2026"),
        (["2025-11", "2025-12", "2026-01"], "novembre, décembre 2025 et janvier 2026"),
    ],
)
def test_months_are_written_with_each_year_once(months: list[str], written: str) -> None:
    assert f"({written})" in _told("fr", "dues_reminder", WITHIN | {"months": months})


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        (0, "Rappels de cotisation, mars 2026 : 0 membre prévenu."),
        (1, "Rappels de cotisation, mars 2026 : 1 membre prévenu."),
        (2, "Rappels de cotisation, mars 2026 : 2 membres prévenus."),
    ],
)
def test_the_bureau_learns_how_many_were_reminded(sent: int, written: str) -> None:
    assert _told("fr", "reminder_summary", {"month": "2026-03", "sent": sent, "unreachable": []}) == written


def test_the_bureau_learns_who_could_not_be_reached() -> None:
    data = {"month": "2026-03", "sent": 2, "unreachable": ["Awa <b>Ibara", "Rufin Samba"]}

    told = str(renderers()["reminder_summary"](ENGLISH, data).text)

    assert "Awa &lt;b&gt;Ibara and Rufin Samba" in told


@pytest.mark.parametrize(
    ("count", "ending"), [(20, "et Awa19."), (21, "Awa19 et 1 autre."), (60, "Awa19 et 40 autres.")]
)
def test_a_summary_names_twenty_people_and_counts_the_others(count: int, ending: str) -> None:
    data = {"month": "2026-03", "sent": 2, "unreachable": [f"Awa{place}" for place in range(count)]}

    assert _told("fr", "reminder_summary", data).endswith(ending)


def test_the_treasurer_is_asked_for_the_bank_with_a_button() -> None:
    reply = renderers()["bank_date_needed"](FRENCH, {"month_end": "2026-02-28"})

    assert plain(reply.text) == (
        "Les rappels du mois attendent que la banque soit saisie jusqu’au 28 février 2026. Dites-le quand c’est fait."
    )
    assert [button.command for button in reply.buttons] == ["bank"]


def test_a_new_account_is_told_to_the_members_other_one() -> None:
    assert _told("en", "account_replaced", {"channel": "telegram"}) == (
        "Another account on Telegram was just tied to you. If it was not you, write to the bureau at once."
    )


def test_a_new_member_is_welcomed_with_the_day_mutual_aid_begins() -> None:
    data = {"first_name": "Chantal", "waiting_ends_on": "2026-09-01", "articles": ["NDZ art. 3", "NDZ art. 6"]}

    assert _told("fr", "admitted", data) == (
        "Bienvenue Chantal : vous êtes membre (art. 3, art. 6). L’entraide vous couvre à partir du 1er septembre 2026."
    )


def test_uncertain_messages_are_counted_and_one_tap_away() -> None:
    reply = renderers()["deliveries_unsure"](FRENCH, {"count": 2})

    assert plain(reply.text) == "2 messages ne sont peut-être pas arrivés. Regardez avant de les renvoyer."
    assert [button.command for button in reply.buttons] == ["deliveries"]


async def test_a_real_reminder_carries_all_that_its_words_need(talk: Talk) -> None:
    await talk.register(member("M030", "Alain"), balance=-24000)
    await talk.register(member("M031", "Basile"), balance=-8000)
    await talk.register(member("M012", "Awa"), balance=-2000)

    await talk.database.run(tick)
    await talk.sender.drain()

    assert "vos droits se rouvriront 1 mois après le règlement de 180,00 €" in talk.heard("alain")
    assert "régler 20,00 € suffit pour voter" in talk.heard("basile")
    assert talk.heard("awa").startswith("Bonjour Awa. Il reste 20,00 € de cotisations à régler (février et mars 2026).")
