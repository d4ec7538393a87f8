from typing import Any

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.members import Role, Status
from assistant.i18n import language
from assistant.services import pauses
from assistant.services.tick import tick
from handlers.notices import renderers
from tests.handlers.arrears import BEYOND, SECOND, SUMMARY, THIRD, WITHIN
from tests.handlers.talk import Talk, member, plain


def _told(code: str, data: dict[str, Any], kind: str = "dues_reminder") -> str:
    return plain(renderers()[kind](language(code), data).text)


def _buttons(data: dict[str, Any]) -> list[tuple[str, str | None, tuple[str, ...]]]:
    reply = renderers()["dues_reminder"](language("en"), data)
    return [(button.label, button.command, button.arguments) for button in reply.buttons]


# Three tones, two wordings, two languages


@pytest.mark.parametrize(
    ("data", "french", "english"),
    [
        pytest.param(
            WITHIN,
            "Bonjour Awa. Il reste 20,00 € de cotisations à régler (février et mars 2026). Vous êtes toujours à jour "
            "(art. 8). Si vous venez de payer, dites-le avec <cmd>pay</cmd> et oubliez ce message.",
            "Hello Awa. There is still €20.00 of dues to pay (February and March 2026). You are still up to date "
            "(art. 8). If you have just paid, say so with <cmd>pay</cmd> and forget this message.",
            id="first month, within the tolerance",
        ),
        pytest.param(
            WITHIN | SECOND,
            "Bonjour Awa. Il reste 20,00 € de cotisations à régler (février et mars 2026). C’est le deuxième mois de "
            "suite que les livres montrent un retard. Vous êtes toujours à jour (art. 8). Si c’est difficile, écrivez "
            "à la trésorerie : vous pouvez régler en plusieurs fois. Si vous venez de payer, dites-le avec "
            "<cmd>pay</cmd> et oubliez ce message.",
            "Hello Awa. There is still €20.00 of dues to pay (February and March 2026). This is the second month in a "
            "row that the books show something overdue. You are still up to date (art. 8). If paying is difficult, "
            "write to the treasurer: it can be done in several parts. If you have just paid, say so with "
            "<cmd>pay</cmd> and forget this message.",
            id="second month, within the tolerance",
        ),
        pytest.param(
            WITHIN | THIRD,
            "Bonjour Awa. Il reste 20,00 € de cotisations à régler (février et mars 2026). Les livres montrent un "
            "retard depuis 5 mois de suite. Vous êtes toujours à jour (art. 8). Au-delà de 60,00 €, vos droits se "
            "fermeraient, et le bureau pourrait vous adresser un avertissement écrit (art. 30). Si c’est difficile, "
            "écrivez à la trésorerie : vous pouvez régler en plusieurs fois. Si vous venez de payer, dites-le avec "
            "<cmd>pay</cmd> et oubliez ce message.",
            "Hello Awa. There is still €20.00 of dues to pay (February and March 2026). The books have shown something "
            "overdue for 5 months in a row. You are still up to date (art. 8). Beyond €60.00 rights would close, and "
            "the bureau could send a written warning (art. 30). If paying is difficult, write to the treasurer: it can "
            "be done in several parts. If you have just paid, say so with <cmd>pay</cmd> and forget this message.",
            id="third month, within the tolerance",
        ),
        pytest.param(
            BEYOND,
            "Bonjour Awa. Il reste 80,00 € de cotisations à régler. C’est au-delà des 60,00 € que l’association "
            "accepte (art. 8) : régler 20,00 € suffit pour être de nouveau à jour. Si vous venez de payer, dites-le "
            "avec <cmd>pay</cmd> et oubliez ce message.",
            "Hello Awa. There is still €80.00 of dues to pay. That is beyond the €60.00 that the association accepts "
            "(art. 8): €20.00 is enough to be up to date again. If you have just paid, say so with <cmd>pay</cmd> and "
            "forget this message.",
            id="first month, not up to date",
        ),
        pytest.param(
            BEYOND | SECOND,
            "Bonjour Awa. Il reste 80,00 € de cotisations à régler. C’est le deuxième mois de suite que les livres "
            "montrent un retard. C’est au-delà des 60,00 € que l’association accepte (art. 8) : régler 20,00 € suffit "
            "pour être de nouveau à jour. D’ici là, le vote, les procurations et l’entraide vous sont fermés. Si c’est "
            "difficile, écrivez à la trésorerie : vous pouvez régler en plusieurs fois. Si vous venez de payer, "
            "dites-le avec <cmd>pay</cmd> et oubliez ce message.",
            "Hello Awa. There is still €80.00 of dues to pay. This is the second month in a row that the books show "
            "something overdue. That is beyond the €60.00 that the association accepts (art. 8): €20.00 is enough to "
            "be up to date again. Until then votes, proxies and mutual aid are closed to you. If paying is difficult, "
            "write to the treasurer: it can be done in several parts. If you have just paid, say so with "
            "<cmd>pay</cmd> and forget this message.",
            id="second month, not up to date",
        ),
        pytest.param(
            BEYOND | THIRD,
            "Bonjour Awa. Il reste 80,00 € de cotisations à régler. Les livres montrent un retard depuis 5 mois de "
            "suite. C’est au-delà des 60,00 € que l’association accepte (art. 8) : régler 20,00 € suffit pour être de "
            "nouveau à jour. D’ici là, le vote, les procurations et l’entraide vous sont fermés. Le bureau peut "
            "ensuite vous adresser un avertissement écrit (art. 30). Si c’est difficile, écrivez à la trésorerie : "
            "vous pouvez régler en plusieurs fois. Si vous venez de payer, dites-le avec <cmd>pay</cmd> et oubliez ce "
            "message.",
            "Hello Awa. There is still €80.00 of dues to pay. The books have shown something overdue for 5 months in a "
            "row. That is beyond the €60.00 that the association accepts (art. 8): €20.00 is enough to be up to date "
            "again. Until then votes, proxies and mutual aid are closed to you. The bureau’s next step may be a "
            "written warning (art. 30). If paying is difficult, write to the treasurer: it can be done in several "
            "parts. If you have just paid, say so with <cmd>pay</cmd> and forget this message.",
            id="third month, not up to date",
        ),
    ],
)
def test_each_month_in_a_row_has_its_tone_and_each_situation_its_wording(
    data: dict[str, Any], french: str, english: str
) -> None:
    assert _told("fr", data) == french
    assert _told("en", data) == english


def test_after_long_arrears_the_reminder_does_not_promise_rights_at_once() -> None:
    told = _told("fr", BEYOND | THIRD | {"amount": 24000, "wait_months": 1})

    assert "vos droits se rouvriront 1 mois après le règlement de 180,00 € (art. 9)." in told
    assert "suffit" not in told
    assert "D’ici là" not in told


@pytest.mark.parametrize(
    ("votes", "written"),
    [
        (False, "Après un long retard, vos droits se rouvrent le 20 avril 2026 (art. 9)."),
        (True, "Après un long retard, l’entraide vous couvre de nouveau à partir du 20 avril 2026 (art. 9)"),
    ],
)
def test_who_waits_after_long_arrears_is_not_told_to_be_up_to_date(votes: bool, written: str) -> None:
    waiting = {"waits_until": "2026-04-20", "votes": votes, "articles": ["NDZ art. 9"]}

    told = _told("fr", WITHIN | waiting)

    assert written in told
    assert "toujours à jour" not in told


@pytest.mark.parametrize("month", [SECOND, THIRD])
def test_who_is_suspended_is_not_told_that_paying_opens_rights(month: dict[str, Any]) -> None:
    assert "D’ici là" not in _told("fr", BEYOND | month | {"active": False})


@pytest.mark.parametrize("data", [WITHIN | THIRD, BEYOND | THIRD])
def test_who_was_warned_already_is_not_told_of_a_warning_to_come(data: dict[str, Any]) -> None:
    assert "avertissement" not in _told("fr", data | {"warned": True})


def test_what_was_declared_is_told_in_the_reminder() -> None:
    told = _told("fr", WITHIN | {"pending": 1500})

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
    assert f"({written})" in _told("fr", WITHIN | {"months": months})


@pytest.mark.parametrize(
    ("data", "amounts"),
    [
        (WITHIN, ["20.00"]),
        (BEYOND, ["20.00", "80.00"]),
        (BEYOND | {"pending": 1500}, ["5.00", "65.00"]),
        (BEYOND | {"pending": 2000}, ["60.00"]),
        (BEYOND | {"pending": 9000}, []),
    ],
)
def test_one_tap_begins_to_pay_what_is_left_and_another_shows_the_details(
    data: dict[str, Any], amounts: list[str]
) -> None:
    assert _buttons(data) == [
        *((f"Pay €{amount}", "pay", (amount,)) for amount in amounts),
        ("Details", "statement", ()),
    ]


async def test_a_real_reminder_carries_all_that_its_words_need_and_its_button_pays(talk: Talk) -> None:
    await talk.register(member("M030", "Alain"), balance=-24000)
    await talk.register(member("M031", "Basile"), balance=-8000)
    await talk.register(member("M012", "Awa"), balance=-2000)

    await talk.database.run(tick)
    await talk.sender.drain()
    told = {who: talk.heard(who) for who in ("alain", "basile", "awa")}
    await talk.press("basile", "Payer 20,00\u00a0€")

    assert "vos droits se rouvriront 1 mois après le règlement de 180,00 €" in told["alain"]
    assert "régler 20,00 € suffit pour être de nouveau à jour" in told["basile"]
    assert "avec /payer" in told["basile"]
    assert told["awa"].startswith("Bonjour Awa. Il reste 20,00 € de cotisations à régler (février et mars 2026).")
    assert talk.heard("basile").startswith("Comment avez-vous payé")


# What the bureau reads


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        (0, "Rappels de cotisation, mars 2026 : 0 membre prévenu."),
        (1, "Rappels de cotisation, mars 2026 : 1 membre prévenu."),
        (2, "Rappels de cotisation, mars 2026 : 2 membres prévenus."),
    ],
)
def test_the_bureau_learns_how_many_were_reminded(sent: int, written: str) -> None:
    assert _told("fr", SUMMARY | {"sent": sent}, "reminder_summary") == written


def test_the_bureau_learns_in_which_tone() -> None:
    tones = {"tones": {"first": 12, "third": 1}}

    assert _told("fr", SUMMARY | tones, "reminder_summary").endswith(
        "\nPremier mois : 12 · Troisième mois de suite ou plus : 1"
    )


def test_the_bureau_learns_who_was_skipped_and_why() -> None:
    skipped = {
        "not_a_member": ["Rufin Samba"],
        "bereaved": ["Grace Ibara", "Inès Ibara"],
        "pending_covers": ["Awa Ibara"],
    }

    assert _told("fr", SUMMARY | {"skipped": skipped}, "reminder_summary").endswith(
        "\nN’ont pas reçu de rappel :\n• pas ou plus membres : Rufin Samba\n• en deuil : Grace Ibara et Inès Ibara\n"
        "• ont déclaré un paiement qui couvre tout : Awa Ibara"
    )
    assert _told("en", SUMMARY | {"skipped": skipped}, "reminder_summary").endswith(
        "\nLeft out:\n• not members, or no longer: Rufin Samba\n• bereaved: Grace Ibara and Inès Ibara\n"
        "• declared a payment that covers it: Awa Ibara"
    )


def test_the_bureau_learns_who_could_not_be_reached() -> None:
    data = SUMMARY | {"unreachable": ["Awa <b>Ibara", "Rufin Samba"]}

    told = str(renderers()["reminder_summary"](language("en"), data).text)

    assert "Awa &lt;b&gt;Ibara and Rufin Samba" in told


@pytest.mark.parametrize(("count", "ending"), [(20, "et Awa19"), (21, "Awa19 et 1 autre"), (60, "Awa19 et 40 autres")])
def test_a_summary_names_twenty_people_and_counts_the_others(count: int, ending: str) -> None:
    names = [f"Awa{place}" for place in range(count)]

    assert _told("fr", SUMMARY | {"unreachable": names}, "reminder_summary").endswith(f"{ending}.")
    assert _told("fr", SUMMARY | {"skipped": {"own_choice": names}}, "reminder_summary").endswith(ending)


async def test_a_real_summary_reaches_the_bureau_and_leads_to_the_pauses(talk: Talk, clock: StandingClock) -> None:
    await talk.register(member("M005", "Nadège", Role.TREASURER), balance=0)
    await talk.register(member("M012", "Awa"), balance=-2000)
    await talk.register(member("M013", "Bintou"), balance=-2000)
    await talk.register(member("M014", "Chantal", status=Status.RESIGNED), balance=-6500)
    await talk.database.run(lambda work: pauses.bereaved(work, OPERATOR, "M013", work.today))

    await talk.database.run(tick)
    await talk.sender.drain()

    assert talk.heard("nadège") == (
        "Rappels de cotisation, mars 2026 : 1 membre prévenu.\nDeuxième mois de suite : 1\n"
        "N’ont pas reçu de rappel :\n• pas ou plus membres : Chantal Ibara\n• en deuil : Bintou Ibara"
    )
    assert talk.keys("nadège") == ["Pauses"]
