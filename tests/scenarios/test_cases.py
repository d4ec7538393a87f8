"""Each case of the scenario files beside this module is a test of its own, named by file and id."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assistant.domain.bylaws import Bylaws
from assistant.scenarios import Case, Fresh, read_cases, run_case

FILES = sorted(Path(__file__).parent.glob("*.yaml"))
CASES = {f"{path.stem}/{case.id}": case for path in FILES for case in read_cases(path)}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_the_case_comes_out_as_it_says(case: Case, fresh: Fresh, ndzouana: Bylaws) -> None:
    assert await run_case(case, fresh, ndzouana) == []


def test_no_two_cases_share_an_id() -> None:
    ids = Counter(case.id for path in FILES for case in read_cases(path))

    assert [case for case, times in ids.items() if times > 1] == []
