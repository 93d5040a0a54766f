"""What the service knows of a task (nhiệm vụ): as much as notifications and reminders need."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Task:
    """A task after its latest event. Units, people and directives are resource names, empty if there is none.

    `parent_lead` is the agency that made a subtask, `former_lead` the one that had the task before
    the step, `requester` the person who last asked for a later date. `approval_seeker` is the person whose matter
    waited for approval inside the lead agency until the step.
    `asked` are the people asked for the decision that it waits for since the step, or no longer does.
    `concerned` are the coordinators whose coordination the step adds or changes.
    `co_holder` works beside the holder, who is to be done by `internal_due_date` as the agency wants it.
    `undated` means explicitly no due date (không thời hạn).
    """

    name: str
    title: str
    state: str
    directive: str = ""
    field: str = ""
    assigner: str = ""
    monitor: str = ""
    lead: str = ""
    parent_lead: str = ""
    former_lead: str = ""
    coordinators: tuple[str, ...] = ()
    holder_unit: str = ""
    holder_person: str = ""
    co_holder: str = ""
    requester: str = ""
    approval_seeker: str = ""
    asked: tuple[str, ...] = ()
    concerned: tuple[str, ...] = ()
    due_date: date | None = None
    internal_due_date: date | None = None
    undated: bool = False
    progress_date: date | None = None
    urging_count: int = 0
    unanswered_urgings: int = 0
    version: int = 0

    @property
    def units(self) -> tuple[str, ...]:
        """The units whose people a step can concern."""
        return (self.lead, self.parent_lead, self.former_lead, self.holder_unit, *self.coordinators)
