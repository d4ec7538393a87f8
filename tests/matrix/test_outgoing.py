from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from assistant.channels.matrix.memory import Press, Prompt
from assistant.channels.matrix.outgoing import LARGEST, content, decided, replacing, seed, write
from assistant.chat import HOME, Key, Message
from assistant.domain.messages import Address
from assistant.i18n import language

BOT = "@mbongi:example.org"
LINK = f"https://matrix.to/#/{BOT}"
AWA = Address("matrix", "@awa:example.org", "@awa:example.org")
YES, NO = Key("Oui", "t.0", option="yes"), Key("Non", "t.1", option="no")
BACK, CANCEL = Key("Back", "t.8", option="back"), Key("Cancel", "t.9", option="cancel")
KNOWN_TAGS = re.compile(r"</?(?:strong|em|ol|li|code|a)>|<br>|<a href=\"[^\"<>]*\">")
EVENT_BYTES = 65_536


def a_message(text: str = "Bonjour", *keys: Key, **fields: Any) -> Message:
    given: dict[str, Any] = {"id": 1, "to": AWA, "text": Markup(text), "language": "en", "keys": keys}
    return Message(**given | fields)


def a_question(kind: str, *keys: Key, options: int | None = None) -> Message:
    options = len(keys) if options is None else options
    return a_message("Alors ?", *keys, question="what", kind=kind, options=options)


def shown(message: Message) -> dict[str, Any]:
    """The one event that it becomes."""
    (text,) = write(message, LINK).texts
    return content(text)


def some(count: int) -> list[Key]:
    return [Key(f"Choix {number}", f"t.{number}", option=str(number)) for number in range(1, count + 1)]


def test_a_text_stands_plain_and_as_html() -> None:
    event = shown(a_message("<b>Vous devez 5 €.</b>\n<i>Awa</i> &lt;3 &amp; moi"))

    assert event["msgtype"] == "m.text"
    assert event["body"] == "Vous devez 5 €.\nAwa <3 & moi"
    assert event["format"] == "org.matrix.custom.html"
    assert event["formatted_body"] == "<strong>Vous devez 5 €.</strong><br><em>Awa</em> &lt;3 &amp; moi"


def test_no_other_markup_leaves() -> None:
    event = shown(a_message('<b>Oui</b> <img src="x"> <br>'))

    assert event["formatted_body"] == '<strong>Oui</strong> &lt;img src="x"> &lt;br>'
    assert event["body"] == 'Oui <img src="x"> <br>'


def test_a_name_that_stands_in_the_text_calls_nobody() -> None:
    assert shown(a_message("Awa"))["m.mentions"] == {}


def test_choices_are_numbered_and_the_ways_out_are_words_on_the_last_line() -> None:
    event = shown(a_question("choice", *some(2), BACK, CANCEL, options=2))

    assert event["body"] == "Alors ?\n\n1. Choix 1\n2. Choix 2\n\n“back” · “cancel”"
    assert event["formatted_body"] == "Alors ?<ol><li>Choix 1</li><li>Choix 2</li></ol>“back” · “cancel”"


def test_what_is_offered_without_a_question_is_numbered_too() -> None:
    event = shown(a_message("Bonjour", Key("Payer", "t.0"), Key("Détail", "t.1")))

    assert event["body"] == "Bonjour\n\n1. Payer\n2. Détail"


@pytest.mark.parametrize("kind", ["amount", "date", "time", "text", "member", "file"])
def test_where_a_typed_number_is_the_answer_itself_no_choice_bears_one(kind: str) -> None:
    written = write(a_question(kind, *some(2), CANCEL, options=2), LINK)

    assert content(written.texts[0])["body"] == "Alors ?\n\n🇦 Choix 1\n🇧 Choix 2\n\n“cancel”"
    assert [press.reaction for press in written.presses] == ["🇦", "🇧"]


def test_beside_an_open_question_only_its_own_choices_are_numbered() -> None:
    written = write(a_question("choice", *some(2), Key("Aide", "t.5"), options=2), LINK)

    assert written.texts[0].body == "Alors ?\n\n1. Choix 1\n2. Choix 2\n🇦 Aide"
    assert written.texts[0].html == "Alors ?<ol><li>Choix 1</li><li>Choix 2</li></ol>🇦 Aide"
    assert [press.reaction for press in written.presses] == ["1️⃣", "2️⃣", "🇦"]


def test_yes_and_no_are_a_tick_and_a_cross() -> None:
    written = write(a_question("yes_no", YES, NO, CANCEL, options=2), LINK)

    assert written.presses == (Press("✅", "Oui", "t.0"), Press("❌", "Non", "t.1"))
    assert written.texts[0].body == "Alors ?\n\n1. Oui\n2. Non\n\n“cancel”"


def test_five_choices_can_be_tapped_and_six_are_only_listed() -> None:
    five, six = (write(a_question("choice", *some(count)), LINK) for count in (5, 6))

    assert [press.reaction for press in five.presses] == ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣"]
    assert [press.reaction for press in six.presses] == [""] * 6
    assert six.texts[0].body.endswith("6. Choix 6")


def test_six_choices_without_numbers_are_told_apart_by_nothing_but_their_words() -> None:
    assert write(a_question("amount", *some(6)), LINK).texts[0].body.endswith("\n• Choix 5\n• Choix 6")


def test_a_link_is_its_label_and_plain_its_address_too() -> None:
    event = shown(a_message("Voici.", Key("Page", url="https://example.org/?a=1&b=2")))

    assert event["body"] == "Voici.\n\nPage: https://example.org/?a=1&b=2"
    assert event["formatted_body"] == 'Voici.<br><br><a href="https://example.org/?a=1&amp;b=2">Page</a>'


def test_what_is_to_be_copied_stands_as_code() -> None:
    event = shown(a_message("Voici.", Key("IBAN", copy="FR76 <1>"), YES))

    assert event["body"] == "Voici.\n\nIBAN: FR76 <1>\n\n1. Oui"
    assert event["formatted_body"] == "Voici.<br><br>IBAN: <code>FR76 &lt;1&gt;</code><ol><li>Oui</li></ol>"


def test_the_way_to_a_private_chat_leads_to_the_assistant() -> None:
    event = shown(a_message("En privé.", Key("Ouvrir", url=HOME), personal=False))

    assert f'<a href="{LINK}">Ouvrir</a>' in event["formatted_body"]


def test_a_contact_cannot_be_shared_here_and_no_button_says_so() -> None:
    event = shown(a_question("contact", CANCEL, options=0))

    assert event["body"] == "Alors ?\n\n“cancel”"


def test_a_silent_message_notifies_nobody() -> None:
    (text,) = write(a_message(), LINK).texts

    assert (content(text, silent=True)["msgtype"], content(text)["msgtype"]) == ("m.notice", "m.text")


def test_remarks_stand_below_the_text_and_above_the_choices() -> None:
    (text,) = write(a_message("Voici.", YES), LINK, [Markup("Trop <b>lourd</b>.")]).texts

    assert text.body == "Voici.\n\nTrop lourd.\n\n1. Oui"


def test_a_long_text_is_cut_between_lines_and_the_choices_stand_below_its_end() -> None:
    lines = [f"{number:04} une ligne du relevé de Mme Ibara" for number in range(500)]

    written = write(a_message("\n".join(lines), YES), LINK)

    bodies = [text.body for text in written.texts]
    assert len(bodies) > 1
    assert "\n".join(bodies) == "\n".join([*lines, "", "1. Oui"])
    assert bodies[-1] == f"{written.bare.body}\n\n1. Oui"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=9_000), st.integers(1, 8))
def test_whatever_people_typed_every_event_fits_encrypted_and_edited_and_is_sound(typed: str, times: int) -> None:
    message = a_message(str(Markup("<b>{}</b>").format(escape(typed * times))), *some(5))

    written = write(message, LINK)

    for text in written.texts:
        assert "<" not in KNOWN_TAGS.sub("", text.html)
        assert len(json.dumps(replacing("$" + "e" * 43, text))) * 4 / 3 + 1_000 < EVENT_BYTES
        assert len(json.dumps([text.body, text.html])) <= LARGEST


def test_an_edit_holds_the_new_content_and_a_fallback() -> None:
    (text,) = write(a_message("<b>Fait.</b>"), LINK).texts

    edit = replacing("$card", text)

    assert edit["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$card"}
    assert edit["m.new_content"] == content(text)
    assert (edit["body"], edit["msgtype"]) == ("* Fait.", "m.text")


def test_a_decided_question_shows_what_was_pressed_and_its_choices_no_longer() -> None:
    written = write(a_question("yes_no", Key("Oui & non", "t.0"), NO, CANCEL, options=2), LINK)
    prompt = Prompt("$q", "!r", AWA.chat, "what", written.bare.body, written.bare.html, written.presses)

    shown = decided(prompt, "Oui & non")["m.new_content"]

    assert shown["body"] == "Alors ?\n\n✅ Oui & non"
    assert shown["formatted_body"] == "Alors ?<br><br>✅ Oui &amp; non"


def test_a_question_answered_by_typing_only_loses_its_choices() -> None:
    prompt = Prompt("$q", "!r", AWA.chat, "what", "Alors ?", "Alors ?", (Press("✅", "Oui", "t.0"),))

    assert decided(prompt, None)["m.new_content"]["body"] == "Alors ?"


def test_a_seed_is_a_reaction_to_the_prompt() -> None:
    assert seed("$q", Press("✅", "Oui", "t.0")) == {
        "m.relates_to": {"rel_type": "m.annotation", "event_id": "$q", "key": "✅"}
    }


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_ways_out_are_written_as_the_language_does(code: str) -> None:
    quoted = str(language(code).t("“{words}”", words="retour"))

    assert (
        write(a_message("?", Key("Retour", "t.0", option="back"), language=code), LINK).texts[0].body.endswith(quoted)
    )
