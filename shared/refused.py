"""What a pure model raises when a rule forbids something, and how a use case turns it into the API's refusal."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from shared.errors import FailedPrecondition, NotFound, Refusal, invalid


class Refused(Exception):
    """A rule of the model forbids what was asked.

    `reason` is one of the service's ErrorReason. `field` names the argument that is wrong whatever the state; without
    one, the state forbids it. `facts` hold the figures that explain the refusal.
    """

    def __init__(self, reason: str, field: str | None = None, **facts: object) -> None:
        super().__init__(str(reason), field, facts)
        self.reason = str(reason)
        self.field = field
        self.facts: Mapping[str, str] = {key: str(value) for key, value in facts.items()}


def require(condition: object, reason: str, field: str | None = None, **facts: object) -> None:
    """Raises Refused unless the condition holds."""
    if not condition:
        raise Refused(reason, field, **facts)


@contextmanager
def refusing(name: str = "", paths: Mapping[str, str] | None = None) -> Iterator[None]:
    """Around a decision of the model, or as the decorator of a use case: raises the API's refusal for a Refused.

    `name` is the name of the resource; `paths` maps the model's arguments to fields of the request, where the request
    calls them something else.
    """
    try:
        yield
    except Refused as refused:
        raise refusal_of(refused, name, paths or {}) from refused


def refusal_of(refused: Refused, name: str, paths: Mapping[str, str]) -> Refusal:
    """InvalidArgument if a field is wrong, NotFound for a reason `…_NOT_FOUND`, else FailedPrecondition."""
    facts = ({"name": name} if name else {}) | dict(refused.facts)
    if refused.field is not None:
        return invalid(_path(refused.field, paths), refused.reason, refused.reason, **facts)
    kind = NotFound if refused.reason.endswith("_NOT_FOUND") else FailedPrecondition
    return kind(refused.reason, facts)


def _path(field: str, paths: Mapping[str, str]) -> str:
    """The path of a field; what follows its name, such as `[2].name`, is kept."""
    name = field.partition("[")[0]
    return paths.get(field) or paths.get(name, name) + field.removeprefix(name)
