"""The rules of mutual aid: what is covered, for whom, on which money, how much, and what the others contribute."""

from assistant.rules.aid.assessing import assess
from assistant.rules.aid.declaring import may_declare, may_declare_another
from assistant.rules.aid.duplicates import sharing
from assistant.rules.aid.events import bereaved, deaths, precedence, same_event, spouses
from assistant.rules.aid.facts import Facts
from assistant.rules.aid.levies import due_on, liable, rate, total
from assistant.rules.aid.money import covered, judged_on, successive
from assistant.rules.aid.paying import kept_back, may_send
from assistant.rules.aid.ruling import choices, paper

__all__ = [
    "Facts",
    "assess",
    "bereaved",
    "choices",
    "covered",
    "deaths",
    "due_on",
    "judged_on",
    "kept_back",
    "liable",
    "may_declare",
    "may_declare_another",
    "may_send",
    "paper",
    "precedence",
    "rate",
    "same_event",
    "sharing",
    "spouses",
    "successive",
    "total",
]
