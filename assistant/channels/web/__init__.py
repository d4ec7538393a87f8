"""The web chat: a page on loopback that looks and behaves like a phone chat; plain HTML, CSS and JavaScript."""

from assistant.channels.web.channel import WebChat
from assistant.channels.web.conversations import Conversations, FileConversations, MemoryConversations
from assistant.channels.web.people import Demo, Menu, Person, Receive

__all__ = [
    "Conversations",
    "Demo",
    "FileConversations",
    "MemoryConversations",
    "Menu",
    "Person",
    "Receive",
    "WebChat",
]
