"""The structure of a directive: sections, points and clauses as a tree, from their markers (I, 1, 1.1, a, -, +)."""

import re
from dataclasses import dataclass, field

from .passages import Passage

# Markers from the largest to the smallest part of a document (Nghị định 30/2020/NĐ-CP, Annex I).
LEVELS: tuple[tuple[float, re.Pattern[str]], ...] = (
    (1, re.compile(r"(?:PHẦN|Phần|CHƯƠNG|Chương)\s+(?:[IVX]+|\d+|thứ \w+)\b[.:\s]*")),
    (2, re.compile(r"[IVX]{1,5}\s*[.\-–]\s*(?=\S)")),
    (2, re.compile(r"Điều\s+\d+\s*[.:]\s*")),
    (3, re.compile(r"(?:Thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười))\s*[,:]\s*")),
    (3, re.compile(r"\(?\d{1,2}[.)]\s*(?=[^\d\s])")),
    (4, re.compile(r"\d{1,2}\.\d{1,2}[.)]?\s+(?=\D)")),
    (4.5, re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}[.)]?\s+(?=\D)")),
    (5, re.compile(r"[a-zđ]\d?[.)]\s*(?=\S)")),
    (6, re.compile(r"[-–•]\s*(?=\S)")),
    (7, re.compile(r"[+*]\s+(?=\S)")),
)
UNMARKED = 8.0
RECIPIENTS = re.compile(r"Nơi nhận\s*:?", re.IGNORECASE)


@dataclass
class Node:
    """A part of a directive: its paragraph, the length of its marker, and the parts below it."""

    passage: Passage
    level: float
    mark: int
    children: list["Node"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words without the marker."""
        return self.passage.text[self.mark :]

    @property
    def is_marked(self) -> bool:
        """Whether the part has a number, a letter or a dash."""
        return self.mark > 0


def body(passages: list[Passage]) -> list[Passage]:
    """The passages before the list of recipients."""
    for at, passage in enumerate(passages):
        if RECIPIENTS.match(passage.text.lstrip("* ")):
            return passages[:at]
    return passages


def outline(passages: list[Passage]) -> Node:
    """The tree of the passages. A paragraph that ends with a colon is the heading of the marked ones after it."""
    root = Node(Passage("", ()), 0.0, 0)
    open_nodes = [root]
    nodes = [_node(passage) for passage in passages]
    for at, node in enumerate(nodes):
        following = nodes[at + 1] if at + 1 < len(nodes) else None
        if not node.is_marked:
            node.level = _unmarked_level(node, following, open_nodes)
        while open_nodes[-1].level >= node.level:
            open_nodes.pop()
        open_nodes[-1].children.append(node)
        open_nodes.append(node)
    return root


def _node(passage: Passage) -> Node:
    for level, mark in LEVELS:
        found = mark.match(passage.text)
        if found:
            return Node(passage, level, found.end())
    return Node(passage, UNMARKED, 0)


def _unmarked_level(node: Node, following: Node | None, open_nodes: list[Node]) -> float:
    if following and following.is_marked and node.text.endswith(":"):
        return following.level - 0.25
    innermost = next(each for each in reversed(open_nodes) if each.level < UNMARKED)
    is_heading = innermost.text.endswith(":") or not re.search(r"[.;]$", innermost.text)
    return UNMARKED if is_heading or innermost.level < 3 else innermost.level
