"""Proposals of tasks: walks the tree of a directive and finds who must do what by when, with the passage.

One task is one thing that a lead agency must do. Usually each agency has a clause. A clause with another lead or date
is another task. A field such as "Đơn vị chủ trì: …" belongs to the item above it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from . import clauses
from .casing import is_shouted
from .clauses import Assignment
from .deadlines import deadline_field
from .names import duty_follows, is_name_list, names_at, split_names
from .outline import Node
from .passages import Passage
from .proposal import Duty, Proposal, proposal
from .terms import (
    CLOSING,
    COORDINATOR_LABELS,
    LEAD_LABELS,
    NO_TASK_SECTIONS,
    NO_TASK_TITLES,
    OTHER_LABELS,
    OUTPUT_LABELS,
    TIME_LABELS,
    WORK_LABELS,
    one_of,
)

NO_TASK = re.compile(
    rf"(?:về\s+)?{one_of(NO_TASK_SECTIONS)}\b|{one_of(NO_TASK_TITLES)}\s*[.:]?$", re.IGNORECASE
)
LABELS = {
    "lead": one_of(LEAD_LABELS),
    "coordinators": one_of(COORDINATOR_LABELS),
    "time": one_of(TIME_LABELS),
    "work": one_of(WORK_LABELS),
    "output": one_of(OUTPUT_LABELS),
    "other": one_of(OTHER_LABELS),
}
FIELD = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in LABELS.items()), re.IGNORECASE)
GROUP_LABEL = re.compile(
    r"(?:cơ quan|đơn vị) (?:thực hiện|chủ trì)\s*:?$|phân công thực hiện\s*:?$", re.IGNORECASE
)
HEADING_ORDER = re.compile(
    r"(?:giao|đề nghị|yêu cầu|mời|đối với|trách nhiệm của|nhiệm vụ của|phân công)\s+", re.IGNORECASE
)
ASSESSING = ("đánh giá", "cho ý kiến", "có ý kiến", "tham gia ý kiến")
LONGEST_HEADING = 260


@dataclass(frozen=True)
class Field:
    """A line "label: value" below an item of a plan."""

    name: str
    value: Passage
    node: Node


def proposals(root: Node, since: date | None, addressee: str | None) -> list[Proposal]:
    """The tasks in the order of the text.

    A date before `since` cannot be a deadline: the day of the meeting for a conclusion notice, else of issue.
    `addressee` has the duties that name nobody (the province that a leader met).
    """
    return _Walk(since).below(root, Duty((addressee,) if addressee else ()))


class _Walk:
    def __init__(self, issued: date | None) -> None:
        self._issued = issued

    def below(self, node: Node, duty: Duty) -> list[Proposal]:
        """The tasks of the children of a part."""
        found: list[Proposal] = []
        if _is_one_opinion(node, duty):
            return [self._opinion(node, duty)]
        continues = False
        for child in node.children:
            if continues and _is_detail(child):
                found[-1] = found[-1].extended(child.passage, self._issued)
                continue
            narrative = node.level == 0 and _is_narrative(child)
            tasks = [] if narrative else self._part(child, duty)
            found.extend(tasks)
            # A detail belongs to the paragraph right before it, whether that has a task or not.
            continues = bool(tasks)
        return found

    def _part(self, node: Node, duty: Duty) -> list[Proposal]:
        if _is_no_task(node) or CLOSING.match(node.text):
            return self._closing(node, duty)
        fields = _fields(node)
        if any(each.name == "lead" and _field_names(each.value.text) for each in fields):
            return self._item(node, duty, fields)
        if _is_cut(node):
            return self._clause(_joined(node), duty)
        if node.children:
            return self._heading(node, duty)
        return self._clause(node, duty)

    def _closing(self, node: Node, duty: Duty) -> list[Proposal]:
        """A closing paragraph may still give a duty after "Trong quá trình thực hiện"."""
        if node.children or not CLOSING.match(node.text):
            return []
        asking = [part for part in clauses.sentences(node.passage) if part.text.startswith("Trong quá trình")]
        return [task for part in asking for task in self._sentence(part, duty, None)]

    def _heading(self, node: Node, duty: Duty) -> list[Proposal]:
        below = _headed(node)
        if below is not None:
            return self.below(node, below)
        assignment = clauses.assignment(node.text)
        if assignment and node.text.endswith(":"):
            together = clauses.coordinators(node.text)
            return self.below(node, replace(_inherit(duty, assignment), coordinators=together))
        own = self._clause(node, duty) if assignment and not _is_heading(node) else []
        heir = _inherit(duty, assignment) if own and assignment else duty
        return own + self.below(node, heir)

    def _clause(self, node: Node, duty: Duty) -> list[Proposal]:
        """The tasks of a paragraph without parts below it. A sentence that is no task belongs to the one before."""
        found: list[Proposal] = []
        for part in clauses.sentences(node.passage.part(node.mark)):
            tasks = self._sentence(part, duty, found[-1] if found else None)
            if tasks or not found:
                found.extend(tasks)
            else:
                found[-1] = found[-1].extended(part, self._issued)
        return found

    def _sentence(self, part: Passage, duty: Duty, before: Proposal | None) -> list[Proposal]:
        """The tasks of a sentence. After another task it needs its own lead or date to be more than a detail."""
        assignment = clauses.assignment(part.text)
        if assignment and not (before and assignment.lead == before.lead):
            duty = _inherit(duty, assignment)
        elif before and not clauses.is_further_task(part.text, self._issued):
            return []
        elif before:
            duty = replace(duty, lead=before.lead)
        elif not duty.lead or not clauses.starts_task(part.text):
            return []
        pieces = clauses.split_by_deadline(part, self._issued)
        start = assignment.task if assignment else 0
        return [
            proposal(
                piece,
                duty,
                self._issued,
                start if not at else 0,
            )
            for at, piece in enumerate(pieces)
        ]

    def _item(self, node: Node, duty: Duty, fields: list[Field]) -> list[Proposal]:
        """The tasks of an item with fields: its works, or the item itself if it lists none."""
        duty = self._with_fields(duty, fields)
        works = [each for each in fields if each.name == "work"]
        if not works:
            last = next(each for each in reversed(fields) if each.name == "lead")
            head = _up_to(node, last)
            found = proposal(head, duty, self._issued, node.mark)
            timed = any(each.name == "time" for each in fields)
            deadline = duty.deadline if timed else found.deadline
            return [replace(found, content=clauses.shortened(node.text), deadline=deadline)]
        return [task for work in works for task in self._work(work, duty)]

    def _work(self, work: Field, duty: Duty) -> list[Proposal]:
        parts = [child.passage.part(child.mark) for child in work.node.children] or [work.value]
        return [
            proposal(piece, replace(duty, lead=lead or duty.lead), self._issued)
            for part in parts
            for piece, lead in clauses.inner_assignments(part, self._issued)
        ]

    def _with_fields(self, duty: Duty, fields: list[Field]) -> Duty:
        def names(name: str) -> tuple[str, ...]:
            return tuple(
                each for field in fields if field.name == name for each in _field_names(field.value.text)
            )

        times = [deadline_field(each.value.text, self._issued) for each in fields if each.name == "time"]
        output = next((each.value.text for each in fields if each.name == "output"), None)
        return Duty(names("lead"), names("coordinators"), times[0] if times else duty.deadline, output)

    def _opinion(self, node: Node, duty: Duty) -> Proposal:
        whole = Passage(
            " ".join(child.passage.text for child in node.children),
            tuple(
                offset
                for child in node.children
                for offset in (*child.passage.offsets, child.passage.offsets[-1] + 1)
            )[:-1],
        )
        return proposal(whole, duty, self._issued, 2)


def _is_heading(node: Node) -> bool:
    return (len(node.text) < LONGEST_HEADING and not re.search(r"[.;]$", node.text)) or node.level <= 2


def _is_no_task(node: Node) -> bool:
    """Whether a section has no tasks, but assessments, grounds or aims. "Căn cứ … như sau:" leads to the orders."""
    return bool(NO_TASK.match(node.text)) and _is_heading(node) and not re.search(r"\bsau\s*:$", node.text)


def _headed(node: Node) -> Duty | None:
    """The duty below a heading that lists agencies, such as "3. Đề nghị Sở Du lịch"; None for other headings."""
    if is_shouted(node.text):
        return None
    text = HEADING_ORDER.sub("", node.text, count=1).strip()
    text, _, after = text.partition(": Là ")
    bracket = re.fullmatch(r"(?:Các|các) (?:cơ quan|đơn vị)[^()]*\(([^()]+)\)\s*:?", text)
    if bracket:
        return Duty(tuple(split_names(bracket[1])))
    listed = re.sub(r"\s*\((?=[a-zđ])[^()]*\)\s*[.:]?$", "", text)
    if re.match(r"(?:Cơ quan|Đơn vị) (?!thực hiện|phối hợp thực hiện)[^.:;,]{5,80}$", listed) and not after:
        return Duty((listed,))
    if len(text) > LONGEST_HEADING or not is_name_list(listed):
        return None
    found = names_at(listed)
    return Duty(found.names) if found else None


def _inherit(duty: Duty, assignment: Assignment) -> Duty:
    if duty.lead and all(clauses.BACK_REFERENCE.fullmatch(name) for name in assignment.lead):
        return duty
    return replace(duty, lead=assignment.lead, coordinators=())


def _is_detail(node: Node) -> bool:
    """Whether an unmarked paragraph continues the clause before it."""
    if node.is_marked or node.children or CLOSING.match(node.text):
        return False
    if clauses.CONDITION.match(node.text):
        return clauses.assignment(node.text) is None
    return not clauses.starts_task(node.text)


def _is_narrative(node: Node) -> bool:
    """Whether a paragraph before the orders reports who met, said or issued something."""
    if node.is_marked or node.children:
        return False
    opening = clauses.assignment(node.text)
    obliges = opening and clauses.OBLIGING.match(node.text, opening.task)
    return not obliges and not clauses.orders(node.text)


def _fields(node: Node) -> list[Field]:
    """The lines "label: value" right below a part, and below its line "Cơ quan thực hiện:"."""
    found: list[Field] = []
    for child in node.children:
        field = _field(child)
        if GROUP_LABEL.match(child.text) and child.children:
            found.extend(each for each in map(_field, child.children) if each)
        elif field:
            found.append(field)
    return found


def _field(node: Node) -> Field | None:
    label, colon, _ = node.text.partition(":")
    found = FIELD.fullmatch(label.strip())
    if not found or not colon or found.lastgroup is None:
        return None
    return Field(found.lastgroup, node.passage.part(node.mark + len(label) + 1), node)


def _field_names(value: str) -> list[str]:
    """The names in a field, which may also say what each of them does ("Sở A rà soát …; các sở B rà soát …")."""
    parts = value.split(";")
    first = names_at(value)
    if first and first.end < len(value) and duty_follows(value, first.end):
        found = [names_at(part.strip()) for part in parts]
        return [name for each in found if each for name in each.names]
    return split_names(value, is_field=True)


def _up_to(node: Node, last: Field) -> Passage:
    """The item with its fields up to the one that names the lead."""
    texts: list[str] = []
    offsets: list[int] = []
    for each in _through(node, last.node):
        texts.append(each.passage.text)
        offsets.extend((*each.passage.offsets, each.passage.offsets[-1] + 1))
    return Passage(" ".join(texts), tuple(offsets[:-1]))


def _through(node: Node, last: Node) -> Iterator[Node]:
    yield node
    if node is last:
        return
    for child in node.children:
        inner = list(_through(child, last))
        yield from inner
        if inner[-1] is last:
            return


def _is_cut(node: Node) -> bool:
    """Whether the end of a clause became a part of its own because its line begins with a dash."""
    is_open = len(node.text) > 100 and not re.search(r"[.:;]$", node.text)
    return (
        is_open
        and len(node.children) == 1
        and node.children[0].level >= 6
        and clauses.assignment(node.text) is not None
    )


def _joined(node: Node) -> Node:
    tail = node.children[0].passage
    offsets = (*node.passage.offsets, node.passage.offsets[-1] + 1, *tail.offsets)
    return Node(Passage(f"{node.passage.text} {tail.text}", offsets), node.level, node.mark)


def _is_one_opinion(node: Node, duty: Duty) -> bool:
    """Whether the points below are one opinion of an agency, and not tasks of their own."""
    texts = [child.text.lower() for child in node.children]
    assessing = sum(text.startswith(ASSESSING) for text in texts)
    return node.level == 5 and bool(duty.lead) and len(texts) > 1 and assessing * 2 >= len(texts)
