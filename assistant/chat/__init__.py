"""All that a handler sees of any channel: what came in, what it may ask, what it answers."""

from assistant.chat.channel import (
    HOME,
    CannotSendError,
    Channel,
    ChatGoneError,
    File,
    Key,
    Message,
    RetryLaterError,
    Sent,
    UnsureError,
)
from assistant.chat.questions import (
    Amount,
    Answer,
    Choice,
    ContactShare,
    Day,
    FreeText,
    Option,
    Question,
    UnfitError,
    Upload,
    YesNo,
)
from assistant.chat.replies import Ask, Attachment, Button, Reply
from assistant.chat.routes import Command, Routes
from assistant.chat.turn import Pause, Readings, Turn, UnreadError

__all__ = [
    "HOME",
    "Amount",
    "Answer",
    "Ask",
    "Attachment",
    "Button",
    "CannotSendError",
    "Channel",
    "ChatGoneError",
    "Choice",
    "Command",
    "ContactShare",
    "Day",
    "File",
    "FreeText",
    "Key",
    "Message",
    "Option",
    "Pause",
    "Question",
    "Readings",
    "Reply",
    "RetryLaterError",
    "Routes",
    "Sent",
    "Turn",
    "UnfitError",
    "UnreadError",
    "UnsureError",
    "Upload",
    "YesNo",
]
