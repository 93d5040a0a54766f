"""Fixtures for tests that use the system as people of the demo province."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keycloak import KeycloakAdmin, KeycloakOpenIDConnection

from deploy.demo.cast import Cast
from deploy.demo.desk import Addresses, CallError, Desk
from deploy.local.keycloak import ADMIN_CLIENT
from deploy.local.system import System
from tests.conftest import Desks

Enter = Callable[..., Desk]
SPECIALIST = "pham-tan-sang"


@pytest.fixture(scope="session")
def enter(desk: Desks, cast: Cast) -> Enter:
    """The desk of a person, given by id or as `agency:clerk`, who signs in once for all tests."""

    def at(person: str, language: str = "vi") -> Desk:
        return desk(_id(cast, person), language)

    return at


@pytest.fixture
def sign_in(addresses: Addresses, cast: Cast) -> Iterator[Enter]:
    """The same as `enter`, but with a new session that the test may end."""
    desks: list[Desk] = []

    def at(person: str, language: str = "vi") -> Desk:
        desks.append(Desk.open(addresses, cast.people[_id(cast, person)], language))
        return desks[-1]

    yield at
    for desk in desks:
        desk.leave()


def _id(cast: Cast, person: str) -> str:
    agency, _, clerk = person.partition(":")
    return cast.first("AGENCY_CLERK", agency).id if clerk else person


class SignOn:
    """The province's single sign-on, used as its administrator."""

    def __init__(self, admin: KeycloakAdmin, cast: Cast) -> None:
        self._admin = admin
        self._cast = cast

    def end_sessions(self, person: str) -> None:
        """Ends a person's sessions one by one: only then does Keycloak announce the end of each of them."""
        user = str(self._admin.get_user_id(self._cast.people[person].username))
        for session in self._admin.get_sessions(user):
            self._admin.connection.raw_delete(f"/admin/realms/province/sessions/{session['id']}")

    @staticmethod
    def is_out(desk: Desk, seconds: float = 20) -> bool:
        """Whether the person's session at the gateway ends as well."""
        last_moment = time.monotonic() + seconds
        while time.monotonic() < last_moment:
            try:
                desk.get("v1/caller")
            except CallError as refused:
                return refused.status == 401
            time.sleep(0.2)
        return False


@pytest.fixture(scope="session")
def sign_on(system: System, cast: Cast) -> SignOn:
    connection = KeycloakOpenIDConnection(
        server_url=system.plan.url("keycloak"),
        realm_name="province",
        user_realm_name="master",
        client_id=ADMIN_CLIENT,
        client_secret_key=system.wiring.secrets.password("keycloak-admin"),
        grant_type="client_credentials",
    )
    return SignOn(KeycloakAdmin(connection=connection), cast)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A text file that claims to be a Word document."""
    path = tmp_path / "ghi-chu.docx"
    path.write_text("Đây không phải là tệp Word.", encoding="utf-8")
    return path
