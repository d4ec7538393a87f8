"""A JSON file that people can read: indented, in their own characters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from assistant.i18n import Language


def json_file(_reader: Language, data: Mapping[str, Any]) -> bytes:
    """UTF-8 bytes of the data."""
    return json.dumps(data, ensure_ascii=False, indent=2).encode()
