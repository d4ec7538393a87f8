from pathlib import Path

import pytest

from assistant import settings
from assistant.domain.errors import SettingsError
from assistant.settings import MailServer

NOWHERE = Path("nowhere/.env")
ON_MATRIX = {
    "MATRIX_HOMESERVER": "https://matrix.example.org/",
    "MATRIX_USER": "@mbongi:example.org",
    "ASSISTANT_SECRET_KEY": "canary key",
}


def read(**values: str) -> settings.Settings:
    return settings.load(values, NOWHERE)


def test_without_any_setting_the_embedded_defaults_stand() -> None:
    chosen = read()

    assert chosen.database_url == "sqlite:///data/assistant.db"
    assert str(chosen.timezone) == "Europe/Paris"
    assert chosen.locale == "fr"
    assert chosen.telegram is None
    assert chosen.web_listen is None


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ASSISTANT_DATABASE_URL", "mysql://db", "must begin with sqlite:/// or postgresql://"),
        ("ASSISTANT_TIMEZONE", "Mars/Olympus", "is no time zone"),
        ("ASSISTANT_LOCALE", "de", "allowed: fr, en"),
        ("ASSISTANT_LOG_LEVEL", "LOUD", "allowed: DEBUG"),
        ("WEB_CHAT_LISTEN", "0.0.0.0:8008", "loopback only"),
        ("WEB_CHAT_LISTEN", "8008", "write it like 127.0.0.1:8008"),
        ("WEB_CHAT_LISTEN", "127.0.0.1:99999", "write it like"),
        ("ASSISTANT_IBAN", "FR76 3000 6000 0112 3456 7890 188", "is no valid IBAN"),
        ("ASSISTANT_BIC", "AGRI", "is no BIC"),
        ("ASSISTANT_REGLEMENT", "missing.md", "names no file"),
        ("MATRIX_HOMESERVER", "matrix.example.org", "must begin with http:// or https://"),
        ("SMTP_URL", "mail.example.org", "is no address of a mail server"),
        ("SMTP_URL", "http://mail.example.org", "is no address of a mail server"),
        ("SMTP_URL", "smtp://mail.example.org:99999", "is no address of a mail server"),
        ("SMTP_URL", "smtp://user@mail.example.org", "holds half a login"),
        ("SMTP_URL", "smtp://mail.example.org?tls=maybe", "may end in"),
        ("SMTP_URL", "smtps://mail.example.org?tls=none", "may end in"),
        ("MAIL_FROM", "the bureau", "write it like"),
        ("MAIL_FROM", "a@example.org, b@example.org", "write it like"),
        ("MAIL_FROM", "The bureau\n<a@example.org>", "write it like"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_and_its_variable_named(name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as refused:
        read(**{name: value})

    assert str(refused.value).startswith(name)


def test_an_iban_may_be_written_with_spaces() -> None:
    chosen = read(ASSISTANT_IBAN="FR76 3000 6000 0112 3456 7890 189", ASSISTANT_BIC="agrifrpp")

    assert chosen.payee is not None
    assert (chosen.payee.iban, chosen.payee.bic) == ("FR7630006000011234567890189", "AGRIFRPP")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://u:p%40%2F@post.example.org", MailServer("post.example.org", 587, "starttls", "u", "p@/")),
        ("smtp://post.example.org:2525", MailServer("post.example.org", 2525, "starttls")),
        ("smtps://u:p@post.example.org", MailServer("post.example.org", 465, "tls", "u", "p")),
        ("smtp://127.0.0.1:1025", MailServer("127.0.0.1", 1025, "none")),
        ("smtp://[::1]", MailServer("::1", 25, "none")),
        ("smtp://localhost?tls=starttls", MailServer("localhost", 587, "starttls")),
        ("smtp://post.example.org?tls=none", MailServer("post.example.org", 25, "none")),
    ],
)
def test_email_leaves_in_secret_unless_it_stays_on_this_machine_or_is_said_not_to(url: str, server: MailServer) -> None:
    chosen = read(SMTP_URL=url, MAIL_FROM="bureau@example.org")

    assert chosen.mail is not None
    assert chosen.mail.server == server


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        ("bureau@example.org", "", "bureau@example.org"),
        ("N’DZOUANA <bureau@example.org>", "N’DZOUANA", "bureau@example.org"),
        ('"N’DZOUANA, le bureau" <bureau@example.org>', "N’DZOUANA, le bureau", "bureau@example.org"),
    ],
)
def test_email_comes_from_a_name_and_an_address(sender: str, name: str, address: str) -> None:
    chosen = read(SMTP_URL="smtp://localhost", MAIL_FROM=sender)

    assert chosen.mail is not None
    assert (chosen.mail.name, chosen.mail.address) == (name, address)


def test_half_the_settings_of_email_are_refused_and_the_missing_one_is_named() -> None:
    with pytest.raises(SettingsError, match="MAIL_FROM is missing"):
        read(SMTP_URL="smtp://localhost")
    with pytest.raises(SettingsError, match="SMTP_URL is missing"):
        read(MAIL_FROM="bureau@example.org")
    assert read().mail is None


def test_the_login_of_the_mail_server_is_a_secret_whole_and_by_itself() -> None:
    chosen = read(SMTP_URL="smtp://u:can%40ary@localhost", MAIL_FROM="bureau@example.org")

    assert {"smtp://u:can%40ary@localhost", "can@ary"} <= set(chosen.secrets)
    assert "can@ary" not in repr(chosen)


def test_a_webhook_without_a_secret_is_refused() -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET is missing"):
        read(TELEGRAM_TOKEN="1:a", TELEGRAM_WEBHOOK_URL="https://example.org/hook")


def test_matrix_is_off_until_a_homeserver_is_named() -> None:
    chosen = read(MATRIX_USER="@mbongi:example.org", MATRIX_PASSWORD="canary")

    assert chosen.matrix is None


def test_matrix_needs_a_homeserver_a_user_and_the_key_that_seals() -> None:
    chosen = read(**ON_MATRIX)

    assert chosen.matrix == settings.Matrix("https://matrix.example.org", "@mbongi:example.org")


@pytest.mark.parametrize("missing", ["MATRIX_USER", "ASSISTANT_SECRET_KEY"])
def test_what_matrix_lacks_is_named(missing: str) -> None:
    with pytest.raises(SettingsError, match=f"^{missing} is missing"):
        read(**{name: value for name, value in ON_MATRIX.items() if name != missing})


@pytest.mark.parametrize(
    ("given", "missing"),
    [("MATRIX_ACCESS_TOKEN", "MATRIX_DEVICE_ID"), ("MATRIX_DEVICE_ID", "MATRIX_ACCESS_TOKEN")],
)
def test_a_token_and_its_device_are_given_together(given: str, missing: str) -> None:
    with pytest.raises(SettingsError, match=f"^{missing} is missing"):
        read(**ON_MATRIX, **{given: "ABCDEF"})


@pytest.mark.parametrize(
    "user",
    [
        *("mbongi", "@mbongi", "mbongi:example.org", "@:example.org", "@mbongi:", "@mbongi:example.org:port"),
        *("@Mbongi:example.org", "@mbongi:example.org!", "@mbongi :example.org", f"@{'m' * 250}:example.org"),
    ],
)
def test_a_user_that_is_no_full_matrix_id_is_refused(user: str) -> None:
    with pytest.raises(SettingsError, match=r"^MATRIX_USER is no full Matrix ID"):
        read(**ON_MATRIX | {"MATRIX_USER": user})


@pytest.mark.parametrize(
    "user", ["@mbongi:localhost", "@m.b-o_n=g/i+1:example.org:8448", "@mbongi:[2001:db8::1]:8448", "@mbongi:10.0.0.1"]
)
def test_a_full_matrix_id_may_have_any_server(user: str) -> None:
    chosen = read(**ON_MATRIX | {"MATRIX_USER": user})

    assert chosen.matrix is not None
    assert chosen.matrix.user == user


def test_what_opens_the_matrix_account_may_come_from_files_and_is_a_secret(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("canary password\n")
    (tmp_path / "token").write_text("canary token\n")

    chosen = read(
        **ON_MATRIX,
        MATRIX_PASSWORD_FILE=str(tmp_path / "password"),
        MATRIX_ACCESS_TOKEN_FILE=str(tmp_path / "token"),
        MATRIX_DEVICE_ID="ABCDEF",
    )

    assert chosen.matrix is not None
    assert (chosen.matrix.password, chosen.matrix.access_token) == ("canary password", "canary token")
    assert {"canary password", "canary token"} <= set(chosen.secrets)
    assert "canary" not in repr(chosen)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("123456:from-a-file\n")

    chosen = read(TELEGRAM_TOKEN_FILE=str(secret))

    assert chosen.telegram is not None
    assert chosen.telegram.token == "123456:from-a-file"


def test_a_secret_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_TOKEN_FILE cannot be read"):
        read(TELEGRAM_TOKEN_FILE=str(tmp_path / "missing"))


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("ASSISTANT_LOCALE=en\nASSISTANT_LOG_LEVEL=DEBUG\n")

    chosen = settings.load({"ASSISTANT_LOG_LEVEL": "ERROR"}, dotenv)

    assert (chosen.locale, chosen.log_level) == ("en", "ERROR")


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    chosen = read(TELEGRAM_TOKEN="123456:canary", ASSISTANT_DATABASE_URL="postgresql://u:canary@h/d")

    assert "canary" not in repr(chosen)
    assert chosen.secrets.count("123456:canary") == 1
