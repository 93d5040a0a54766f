"""One proposed task, as read from a clause."""

from dataclasses import dataclass, replace
from datetime import date

from . import clauses
from .deadlines import NONE, Deadline, deadline_in
from .passages import Passage

CONCRETE = "concrete"
GENERAL = "general"


@dataclass(frozen=True)
class Duty:
    """What a clause inherits from the headings and fields above it."""

    lead: tuple[str, ...] = ()
    coordinators: tuple[str, ...] = ()
    deadline: Deadline = NONE
    output: str | None = None


@dataclass(frozen=True)
class Proposal:
    """A task (nhiệm vụ) as the text has it: names as written, `span` in code points of the read text.

    `specificity` is "concrete" if somebody can confirm the task as done, "general" for an exhortation without an
    output.
    """

    content: str
    passage: Passage
    lead: tuple[str, ...]
    coordinators: tuple[str, ...]
    deadline: Deadline
    output: str | None
    report_to: str | None
    specificity: str

    @property
    def quote(self) -> str:
        """The passage that it comes from, white space collapsed."""
        return self.passage.text

    @property
    def span(self) -> tuple[int, int]:
        """Where the quote begins and ends in the read text."""
        return self.passage.span

    def extended(self, part: Passage, issued: date | None) -> "Proposal":
        """The same task with a further sentence of its clause."""
        whole = Passage(
            f"{self.passage.text} {part.text}",
            (*self.passage.offsets, self.passage.offsets[-1] + 1, *part.offsets),
        )
        coordinators = clauses.union(self.coordinators, clauses.coordinators(part.text), self.lead)
        return replace(
            self,
            passage=whole,
            coordinators=coordinators,
            deadline=self.deadline or deadline_in(part.text, issued) or self.deadline,
            report_to=self.report_to or clauses.report_to(part.text),
            output=self.output or clauses.output(part.text),
        )


def proposal(passage: Passage, duty: Duty, issued: date | None, task_at: int = 0) -> Proposal:
    """A task from the words of `passage`, which inherits what they leave open. The work begins at `task_at`."""
    text, task = passage.text, passage.text[task_at:]
    own = deadline_in(text, issued)
    deadline = own if own or not duty.deadline.text else duty.deadline
    return Proposal(
        content=clauses.shortened(task),
        passage=passage,
        lead=duty.lead,
        coordinators=clauses.union(duty.coordinators, clauses.coordinators(text), duty.lead),
        deadline=deadline,
        output=duty.output or clauses.output(text),
        report_to=clauses.report_to(text),
        specificity=GENERAL if clauses.is_exhortation(task, bool(deadline)) else CONCRETE,
    )
