"""Import of tasks from Excel: the form to fill in, and the answer to a filled-in one, row by row."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any, cast
from uuid import uuid4

from sqlalchemy.orm import Session

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceService
from dondoc_api.google.api.httpbody_pb import HttpBody
from services.task import template, usecases, workbook
from services.task.announce import values
from services.task.model import FormRow, RowKind, SortedRow, Terms, Verb
from services.task.tables import Caller, units
from services.task.template import ReadRow, Sheet
from services.task.usecases import Form, Nameable, Outcome, Row, RowDecision
from shared import clock, rules, streams, texts
from shared.errors import (
    FieldViolation,
    InvalidArgument,
    PermissionDenied,
    Refusal,
    ResourceExhausted,
    invalid,
)
from shared.messages import Catalogue, Locale
from shared.server import Call

from .translate import terms_of

_CONTENT = "content"
_REQUIRED = "import.required"
# The field rules that an empty cell breaks.
_EMPTY = ("required", "string.min_len")
# What a row says of its task.
_SAID = (
    *("title", "output", "lead", "coordinations", "due", "urgency", "field", "assigner", "monitor"),
    *("source_kind", "assign_date", "directive", "directive_number", "directive_date", "state"),
)


class Importing(TaskServiceService):
    """The calls of the task service for importing tasks."""

    _catalogue: Catalogue
    # Each workbook takes a thread and some memory for a while; the others wait.
    _workbooks: asyncio.Semaphore

    async def export_task_template(
        self,
        request: pb.ExportTaskTemplateRequest,  # noqa: ARG002 - a request without arguments
        call: Call,
    ) -> AsyncIterator[HttpBody]:
        """The form, of its own for each download."""
        caller, today, locale = Caller.of(call.principal), clock.today(), call.locale
        found = await call.read(lambda session: usecases.list_nameable(session, caller, today))
        names = _names(found, self._catalogue)
        fields = sorted(_fields_of_work(self._catalogue, locale), key=texts.dictionary_key)
        lists = template.FormLists(names, fields)
        title = self._catalogue.say("import.file", locale, {"day": today})
        async with self._workbooks:
            with TemporaryFile() as file:
                await asyncio.to_thread(template.save, str(uuid4()), lists, self._catalogue, locale, file)
                async for piece in streams.sent(call, file, f"{title}.xlsx", workbook.CONTENT_TYPE):
                    yield piece

    async def import_tasks(
        self, requests: AsyncIterator[pb.ImportTasksRequest], call: Call
    ) -> pb.ImportTasksResponse:
        """Imports the rows of a form, or says what is wrong with them."""
        caller, at = Caller.of(call.principal), clock.now()
        first = await anext(aiter(requests), pb.ImportTasksRequest())
        rules.check(first)
        wanted = Outcome[first.outcome.name] if first.outcome else None
        outcome = usecases.outcome_of(caller, wanted)
        content = HttpBody(data=await _received(first, requests))
        # A dry run has no answer to keep: with the same id the import itself may follow.
        request_id = "" if first.validate_only else first.request_id
        request = pb.ImportTasksRequest(content=content, outcome=first.outcome, request_id=request_id)
        return await self._import(request, call, outcome, at, dry=first.validate_only)

    async def _import(
        self, request: pb.ImportTasksRequest, call: Call, outcome: Outcome, at: datetime, *, dry: bool
    ) -> pb.ImportTasksResponse:
        caller, content = Caller.of(call.principal), request.content or HttpBody()
        if (known := await call.earlier(request)) is not None:
            return cast("pb.ImportTasksResponse", known)
        async with self._workbooks:
            sheet = await asyncio.to_thread(_opened, content.data, self._catalogue)
        numbers = template.numbers_in(cell.text for row in sheet.rows if (cell := row.cells.get("directive")))
        found = await call.read(
            lambda session: usecases.list_nameable(session, caller, clock.day_of(at), numbers)
        )
        names, labels = _names(found, self._catalogue), await call.read(units.labels)
        rows = await asyncio.to_thread(_understood, sheet, names, self._catalogue)
        form = Form(sheet.form, [_row(row) for row in rows], outcome)
        answer = _Answer(workbook.Texts(self._catalogue, call.locale, labels), sheet, outcome)

        def work(session: Session) -> pb.ImportTasksResponse:
            decided = usecases.decide_import(session, caller, form, at, dry=dry)
            if dry:
                return answer.of(rows, decided)
            answer.refuse(rows, decided)
            usecases.enter_import(session, caller, form, decided, at)
            return answer.of(rows, decided, created=True)

        return await call.change(request, work)


async def _received(first: pb.ImportTasksRequest, requests: AsyncIterator[pb.ImportTasksRequest]) -> bytes:
    """The content of an upload. Raises ResourceExhausted (`IMPORT_TOO_LARGE`), Aborted (`UPLOAD_CUT_OFF`)."""
    content = bytearray()
    async for piece in streams.received(first, requests):
        content += piece
        if len(content) > template.MOST_BYTES:
            raise _too_large(template.MOST_BYTES // 1024 // 1024)
    return bytes(content)


def _too_large(limit: object) -> ResourceExhausted:
    return ResourceExhausted("IMPORT_TOO_LARGE", {"limit": limit})


def _opened(content: bytes, catalogue: Catalogue) -> Sheet:
    """The rows of a workbook. Raises InvalidArgument (`IMPORT_FILE`), ResourceExhausted (`IMPORT_TOO_LARGE`)."""
    try:
        return template.read(content, template.headings(catalogue))
    except template.UnreadableError as unreadable:
        if unreadable.rule == "import.too_large":
            raise _too_large(unreadable.facts["limit"]) from unreadable
        raise invalid(_CONTENT, unreadable.rule, "IMPORT_FILE", **unreadable.facts) from unreadable


def _names(found: Nameable, catalogue: Catalogue) -> template.Names:
    """What the cells of a form may name."""
    return template.Names(
        units=found.units,
        assigners=found.assigners,
        monitors=found.monitors,
        fields=_fields_of_work(catalogue, "vi") | _fields_of_work(catalogue, "en"),
        directives=[template.Directive(*each) for each in found.directives],
    )


def _fields_of_work(catalogue: Catalogue, locale: Locale) -> dict[str, str]:
    """The codes of the fields of work by their names."""
    keys = [key for key in catalogue if key.startswith("field_of_work.")]
    return {catalogue.say(key, locale): key.partition(".")[2] for key in keys}


def _understood(sheet: Sheet, names: template.Names, catalogue: Catalogue) -> list[ReadRow]:
    return [_checked(template.read_row(row, names, catalogue)) for row in sheet.rows]


def _checked(row: ReadRow) -> ReadRow:
    """The row, with what the field rules of the API refuse in its task."""
    try:
        rules.check(pb.CreateTaskRequest(task=row.task))
    except InvalidArgument as refusal:
        known = {wrong.column for wrong in row.wrong}
        more = [
            template.Wrong(column, _REQUIRED if each.rule in _EMPTY else each.rule, each.facts)
            for each in refusal.fields
            if (column := _column_of(each.path)) not in known
        ]
        return template.ReadRow(row.row, row.digest, row.task, [*row.wrong, *more])
    return row


def _row(row: ReadRow) -> Row:
    stated = terms_of(row.task, [field.name for field in row.task]) if not row.wrong else Terms()
    return Row(FormRow(row.row.number, row.digest), stated, row.task.directive, understood=not row.wrong)


def _column_of(path: str) -> str:
    """The column that says a field of the request's task; empty for a field that none does."""
    field = path.removeprefix("task.")
    if field == "due.recurrence":
        return "recurrence"
    name = field.partition(".")[0].partition("[")[0]
    return name if any(column.name == name for column in template.COLUMNS) else ""


class _Answer:
    """The answer about the rows of one form, in the caller's language."""

    def __init__(self, texts: workbook.Texts, sheet: Sheet, outcome: Outcome) -> None:
        self._texts = texts
        self._sheet = sheet
        self._outcome = outcome

    def of(
        self, rows: Sequence[ReadRow], decided: Sequence[RowDecision], *, created: bool = False
    ) -> pb.ImportTasksResponse:
        """What was understood of every row, or what has become of it."""
        return pb.ImportTasksResponse(
            rows=[self._row(row, each, created) for row, each in zip(rows, decided, strict=True)],
            skipped_rows=list(self._sheet.skipped),
            ignored_columns=list(self._sheet.ignored),
            outcome=pb.ImportTasksRequest.Outcome[self._outcome.name],
        )

    def refuse(self, rows: Sequence[ReadRow], decided: Sequence[RowDecision]) -> None:
        """Raises InvalidArgument (`IMPORT_ROWS`) with the cells that are wrong, if any are."""
        found = [
            (row.row.number, problem)
            for row, each in zip(rows, decided, strict=True)
            for problem in self._problems(row, each)
        ]
        if found:
            violations = [
                FieldViolation(
                    f"{_CONTENT}.{problem.cell or number}", "import.cell", {"text": problem.description}
                )
                for number, problem in found
            ]
            count = len({number for number, _ in found})
            raise InvalidArgument("IMPORT_ROWS", {"field": _CONTENT, "count": count}, *violations)

    def _row(self, row: ReadRow, each: RowDecision, created: bool) -> pb.ImportedRow:
        number, problems = row.row.number, self._problems(row, each)
        if each.found.kind is RowKind.KNOWN and each.found.earlier:
            task = pb.Task(name=each.found.earlier.task)
            return pb.ImportedRow(number=number, state=pb.ImportedRow.State.KNOWN, task=task)
        if problems or each.task is None:
            state = pb.ImportedRow.State.WRONG
            return pb.ImportedRow(number=number, state=state, task=row.task, problems=problems)
        facts = values.facts(each.task)
        task = pb.Task(name=each.task.name if created else "", **{name: facts[name] for name in _SAID})
        state = pb.ImportedRow.State.CREATED if created else pb.ImportedRow.State.READY
        warnings = [self._problem(row, "title", "import.alike", task=each.alike)] if each.alike else []
        return pb.ImportedRow(number=number, state=state, task=task, warnings=warnings)

    def _problems(self, row: ReadRow, each: RowDecision) -> list[pb.CellProblem]:
        if each.found.kind is RowKind.KNOWN:
            return []
        if each.found.kind is not RowKind.NEW:
            return [self._misplaced(row, each.found)]
        if row.wrong:
            return [
                self._problem(row, wrong.column, wrong.rule, wrong.facts, wrong.suggestions)
                for wrong in row.wrong
            ]
        return list(self._refused(row, each.refusal)) if each.refusal else []

    def _misplaced(self, row: ReadRow, found: SortedRow) -> pb.CellProblem:
        if found.earlier is None:
            return self._problem(row, "", "import.repeated", {"row": found.above})
        day = workbook.day(clock.day_of(found.earlier.time))
        return self._problem(row, "", "import.changed", {"day": day}, task=found.earlier.task)

    def _refused(self, row: ReadRow, refusal: Refusal) -> Iterable[pb.CellProblem]:
        """What single creation would refuse, at the cells that say it."""
        for violation in refusal.fields:
            yield self._problem(row, _column_of(violation.path), violation.rule, violation.facts)
        if refusal.fields:
            return
        if refusal.reason == "TASK_INCOMPLETE":
            for path in refusal.facts["missing"].split(", "):
                yield self._problem(row, _column_of(path), _REQUIRED)
        elif isinstance(refusal, PermissionDenied) and refusal.facts.get("step") == Verb.ISSUE:
            yield self._problem(row, "", "import.may_not_issue")
        else:
            yield self._problem(row, "", refusal.reason, refusal.facts)

    def _problem(
        self,
        row: ReadRow,
        column: str,
        rule: str,
        facts: Any = None,
        suggestions: Sequence[str] = (),
        task: str = "",
    ) -> pb.CellProblem:
        cell = row.row.cells.get(column)
        place = (
            cell.place if cell else f"{at}{row.row.number}" if (at := self._sheet.places.get(column)) else ""
        )
        known = {name: self._in_words(str(value), row) for name, value in (facts or {}).items()}
        return pb.CellProblem(
            column=column,
            cell=place,
            value=cell.text if cell else "",
            description=self._texts(rule, **known),
            suggestions=list(suggestions),
            task=task,
        )

    def _in_words(self, value: str, row: ReadRow) -> str:
        """What people call it in place of a resource name, which nobody has typed."""
        if value.startswith("directives/") and (cell := row.row.cells.get("directive")):
            return cell.text
        return ", ".join(self._texts.name(each) or each for each in value.split(", "))
