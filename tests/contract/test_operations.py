"""Every service that subscribes to events serves the OperationsService, to the same people."""

import importlib
import re
from typing import Any

import pytest

from dondoc_api.dondoc.operations.v1 import operations_service_pb
from dondoc_api.dondoc.type.v1.routing_pb import ext_served_by
from services.identity.model import RIGHTS, Action, Role
from shared.operations.usecases import Subscriber
from shared.testing import held, person
from tests.architecture.source import ROOT, SERVICES

SUBSCRIBERS = [name for name in SERVICES if (ROOT / "services" / name / "events.py").exists()]


def subscriber(name: str) -> Subscriber:
    found: Subscriber = importlib.import_module(f"services.{name}.usecases.operating").SUBSCRIBER
    return found


def test_the_proto_names_every_subscriber() -> None:
    options: Any = operations_service_pb.desc().services[0].proto.options
    assert sorted(options[ext_served_by]) == sorted(SUBSCRIBERS)


def test_the_portal_shows_every_subscriber() -> None:
    events = (ROOT / "gateway/portal/src/screens/operations/events.ts").read_text("utf-8")
    (listed,) = re.findall(r"SUBSCRIBERS = \[(.*)\] as const", events)
    assert sorted(re.findall(r"'(\w+)'", listed)) == sorted(SUBSCRIBERS)


@pytest.mark.parametrize("name", SUBSCRIBERS)
def test_every_subscriber_serves_it_under_its_own_name(name: str) -> None:
    edge = "".join(file.read_text("utf-8") for file in (ROOT / "services" / name).glob("rpc*/**/*.py"))
    edge += "".join(file.read_text("utf-8") for file in (ROOT / "services" / name).glob("rpc.py"))
    assert "Operations(SUBSCRIBER)" in edge
    assert subscriber(name).name == name


@pytest.mark.parametrize("name", SUBSCRIBERS)
def test_only_system_administrators_mend_events_and_identity_says_the_same(name: str) -> None:
    assert RIGHTS[Action.MEND_EVENTS].everywhere == {Role.SYSTEM_ADMINISTRATOR}
    assert not RIGHTS[Action.MEND_EVENTS].in_own_agency
    for role in Role:
        right = subscriber(name).right_of(person("somebody", held("phong", role)))
        assert (right is not None) == (role in RIGHTS[Action.MEND_EVENTS].everywhere)
