"""The service through its stub: access, answers and refusals."""

from __future__ import annotations

import functools
import re
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from typing import Any

import grpc
import pytest
from grpc import aio
from protobuf import Message
from protobuf.wkt.google.protobuf.field_mask_pb import FieldMask

from deploy.local.postgres import RunningPostgres
from dondoc_api.dondoc.identity.v1 import identity_service_pb as pb
from dondoc_api.dondoc.identity.v1.error_reason_pb import ErrorReason
from dondoc_api.dondoc.identity.v1.identity_service_pb_grpc import IdentityServiceClient
from dondoc_api.google.rpc.error_details_pb import BadRequest, ErrorInfo, LocalizedMessage
from dondoc_api.google.rpc.status_pb import Status
from services.identity import rpc
from services.identity.config import IdentitySettings
from services.identity.model import Period, Position, Reason, Role
from services.identity.tests import factories
from services.identity.tests.conftest import MIGRATIONS
from services.identity.tests.factories import POSITIONS, START, TODAY, caller
from services.identity.usecases import allowed, seeding
from shared import clock
from shared.config import load
from shared.db import Database
from shared.principal import Principal, Signer
from shared.status import SHARED_REASONS
from shared.testing import Keys, as_caller, environment, metadata, migrated, references, serving

ANYWHERE = ["AGENCY_CLERK", "OFFICER", "AGENCY_ADMINISTRATOR"]
SYSTEM_ONLY = ["INSPECTOR", "SYSTEM_ADMINISTRATOR"]
METHODS = [method.name for method in pb.desc().services[0].methods]
INTERNAL = {"ResolvePrincipal", "ResolveCalendarFeed"}
OWN_FEED = "people/a-quan-tri/calendarFeed"
ADMIN_A, SYSTEM = caller("a-quan-tri"), caller("quan-tri")
PORTAL = Principal("portal", display_name="Cổng dữ liệu", scopes=("statistics.read",))


@pytest.fixture(scope="module")
def url(postgres: RunningPostgres) -> Iterator[str]:
    """A database for this module only, because its tests commit."""
    with migrated(postgres, MIGRATIONS) as made:
        with Database(made).transaction() as session:
            seeding.seed(session, factories.province(), factories.NOW, factories.TODAY)
            seeding.note_subjects(session, {name: f"subject-{name}" for name in POSITIONS})
        yield made


@pytest.fixture(scope="module")
async def stub(url: str, keys: Keys) -> AsyncIterator[Any]:
    """The service in this process."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(url, "amqp://127.0.0.1:1", keys).items():
            patch.setenv(name, value)
        settings = load(IdentitySettings)
    async with serving(rpc.runtime(settings), rpc.IdentityService()) as channel:
        yield IdentityServiceClient(channel)


def day(value: date) -> str:
    return value.isoformat()


def snake(method: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", method).lower()


def new(prefix: str = "moi") -> str:
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


# One valid request for each method; requests that create something have new names.
def requests() -> dict[str, Message[Any]]:
    unit = pb.Unit(
        display_name="Phòng mới", kind=pb.Unit.Kind.UNIT, parent_unit="units/so-a", start_date=day(START)
    )
    person = pb.Person(display_name="Lê Thị Mới", username=new())
    position = pb.Position(
        person="people/a-giam-doc", role=pb.Role.OFFICER, title=new(), start_date=day(START)
    )
    return {
        "GetUnit": pb.GetUnitRequest(name="units/so-a"),
        "ListUnits": pb.ListUnitsRequest(),
        "CreateUnit": pb.CreateUnitRequest(unit=unit, unit_id=new()),
        "UpdateUnit": pb.UpdateUnitRequest(unit=pb.Unit(name="units/phong-a", short_name=new())),
        "GetPerson": pb.GetPersonRequest(name="people/a-can-bo"),
        "ListPeople": pb.ListPeopleRequest(),
        "CreatePerson": pb.CreatePersonRequest(person=person, person_id=new()),
        "UpdatePerson": pb.UpdatePersonRequest(person=pb.Person(name="people/a-can-bo", phone_number=new())),
        "ListPositions": pb.ListPositionsRequest(parent="units/phong-a"),
        "CreatePosition": pb.CreatePositionRequest(parent="units/phong-a", position=position),
        "EndPosition": pb.EndPositionRequest(name="units/phong-a/positions/khong-co", end_date=day(START)),
        "BatchGetNames": pb.BatchGetNamesRequest(names=["units/so-a", "people/a-can-bo"]),
        "GetCaller": pb.GetCallerRequest(),
        "GetCalendarFeed": pb.GetCalendarFeedRequest(name=OWN_FEED),
        "RenewCalendarFeed": pb.RenewCalendarFeedRequest(name=OWN_FEED),
        "StopCalendarFeed": pb.StopCalendarFeedRequest(name=OWN_FEED),
        "ResolveCalendarFeed": pb.ResolveCalendarFeedRequest(secret="x" * 43),
        "ResolvePrincipal": pb.ResolvePrincipalRequest(subject="subject-a-can-bo"),
    }


async def refused(calling: Any) -> tuple[grpc.StatusCode, str, str, list[tuple[str, str]]]:
    """The code, reason, sentence and wrong fields of a refusal."""
    with pytest.raises(aio.AioRpcError) as failure:
        await calling
    trailing = dict(failure.value.trailing_metadata() or ())
    reason = text = ""
    fields: list[tuple[str, str]] = []
    for detail in Status.from_binary(trailing["grpc-status-details-bin"]).details:
        if detail.type_url.endswith("ErrorInfo"):
            reason = ErrorInfo.from_binary(detail.value).reason
        elif detail.type_url.endswith("LocalizedMessage"):
            text = LocalizedMessage.from_binary(detail.value).message
        elif detail.type_url.endswith("BadRequest"):
            violations = BadRequest.from_binary(detail.value).field_violations
            fields = [(each.field, each.description) for each in violations]
    return failure.value.code(), reason, text, fields


class TestAccess:
    def test_every_method_has_a_request(self) -> None:
        assert set(requests()) == set(METHODS)

    @pytest.mark.parametrize("method", METHODS)
    async def test_a_call_without_a_principal_is_refused(self, stub: Any, method: str) -> None:
        code, reason, _, _ = await refused(getattr(stub, snake(method))(requests()[method], timeout=10))
        assert (code, reason) == (grpc.StatusCode.UNAUTHENTICATED, "PRINCIPAL_REQUIRED")

    @pytest.mark.parametrize("method", METHODS)
    async def test_a_foreign_altered_or_expired_statement_is_refused(
        self, stub: Any, keys: Keys, method: str
    ) -> None:
        good = keys.person(SYSTEM)
        head, body, signature = good.split(".")
        expired = Signer(keys.private["gateway"]).sign(SYSTEM, lifetime=-1)
        foreign = Keys().person(SYSTEM)
        by_another_service = Signer(keys.private["task"]).sign(SYSTEM)
        altered = f"{head}.{body}.{signature[:-4]}{'AAAA' if signature[-4:] != 'AAAA' else 'BBBB'}"
        for statement in (expired, foreign, by_another_service, altered, "x"):
            calling = getattr(stub, snake(method))(
                requests()[method], timeout=10, metadata=metadata(statement)
            )
            assert (await refused(calling))[0] is grpc.StatusCode.UNAUTHENTICATED

    @pytest.mark.parametrize("method", sorted(set(METHODS) - INTERNAL - {"EndPosition"}))
    async def test_the_administrator_of_an_agency_may_call_every_method(
        self, stub: Any, keys: Keys, method: str
    ) -> None:
        await getattr(stub, snake(method))(requests()[method], **as_caller(keys, ADMIN_A))

    @pytest.mark.parametrize(
        "method",
        ["CreateUnit", "UpdateUnit", "CreatePerson", "UpdatePerson", "CreatePosition", "EndPosition"],
    )
    @pytest.mark.parametrize("name", ["a-can-bo", "a-giam-doc", "chu-tich", "chanh-van-phong"])
    async def test_only_administrators_change_anything(
        self, stub: Any, keys: Keys, name: str, method: str
    ) -> None:
        code, reason, text, _ = await refused(
            getattr(stub, snake(method))(requests()[method], **as_caller(keys, caller(name)))
        )
        assert (code, reason) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED")
        assert "không có quyền" in text

    @pytest.mark.parametrize("method", sorted(set(METHODS) - INTERNAL - {"GetCaller"}))
    async def test_a_portal_may_call_only_get_caller(self, stub: Any, keys: Keys, method: str) -> None:
        calling = getattr(stub, snake(method))(requests()[method], **as_caller(keys, PORTAL))
        assert (await refused(calling))[0] is grpc.StatusCode.PERMISSION_DENIED

    @pytest.mark.parametrize("method", sorted(INTERNAL))
    async def test_only_the_gateway_may_resolve_principals(self, stub: Any, keys: Keys, method: str) -> None:
        for statement in (keys.person(SYSTEM), keys.person(PORTAL), keys.service("task")):
            calling = getattr(stub, snake(method))(
                requests()[method], timeout=10, metadata=metadata(statement)
            )
            assert (await refused(calling))[0] is grpc.StatusCode.PERMISSION_DENIED


class TestCalendarFeeds:
    async def test_a_secret_is_told_once_and_resolves_until_it_is_stopped(
        self, stub: Any, keys: Keys
    ) -> None:
        who, gateway = (
            as_caller(keys, ADMIN_A),
            {"timeout": 10, "metadata": metadata(keys.service("gateway"))},
        )
        request = pb.RenewCalendarFeedRequest(name=OWN_FEED, request_id=str(uuid.uuid4()))
        first = await stub.renew_calendar_feed(request, **who)
        assert first.enabled
        assert len(first.secret) == 43
        # The answer that is kept for a repeated request does not hold the secret.
        again = await stub.renew_calendar_feed(request, **who)
        assert (again.enabled, again.secret) == (True, "")
        assert (await stub.get_calendar_feed(pb.GetCalendarFeedRequest(name=OWN_FEED), **who)) == again
        resolving = pb.ResolveCalendarFeedRequest(secret=first.secret)
        assert (await stub.resolve_calendar_feed(resolving, **gateway)).subject == "subject-a-quan-tri"
        stopped = await stub.stop_calendar_feed(pb.StopCalendarFeedRequest(name=OWN_FEED), **who)
        assert not stopped.enabled
        code, reason, _, _ = await refused(stub.resolve_calendar_feed(resolving, **gateway))
        assert (code, reason) == (grpc.StatusCode.NOT_FOUND, "CALENDAR_FEED_NOT_FOUND")


class TestCallers:
    async def resolve(self, stub: Any, keys: Keys, **request: Any) -> pb.Principal:
        gateway = {"timeout": 10, "metadata": metadata(keys.service("gateway"))}
        answer: pb.Principal = await stub.resolve_principal(pb.ResolvePrincipalRequest(**request), **gateway)
        return answer

    async def test_a_subject_resolves_to_a_person_with_positions(self, stub: Any, keys: Keys) -> None:
        answer = await self.resolve(stub, keys, subject="subject-b-giam-doc")
        [held] = answer.positions
        assert answer.person == "people/b-giam-doc"
        assert (held.position, held.unit, held.agency) == (
            "units/so-b/positions/b-giam-doc",
            "units/so-b",
            "units/so-b",
        )
        assert (held.role, held.unit_display_name) == (pb.Role.AGENCY_HEAD, "Sở Đường thủy")
        assert list(held.units) == ["units/so-b", "units/phong-b"]

    async def test_a_portal_has_scopes_and_no_person(self, stub: Any, keys: Keys) -> None:
        answer = await self.resolve(
            stub, keys, subject="s", client_id="cong-du-lieu", scopes=["statistics.read", "x"]
        )
        assert (answer.person, list(answer.scopes), list(answer.positions)) == ("", ["statistics.read"], [])

    async def test_an_unknown_subject_is_not_found(self, stub: Any, keys: Keys) -> None:
        code, reason, _, _ = await refused(self.resolve(stub, keys, subject="ai-do"))
        assert (code, reason) == (grpc.StatusCode.NOT_FOUND, "SUBJECT_UNKNOWN")

    async def test_get_caller_returns_a_persons_principal(self, stub: Any, keys: Keys) -> None:
        answer = await stub.get_caller(pb.GetCallerRequest(), **as_caller(keys, caller("a-can-bo")))
        assert (answer.person, answer.positions[0].unit_display_name) == (
            "people/a-can-bo",
            "Phòng Nghiệp vụ Y",
        )

    async def test_get_caller_returns_a_portals_principal(self, stub: Any, keys: Keys) -> None:
        answer = await stub.get_caller(pb.GetCallerRequest(), **as_caller(keys, PORTAL))
        assert (answer.display_name, list(answer.scopes)) == ("Cổng dữ liệu", ["statistics.read"])

    async def test_get_caller_returns_the_name_of_the_agency_and_the_allowed_actions(
        self, stub: Any, keys: Keys
    ) -> None:
        officer = await stub.get_caller(pb.GetCallerRequest(), **as_caller(keys, caller("a-can-bo")))
        admin = await stub.get_caller(pb.GetCallerRequest(), **as_caller(keys, ADMIN_A))
        system = await stub.get_caller(pb.GetCallerRequest(), **as_caller(keys, caller("quan-tri")))
        assert officer.positions[0].agency_display_name == "Sở Y tế"
        of_organisation = ["createUnit", "createPerson", "createPosition"]
        assert (officer.allowed_actions, admin.allowed_actions) == ([], of_organisation)
        assert system.allowed_actions == [*of_organisation, "mendEvents"]


class TestNames:
    async def names(self, stub: Any, keys: Keys, who: Principal, *names: str) -> list[pb.NamedResource]:
        request = pb.BatchGetNamesRequest(names=list(names))
        return list((await stub.batch_get_names(request, **as_caller(keys, who))).resources)

    async def test_everyone_with_a_position_may_read_names_and_titles(self, stub: Any, keys: Keys) -> None:
        wanted = (
            "people/b-giam-doc",
            "units/so-a",
            "people/khong-co-ai",
            "units/khong-co",
            "people/chu-tich",
        )
        found = await self.names(stub, keys, caller("a-can-bo"), *wanted)
        assert [(one.name, one.display_name, one.title, one.unit) for one in found] == [
            ("people/b-giam-doc", "Nguyễn b-giam-doc", "Chức vụ b-giam-doc", "units/so-b"),
            ("units/so-a", "Sở Y tế", "", ""),
            ("people/chu-tich", "Nguyễn chu-tich", "Chức vụ chu-tich", "units/ubnd-tinh"),
        ]

    async def test_a_person_without_a_position_has_a_name(self, stub: Any, keys: Keys) -> None:
        person = pb.Person(display_name="Lê Đã Nghỉ", username=new())
        left = await stub.create_person(pb.CreatePersonRequest(person=person), **as_caller(keys, ADMIN_A))
        [found] = await self.names(stub, keys, caller("b-can-bo"), left.name)
        assert (found.display_name, found.title, found.unit) == ("Lê Đã Nghỉ", "", "")

    async def test_an_ended_unit_keeps_its_name(self, stub: Any, keys: Keys) -> None:
        admin = as_caller(keys, ADMIN_A)
        created = await stub.create_unit(requests()["CreateUnit"], **admin)
        unit = pb.Unit(name=created.name, end_date=day(clock.today() - timedelta(days=1)))
        await stub.update_unit(pb.UpdateUnitRequest(unit=unit), **admin)
        [found] = await self.names(stub, keys, caller("b-can-bo"), created.name)
        assert found.display_name == "Phòng mới"


class TestAllowedActions:
    @pytest.mark.parametrize(
        ("name", "unit", "actions"),
        [
            ("a-quan-tri", "so-a", ["createUnit", "createPosition"]),
            ("a-quan-tri", "phong-a", ["update", "createUnit", "createPosition"]),
            ("a-quan-tri", "so-b", []),
            ("quan-tri", "so-b", ["update", "createUnit", "createPosition"]),
            ("a-giam-doc", "so-a", []),
        ],
    )
    async def test_a_unit_has_the_callers_allowed_actions(
        self, stub: Any, keys: Keys, name: str, unit: str, actions: list[str]
    ) -> None:
        who = as_caller(keys, caller(name))
        found = await stub.get_unit(pb.GetUnitRequest(name=f"units/{unit}"), **who)
        assert found.allowed_actions == actions

    @pytest.mark.parametrize(
        ("name", "person", "of_person", "of_position"),
        [
            ("a-quan-tri", "a-can-bo", ["update"], ["end"]),
            ("quan-tri", "a-can-bo", ["update", "changeAgency"], ["end"]),
            ("quan-tri", "thanh-tra", ["update", "changeAgency"], ["end"]),
            # Only another administrator changes the record of an administrator.
            ("quan-tri", "quan-tri", [], ["end"]),
            ("a-quan-tri", "a-quan-tri", [], ["end"]),
            ("a-giam-doc", "a-can-bo", [], []),
            ("chu-tich", "a-can-bo", [], []),
        ],
    )
    async def test_a_person_and_a_position_have_the_callers_allowed_actions(
        self, stub: Any, keys: Keys, name: str, person: str, of_person: list[str], of_position: list[str]
    ) -> None:
        who = as_caller(keys, caller(name))
        found = await stub.get_person(pb.GetPersonRequest(name=f"people/{person}"), **who)
        assert (found.allowed_actions, found.positions[0].allowed_actions) == (of_person, of_position)

    @pytest.mark.parametrize(
        ("name", "unit", "roles"),
        [
            ("quan-tri", "ubnd-tinh", ["CHAIRMAN", "VICE_CHAIRMAN", *ANYWHERE, *SYSTEM_ONLY]),
            (
                "quan-tri",
                "van-phong",
                ["OFFICE_CHIEF", "OFFICE_SPECIALIST", "OFFICE_CLERK", *ANYWHERE, *SYSTEM_ONLY],
            ),
            ("quan-tri", "so-b", ["AGENCY_HEAD", *ANYWHERE, *SYSTEM_ONLY]),
            ("a-quan-tri", "so-a", ["AGENCY_HEAD", *ANYWHERE]),
            ("a-quan-tri", "phong-a", ["UNIT_HEAD", *ANYWHERE]),
            ("a-quan-tri", "so-b", []),
            ("a-giam-doc", "so-a", []),
        ],
    )
    async def test_a_unit_shows_the_roles_that_the_caller_may_give(
        self, stub: Any, keys: Keys, name: str, unit: str, roles: list[str]
    ) -> None:
        request = pb.GetUnitRequest(name=f"units/{unit}")
        found = (await stub.get_unit(request, **as_caller(keys, caller(name)))).grantable_roles
        assert {each.role.name for each in found} == set(roles)
        with_fields = {each.role.name for each in found if each.has_fields}
        assert with_fields == {"VICE_CHAIRMAN", "OFFICE_CHIEF", "OFFICE_SPECIALIST"} & set(roles)

    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("name", ["a-quan-tri", "quan-tri"])
    async def test_a_role_can_be_given_if_and_only_if_it_is_offered(
        self, stub: Any, keys: Keys, name: str, role: Role
    ) -> None:
        who = as_caller(keys, caller(name))
        for unit in ("so-a", "phong-a"):
            shown = await stub.get_unit(pb.GetUnitRequest(name=f"units/{unit}"), **who)
            offered = role.value in {each.role.name for each in shown.grantable_roles}
            request = position_request(role=pb.Role[role.value], title=new())
            request.parent = f"units/{unit}"
            if offered:
                await stub.create_position(request, **who)
                continue
            _, reason, _, _ = await refused(stub.create_position(request, **who))
            assert reason in ("NOT_ALLOWED", "ROLE_NOT_IN_UNIT")

    @pytest.mark.parametrize("role", [Role.INSPECTOR, Role.SYSTEM_ADMINISTRATOR])
    def test_the_administrator_of_an_agency_may_not_end_a_system_role(self, role: Role) -> None:
        position = Position("p", "phong-a", "a-can-bo", role, "", Period(START))
        assert allowed.with_position(ADMIN_A, position, "so-a", TODAY) == []

    def test_an_ended_position_cannot_be_ended_again(self) -> None:
        position = Position("p", "phong-a", "a-can-bo", Role.OFFICER, "", Period(START, START))
        assert allowed.with_position(ADMIN_A, position, "so-a", TODAY) == []


# Names that the caller `a-quan-tri` may not see, by the kind of reference. Everyone with a position sees every unit.
INVISIBLE = {
    "unit": ["units/khong-co"],
    "person": ["people/khong-co", "people/b-can-bo"],
    "position": ["units/phong-a/positions/khong-co", "units/phong-b/positions/b-can-bo"],
    "calendar_feed": ["people/khong-co/calendarFeed", "people/a-can-bo/calendarFeed"],
}
REFERENCES = {
    "GetUnit.name": "unit",
    "ListUnits.ancestor": "unit",
    "CreateUnit.unit.parent_unit": "unit",
    "UpdateUnit.unit.name": "unit",
    "UpdateUnit.unit.parent_unit": "unit",
    "GetPerson.name": "person",
    "ListPeople.unit": "unit",
    "CreatePerson.person.agency": "unit",
    "UpdatePerson.person.name": "person",
    "UpdatePerson.person.agency": "unit",
    "ListPositions.parent": "unit",
    "CreatePosition.parent": "unit",
    "CreatePosition.position.person": "person",
    "EndPosition.name": "position",
    "GetCalendarFeed.name": "calendar_feed",
    "RenewCalendarFeed.name": "calendar_feed",
    "StopCalendarFeed.name": "calendar_feed",
}
# The resource that a request addresses.
ADDRESSED = {"name", "parent", "unit.name", "person.name"}
# Shows only names, to everyone with a position, and leaves out unknown ones (TestNames).
ONLY_NAMES = {"BatchGetNames.names"}


class TestReferences:
    """A resource in a request must be visible to the caller; otherwise it is refused like one that does not exist."""

    def test_every_reference_of_the_api_is_tested(self) -> None:
        found = {f"{each.method}.{each.path}" for each in references(pb.desc().services[0])}
        assert found == set(REFERENCES) | ONLY_NAMES

    @pytest.mark.parametrize("reference", REFERENCES)
    async def test_an_invisible_resource_answers_like_an_unknown_one(
        self, stub: Any, keys: Keys, reference: str
    ) -> None:
        method, path = reference.split(".", 1)
        refusals = []
        for name in INVISIBLE[REFERENCES[reference]]:
            request = requests()[method]
            *parents, field = path.split(".")
            setattr(functools.reduce(getattr, parents, request), field, name)
            # Only the system administrator enters a person into another agency.
            who = SYSTEM if path == "person.agency" else ADMIN_A
            code, reason, text, fields = await refused(
                getattr(stub, snake(method))(request, **as_caller(keys, who))
            )
            refusals.append((code, reason, text.replace(name, "…"), [field for field, _ in fields]))
        kind = REFERENCES[reference].upper()
        if path in ADDRESSED:
            expected: tuple[grpc.StatusCode, str, list[str]] = (
                grpc.StatusCode.NOT_FOUND,
                f"{kind}_NOT_FOUND",
                [],
            )
        else:
            expected = (grpc.StatusCode.INVALID_ARGUMENT, f"UNKNOWN_{kind}", [path])
        assert [(code, reason, fields) for code, reason, _, fields in refusals] == [expected] * len(refusals)
        assert len({text for _, _, text, _ in refusals}) == 1


@pytest.mark.parametrize("field", ["username", "employee_number"])
@pytest.mark.parametrize("value", ["ng\u200buyen", "nguyễn", "ng uyen", "nguy\u0435n", "-a"])
async def test_a_name_that_looks_like_another_is_refused_in_the_sign_in(
    stub: Any, keys: Keys, field: str, value: str
) -> None:
    """An invisible or foreign letter would make a second account that looks like an existing one."""
    person = pb.Person(display_name="Lê Thị Mới", username=new())
    setattr(person, field, value)
    calling = stub.create_person(pb.CreatePersonRequest(person=person), **as_caller(keys, ADMIN_A))
    code, _, _, fields = await refused(calling)
    assert (code, [name for name, _ in fields]) == (grpc.StatusCode.INVALID_ARGUMENT, [f"person.{field}"])


class TestReading:
    async def test_units_are_listed_page_by_page_with_a_token_bound_to_the_arguments(
        self, stub: Any, keys: Keys
    ) -> None:
        who = as_caller(keys, caller("b-can-bo"))
        first = await stub.list_units(pb.ListUnitsRequest(page_size=2, query="so"), **who)
        assert [unit.name for unit in first.units] == ["units/so-a", "units/so-b"]
        first = await stub.list_units(pb.ListUnitsRequest(page_size=2), **who)
        second = await stub.list_units(
            pb.ListUnitsRequest(page_size=3, page_token=first.next_page_token), **who
        )
        assert not {unit.name for unit in first.units} & {unit.name for unit in second.units}
        changed = pb.ListUnitsRequest(page_size=2, query="y te", page_token=first.next_page_token)
        assert (await refused(stub.list_units(changed, **who)))[1] == "PAGE_TOKEN_INVALID"

    async def test_a_unit_can_be_read_as_of_a_day(self, stub: Any, keys: Keys) -> None:
        who = as_caller(keys, caller("b-can-bo"))
        before = START - timedelta(days=1)
        nearest = await stub.get_unit(pb.GetUnitRequest(name="units/so-a"), **who)
        assert (nearest.agency, nearest.start_date) == ("units/so-a", day(START))
        request = pb.GetUnitRequest(name="units/so-a", as_of_date=day(before))
        assert (await refused(stub.get_unit(request, **who)))[1] == "UNIT_NOT_FOUND"

    async def test_people_are_listed_with_their_positions(self, stub: Any, keys: Keys) -> None:
        who = as_caller(keys, caller("b-can-bo"))
        answer = await stub.list_people(pb.ListPeopleRequest(unit="units/phong-b"), **who)
        [found] = answer.people
        assert (found.name, found.agency, found.positions[0].agency) == (
            "people/b-can-bo",
            "units/so-b",
            "units/so-b",
        )

    async def test_another_agencys_person_answers_like_an_unknown_one(self, stub: Any, keys: Keys) -> None:
        who = as_caller(keys, caller("b-can-bo"))
        other = await refused(stub.get_person(pb.GetPersonRequest(name="people/a-can-bo"), **who))
        absent = await refused(stub.get_person(pb.GetPersonRequest(name="people/khong-co-ai"), **who))
        assert other == absent
        assert other[0] is grpc.StatusCode.NOT_FOUND

    async def test_positions_of_all_units_are_listed_page_by_page(self, stub: Any, keys: Keys) -> None:
        who = as_caller(keys, caller("b-can-bo"))
        names: list[str] = []
        token = ""
        while True:
            request = pb.ListPositionsRequest(parent="units/-", page_size=1, page_token=token)
            page = await stub.list_positions(request, **who)
            names += [position.name for position in page.positions]
            token = page.next_page_token
            if not token:
                break
        assert names == [
            "units/phong-b/positions/b-can-bo",
            "units/so-b/positions/b-giam-doc",
            "units/so-b/positions/b-quan-tri",
        ]


class TestChanging:
    async def test_a_person_is_entered_gets_a_position_and_loses_it(
        self, stub: Any, keys: Keys, url: str
    ) -> None:
        admin, today = as_caller(keys, ADMIN_A), clock.today()
        id = new()
        entered = await stub.create_person(
            pb.CreatePersonRequest(person=pb.Person(display_name="Lê Thị Mới", username=id), person_id=id),
            **admin,
        )
        assert (entered.agency, entered.family_name, entered.given_name) == ("units/so-a", "Lê", "Thị Mới")
        assert entered.identity_provider == "province"
        position = pb.Position(
            person=entered.name,
            role=pb.Role.OFFICER,
            title="Chuyên viên",
            start_date=day(START),
            fields=["van-xa"],
        )
        given = await stub.create_position(
            pb.CreatePositionRequest(parent="units/phong-a", position=position), **admin
        )
        assert (given.person_display_name, given.agency) == ("Lê Thị Mới", "units/so-a")
        with Database(url).transaction() as session:
            seeding.note_subjects(session, {id: f"s-{id}"})
        resolving = pb.ResolvePrincipalRequest(subject=f"s-{id}")
        gateway = {"timeout": 10, "metadata": metadata(keys.service("gateway"))}
        assert (await stub.resolve_principal(resolving, **gateway)).person == entered.name
        yesterday = day(today - timedelta(days=1))
        ended = await stub.end_position(
            pb.EndPositionRequest(name=given.name, end_date=yesterday, etag=given.etag), **admin
        )
        assert ended.end_date == yesterday
        assert (await refused(stub.resolve_principal(resolving, **gateway)))[1] == "SUBJECT_UNKNOWN"

    async def test_a_repeated_request_changes_nothing_and_returns_the_first_answer(
        self, stub: Any, keys: Keys
    ) -> None:
        admin = as_caller(keys, ADMIN_A)
        request = requests()["CreateUnit"]
        assert isinstance(request, pb.CreateUnitRequest)
        request.request_id = str(uuid.uuid4())
        first = await stub.create_unit(request, **admin)
        assert await stub.create_unit(request, **admin) == first
        request.unit_id = new()
        assert (await refused(stub.create_unit(request, **admin)))[1] == "REQUEST_ID_REUSED"

    async def test_a_unit_can_be_renamed_from_a_day_on(self, stub: Any, keys: Keys) -> None:
        admin, today = as_caller(keys, ADMIN_A), clock.today()
        created = await stub.create_unit(requests()["CreateUnit"], **admin)
        month_ago = today - timedelta(days=30)
        changed = await stub.update_unit(
            pb.UpdateUnitRequest(
                unit=pb.Unit(name=created.name, display_name="Phòng đổi tên", etag=created.etag),
                update_mask=FieldMask(paths=["display_name"]),
                effective_date=day(month_ago),
            ),
            **admin,
        )
        assert (changed.display_name, changed.start_date) == ("Phòng đổi tên", day(START))
        assert (changed.parent_unit, changed.etag != created.etag) == ("units/so-a", True)

        async def name_on(on: date) -> str:
            answer = await stub.get_unit(pb.GetUnitRequest(name=created.name, as_of_date=day(on)), **admin)
            return str(answer.display_name)

        assert await name_on(month_ago) == "Phòng đổi tên"
        assert await name_on(month_ago - timedelta(days=1)) == "Phòng mới"

    async def test_a_stale_etag_is_refused(self, stub: Any, keys: Keys) -> None:
        admin = as_caller(keys, ADMIN_A)
        stale = pb.UpdatePersonRequest(
            person=pb.Person(name="people/a-can-bo", email="a@a.example", etag="0")
        )
        code, reason, _, _ = await refused(stub.update_person(stale, **admin))
        assert (code, reason) == (grpc.StatusCode.ABORTED, "ETAG_MISMATCH")


def unit_request(**fields: Any) -> pb.CreateUnitRequest:
    given = {
        "display_name": "Phòng",
        "kind": pb.Unit.Kind.UNIT,
        "parent_unit": "units/so-a",
        "start_date": day(START),
    }
    return pb.CreateUnitRequest(unit=pb.Unit(**{**given, **fields}))


def position_request(**fields: Any) -> pb.CreatePositionRequest:
    given = {"person": "people/a-can-bo", "role": pb.Role.AGENCY_CLERK, "start_date": day(START)}
    return pb.CreatePositionRequest(parent="units/phong-a", position=pb.Position(**{**given, **fields}))


FEBRUARY_30 = "2026-02-30"
WRONG: list[tuple[str, Message[Any], str]] = [
    ("CreateUnit", pb.CreateUnitRequest(), "unit"),
    ("CreateUnit", unit_request(start_date=""), "unit.start_date"),
    ("CreateUnit", unit_request(start_date=FEBRUARY_30), "unit.start_date"),
    ("CreateUnit", unit_request(end_date=day(START - timedelta(days=1))), "unit.end_date"),
    ("CreateUnit", unit_request(kind=pb.Unit.Kind(0)), "unit.kind"),
    ("CreateUnit", unit_request(display_name=""), "unit.display_name"),
    ("CreateUnit", unit_request(display_name="x" * 201), "unit.display_name"),
    ("CreateUnit", unit_request(parent_unit="so-a"), "unit.parent_unit"),
    ("CreateUnit", pb.CreateUnitRequest(unit=unit_request().unit, unit_id="-x"), "unit_id"),
    ("CreateUnit", pb.CreateUnitRequest(unit=unit_request().unit, request_id="1"), "request_id"),
    (
        "UpdateUnit",
        pb.UpdateUnitRequest(unit=pb.Unit(name="units/phong-a"), update_mask=FieldMask(paths=["nam"])),
        "update_mask",
    ),
    (
        "UpdateUnit",
        pb.UpdateUnitRequest(unit=pb.Unit(name="units/phong-a"), effective_date=day(date(2999, 1, 1))),
        "effective_date",
    ),
    (
        "UpdateUnit",
        pb.UpdateUnitRequest(unit=pb.Unit(name="units/phong-a", start_date=day(date(2025, 5, 5)))),
        "unit.start_date",
    ),
    ("CreatePerson", pb.CreatePersonRequest(person=pb.Person(display_name="Lê")), "person.username"),
    (
        "CreatePerson",
        pb.CreatePersonRequest(person=pb.Person(display_name="Lê", username="le", email="le")),
        "person.email",
    ),
    (
        "CreatePerson",
        pb.CreatePersonRequest(person=pb.Person(display_name="Lê", identity_provider="agency-a")),
        "person.employee_number",
    ),
    ("CreatePosition", position_request(person=""), "position.person"),
    ("CreatePosition", position_request(role=pb.Role(0)), "position.role"),
    ("CreatePosition", position_request(start_date=""), "position.start_date"),
    ("EndPosition", pb.EndPositionRequest(name="units/phong-a/positions/a-can-bo"), "end_date"),
    ("BatchGetNames", pb.BatchGetNamesRequest(), "names"),
    ("BatchGetNames", pb.BatchGetNamesRequest(names=["tasks/1"]), "names[0]"),
    ("BatchGetNames", pb.BatchGetNamesRequest(names=[f"units/{n}" for n in range(101)]), "names"),
    ("ListUnits", pb.ListUnitsRequest(page_size=-1), "page_size"),
    ("ListUnits", pb.ListUnitsRequest(page_token="x"), "page_token"),
    ("ListUnits", pb.ListUnitsRequest(as_of_date=FEBRUARY_30), "as_of_date"),
    ("ListPeople", pb.ListPeopleRequest(query="x" * 201), "query"),
]


class TestBadInput:
    @pytest.mark.parametrize(
        ("method", "request_", "field"), WRONG, ids=[f"{m}-{f}-{n}" for n, (m, _, f) in enumerate(WRONG)]
    )
    async def test_is_refused_with_the_name_of_the_field_in_both_languages(
        self, stub: Any, keys: Keys, method: str, request_: Message[Any], field: str
    ) -> None:
        answers = []
        for language in ("vi", "en"):
            code, reason, text, fields = await refused(
                getattr(stub, snake(method))(request_, **as_caller(keys, ADMIN_A, language))
            )
            assert code is grpc.StatusCode.INVALID_ARGUMENT
            assert reason in ("INVALID_FIELD", "PAGE_TOKEN_INVALID", *Reason)
            assert field in [path for path, _ in fields]
            answers.append((text, [description for _, description in fields]))
        assert answers[0] != answers[1]

    def test_every_reason_has_a_sentence_in_both_languages(self) -> None:
        reasons = {reason.name for reason in ErrorReason if reason.value} | SHARED_REASONS
        for reason in reasons:
            assert reason in rpc.CATALOGUE
            assert rpc.CATALOGUE.say(reason, "vi") != rpc.CATALOGUE.say(reason, "en") != reason
