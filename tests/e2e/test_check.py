"""The check of an installation (`helm test`) passes on the running system, and says what failed."""

import pytest

from deploy.demo.cast import Cast, Person
from deploy.demo.desk import Addresses
from gateway import check
from gateway.browser import SignInError


def plan(addresses: Addresses, cast: Cast) -> check.Json:
    """What an operator writes into the file of the check."""
    receiver = clerk(cast)
    unit = receiver.positions[0].unit
    return {
        "issuer": credentials(addresses, cast.first("OFFICE_CHIEF", "van-phong")),
        "receiver": credentials(addresses, receiver),
        "lead": f"units/{unit}",
    }


def clerk(cast: Cast) -> Person:
    """An agency's clerk who signs in at the province's own sign-on, as the check does."""
    return next(
        person
        for person in cast.people.values()
        if person.identity_provider == "province" and person.positions[0].role == "AGENCY_CLERK"
    )


def credentials(addresses: Addresses, person: Person) -> check.Json:
    return {"username": person.username, "password": addresses.password}


def test_the_check_takes_a_task_through_the_system_and_leaves_none(addresses: Addresses, cast: Cast) -> None:
    said: list[str] = []
    check.run(addresses.gateway, plan(addresses, cast), said.append)
    assert said[-1] == "cancelled, and no longer counted"


def test_the_check_fails_with_a_wrong_password_and_with_an_unknown_unit(
    addresses: Addresses, cast: Cast
) -> None:
    written = plan(addresses, cast)
    with pytest.raises(check.CheckError, match="UNKNOWN_UNIT"):
        check.run(addresses.gateway, written | {"lead": "units/khong-co"}, lambda _: None)
    wrong = written["receiver"] | {"password": "sai"}
    with pytest.raises(SignInError):
        check.run(addresses.gateway, written | {"receiver": wrong}, lambda _: None)
