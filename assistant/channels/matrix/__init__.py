"""The Matrix channel."""

from assistant.channels.matrix.channel import Matrix

__all__ = ["Matrix"]
