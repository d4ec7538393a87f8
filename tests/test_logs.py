import logging

from assistant.logs import BLOT, RedactingFormatter

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


def line(message: str, *secrets: str, error: Exception | None = None) -> str:
    info = (type(error), error, None) if error else None
    record = logging.LogRecord("test", logging.ERROR, __file__, 1, message, None, info)
    return RedactingFormatter(secrets).format(record)


def test_a_secret_is_blotted_out_by_value() -> None:
    assert line("the password is hunter2", "hunter2").endswith(f"the password is {BLOT}")


def test_anything_like_a_bot_token_is_blotted_out() -> None:
    assert TOKEN not in line(f"GET /bot{TOKEN}/getMe")


def test_anything_like_a_login_at_synapse_is_blotted_out() -> None:
    assert line("Bearer syt_bWJvbmdp_GxWLxWbsZyaOPvpUHpQk_2DOQlL").endswith(f"Bearer {BLOT}")


def test_a_secret_inside_a_traceback_is_blotted_out() -> None:
    assert TOKEN not in line("it failed", error=ValueError(f"no answer from /bot{TOKEN}"))


def test_an_iban_is_blotted_out() -> None:
    assert "3000" not in line("paid to FR76 3000 6000 0112 3456 7890 189")


def test_ordinary_figures_stay() -> None:
    assert line("update 123456 of telegram").endswith("update 123456 of telegram")
