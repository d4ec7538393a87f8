from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.domain.attending import Answer, Proxy, Rsvp, proxy_of
from assistant.domain.meetings import Writing


def test_a_reference_names_the_year_and_leads_back_to_the_proxy() -> None:
    proxy = Proxy(7, 3, "M012", "M013", Writing.CHAT, datetime(2026, 3, 5, tzinfo=UTC), "M012")

    assert proxy.reference == "P-2026-0007"
    assert proxy_of(proxy.reference) == 7
    assert proxy_of("p-2026-12345") == 12345


@pytest.mark.parametrize("typed", ["7", "P-2026-7", "P-26-0007", "P-2026-0007 ", "P-2026-٠٠٠٧", "M012"])
def test_what_is_no_reference_leads_nowhere(typed: str) -> None:
    assert proxy_of(typed) is None


@pytest.mark.parametrize(
    ("reason", "forgotten", "explained"),
    [("un deuil", False, True), ("", True, True), ("", False, False), ("  ", False, False)],
)
def test_a_reason_was_given_whether_or_not_it_is_still_kept(reason: str, forgotten: bool, explained: bool) -> None:
    rsvp = Rsvp(3, "M012", Answer.ABSENT, reason, datetime(2026, 3, 5, tzinfo=UTC), "M012", forgotten)

    assert rsvp.explained is explained
