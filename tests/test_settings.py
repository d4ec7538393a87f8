from pathlib import Path

import pytest

from assistant import settings
from assistant.domain.errors import SettingsError

NOWHERE = Path("nowhere/.env")


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


def test_a_webhook_without_a_secret_is_refused() -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET is missing"):
        read(TELEGRAM_TOKEN="1:a", TELEGRAM_WEBHOOK_URL="https://example.org/hook")


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
