"""`python -m locales`: bring every catalogue up to what the code says, and say what is left to translate."""

import sys

from locales.extraction import codes, update

left = {code: update(code) for code in codes()}
for code, messages in left.items():
    for message in messages:
        sys.stdout.write(f"{code}: {message}\n")
