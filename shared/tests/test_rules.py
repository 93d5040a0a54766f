"""Field rules apply to a new resource, and in an update only to the fields that change."""

from typing import Any

import pytest
from protobuf.wkt.google.protobuf.field_mask_pb import FieldMask

from dondoc_api.dondoc.identity.v1 import identity_service_pb as pb
from shared import rules
from shared.errors import InvalidArgument

PHONE: dict[str, Any] = {"phone_number": "0905"}


def update(*paths: str, **fields: Any) -> pb.UpdatePersonRequest:
    person = pb.Person(name="people/an", **fields)
    return pb.UpdatePersonRequest(person=person, update_mask=FieldMask(paths=list(paths)) if paths else None)


def wrong(request: pb.UpdatePersonRequest | pb.CreatePersonRequest) -> list[str]:
    with pytest.raises(InvalidArgument) as refused:
        rules.check(request)
    return [field.path for field in refused.value.fields]


def test_a_new_resource_needs_every_required_field() -> None:
    assert wrong(pb.CreatePersonRequest(person=pb.Person(**PHONE))) == ["person.display_name"]


def test_an_update_does_not_check_unchanged_fields() -> None:
    rules.check(update(**PHONE))
    rules.check(update("phone_number", **PHONE))
    rules.check(update("phone_number", **PHONE, email="no address"))


def test_an_update_checks_changed_fields() -> None:
    assert wrong(update(email="no address")) == ["person.email"]
    assert wrong(update("email", email="no address")) == ["person.email"]
    assert wrong(update("display_name")) == ["person.display_name"]
    assert wrong(update("*", **PHONE)) == ["person.display_name"]


def test_an_update_checks_its_other_fields() -> None:
    request = update(**PHONE)
    request.request_id = "1"
    assert wrong(request) == ["request_id"]
    assert wrong(pb.UpdatePersonRequest()) == ["person"]
