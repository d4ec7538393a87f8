from typing import Any

from assistant.i18n import language
from handlers.notices import renderers
from tests.handlers.talk import plain

FRENCH, ENGLISH = language("fr"), language("en")


def _told(code: str, kind: str, data: dict[str, Any]) -> str:
    return plain(renderers()[kind](language(code), data).text)


def test_the_treasurer_is_asked_for_the_bank_with_a_button() -> None:
    reply = renderers()["bank_date_needed"](FRENCH, {"month_end": "2026-02-28"})

    assert plain(reply.text) == (
        "Les rappels du mois attendent que la banque soit saisie jusqu’au 28 février 2026. Dites-le quand c’est fait."
    )
    assert [button.command for button in reply.buttons] == ["bank"]


def test_an_invited_account_is_told_who_writes_and_asked_for_the_code() -> None:
    assert _told("en", "invited", {"association": "N’DZOUANA"}) == (
        "Hello, I am the assistant of N’DZOUANA. The bureau invites you to talk with me here. To know who you are, I "
        "need the code that it gives you by another way: write it here. If you did not expect "
        "this, take no notice of it."
    )


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
