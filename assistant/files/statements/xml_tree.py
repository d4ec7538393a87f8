"""XML, element by element: no DTD, no entity, no more depth than a statement has; what was handled is not kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException, DTDForbidden
from defusedxml.ElementTree import DefusedXMLParser

from assistant.files.limits import MAX_DEPTH
from assistant.files.statements.movements import problem

_CHUNK = 64 * 1024


@dataclass(slots=True)
class Node:
    """An element by its name without namespace, and the line it begins on."""

    name: str
    line: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] | None = None

    def add(self, child: Node) -> None:
        """One more child."""
        if self.children is None:
            self.children = []
        self.children.append(child)

    def all(self, name: str) -> Iterator[Node]:
        """The children of that name."""
        return (child for child in self.children or () if child.name == name)

    def at(self, *names: str) -> Node | None:
        """The first element on that path."""
        node: Node | None = self
        for name in names:
            node = next(node.all(name), None) if node else None
        return node

    def text_at(self, *names: str) -> str:
        """Its text; empty where there is none."""
        node = self.at(*names)
        return node.text if node else ""


Handler = Callable[[Node, str], None]
"""Takes an element and its parent's name."""


def read_tree(content: bytes, handlers: Mapping[str, Handler]) -> None:
    """Hand each element of those names to its handler as it ends. FileRefusedError where the XML is unsound."""
    target = _Target(handlers)
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.line = lambda: int(parser.parser.CurrentLineNumber)
    try:
        for start in range(0, len(content), _CHUNK):
            parser.feed(content[start : start + _CHUNK])
        parser.close()
    except DTDForbidden as error:
        raise problem(target.line(), "the file has a document type, which no statement has") from error
    except ParseError as error:
        what = str(error.msg).partition(":")[0]
        raise problem(error.position[0], f"the XML is unsound ({what}); export it again") from error
    except (DefusedXmlException, LookupError, ValueError) as error:
        raise problem(target.line(), f"the XML cannot be read ({type(error).__name__}); export it again") from error


class _Target:
    """Builds the elements that are open, and drops each once it was handled."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers
        self._open: list[Node] = []
        self._texts: list[str] = []
        self.line: Callable[[], int] = lambda: 1

    def start(self, tag: str, attributes: Mapping[str, Any]) -> None:
        """An element begins."""
        if len(self._open) >= MAX_DEPTH:
            raise problem(self.line(), f"the XML is more than {MAX_DEPTH} elements deep; no statement is")
        self._texts.clear()
        self._open.append(Node(tag.rpartition("}")[2], self.line(), attributes))

    def data(self, text: str) -> None:
        """A piece of text."""
        self._texts.append(text)

    def end(self, _tag: str) -> None:
        """An element ends."""
        node = self._open.pop()
        if node.children is None:
            node.text = "".join(self._texts).strip()
        self._texts.clear()
        parent = self._open[-1] if self._open else Node("", 0)
        if node.name in self._handlers:
            self._handlers[node.name](node, parent.name)
        else:
            parent.add(node)

    def close(self) -> None:
        """The document ends."""
