from __future__ import annotations

from typing import Any

import pytest

from assistant.domain.convening import AgendaItem
from assistant.i18n import language
from handlers.calendar_file import calendar_file

BODY: dict[str, Any] = {
    "meeting": "3",
    "kind": "ago",
    "second": False,
    "starts_at": "2026-03-14T14:30:00+01:00",
    "place": "12 rue des Lilas, Lyon",
    "agenda": [AgendaItem({"fr": "Rapport moral", "en": "Moral report"}, "moral", votes=True).plain()],
    "edition": 2,
    "association": "N'DZOUANA",
    "stamped_at": "2026-02-20T09:00:00+00:00",
}


def test_the_file_names_the_meeting_in_the_reader_s_language_and_keeps_one_name_through_its_changes() -> None:
    french, english = (calendar_file(language(code), BODY) for code in ("fr", "en"))

    assert (french.document, french.name) == ("calendar", "reunion-3.ics")
    assert french.data == {
        "uid": "meeting-3.n-dzouana@mbongi",
        "sequence": 2,
        "stamped_at": "2026-02-20T09:00:00+00:00",
        "starts_at": "2026-03-14T14:30:00+01:00",
        "minutes": 180,
        "summary": "Assemblée générale ordinaire – N'DZOUANA",
        "location": "12 rue des Lilas, Lyon",
        "description": "1. Rapport moral (vote)",
        "cancelled": False,
    }
    assert english.data["summary"] == "Ordinary general assembly – N'DZOUANA"


@pytest.mark.parametrize(("cancelled", "sequence"), [(False, 2), (True, 3)])
def test_calling_off_comes_after_the_last_change(sequence: int, *, cancelled: bool) -> None:
    found = calendar_file(language("fr"), BODY, cancelled=cancelled)

    assert (found.data["cancelled"], found.data["sequence"]) == (cancelled, sequence)
