"""The rules of mutual aid: what is covered, for whom, on which money, how much, and what the others contribute."""

from assistant.rules.aid.assessing import assess, revised
from assistant.rules.aid.declaring import may_declare
from assistant.rules.aid.duplicates import sharing
from assistant.rules.aid.facts import Facts
from assistant.rules.aid.levies import due_on, liable, rate, total
from assistant.rules.aid.money import covered, judged_on, successive
from assistant.rules.aid.paying import kept_back, may_send

__all__ = [
    "Facts",
    "assess",
    "covered",
    "due_on",
    "judged_on",
    "kept_back",
    "liable",
    "may_declare",
    "may_send",
    "rate",
    "revised",
    "sharing",
    "successive",
    "total",
]
