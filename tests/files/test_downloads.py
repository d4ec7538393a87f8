import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.files.downloads import LIFE, make_ready, sweep


def left(folder: Path, name: str, age: timedelta) -> Path:
    """A file that has been there for so long."""
    path = folder / name
    path.write_bytes(b"x")
    then = time.time() - age.total_seconds()
    os.utime(path, (then, then))
    return path


@pytest.mark.parametrize(("age", "stays"), [(LIFE - timedelta(minutes=1), True), (LIFE + timedelta(minutes=1), False)])
def test_what_is_older_than_a_day_goes(tmp_path: Path, age: timedelta, stays: bool) -> None:
    path = left(tmp_path, "5f0c", age)

    sweep(tmp_path)

    assert path.exists() is stays


def test_folders_stay_and_a_folder_that_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    os.utime(inner, (0, 0))

    sweep(tmp_path)
    sweep(tmp_path / "nowhere")

    assert inner.is_dir()
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_is_its_owner_s_alone_also_where_it_was_not(tmp_path: Path) -> None:
    fresh, open_to_all = tmp_path / "a" / "downloads", tmp_path / "old"
    open_to_all.mkdir(mode=0o755)
    orphan = left(open_to_all, "5f0c", 2 * LIFE)

    for folder in (fresh, open_to_all):
        make_ready(folder)

    assert [folder.stat().st_mode & 0o777 for folder in (fresh, open_to_all)] == [0o700, 0o700]
    assert not orphan.exists()
