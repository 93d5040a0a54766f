"""The system as the people of the demo province meet it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keycloak import KeycloakAdmin, KeycloakOpenIDConnection

from deploy.demo.cast import Cast
from deploy.demo.desk import Addresses, CallError, Desk
from deploy.local.keycloak import ADMIN_CLIENT
from deploy.local.system import System

Enter = Callable[..., Desk]


@pytest.fixture(scope="session")
def cast() -> Cast:
    return Cast()


@pytest.fixture(scope="session")
def addresses(system: System) -> Addresses:
    return Addresses.of(system.plan, system.wiring.secrets.password("demo"))


@pytest.fixture
def enter(addresses: Addresses, cast: Cast) -> Iterator[Enter]:
    """Signs a person in, by id or as `agency:clerk`; everybody is signed out at the end."""
    desks: list[Desk] = []

    def sign_in(person: str, language: str = "vi") -> Desk:
        agency, _, clerk = person.partition(":")
        who = cast.first("AGENCY_CLERK", agency) if clerk else cast.people[person]
        desks.append(Desk.open(addresses, who, language))
        return desks[-1]

    yield sign_in
    for desk in desks:
        desk.leave()


class SignOn:
    """The province's single sign-on, as its administrator has it."""

    def __init__(self, admin: KeycloakAdmin, cast: Cast) -> None:
        self._admin = admin
        self._cast = cast

    def end_sessions(self, person: str) -> None:
        """Ends every session of a person, each by itself: only then every one of them is told of."""
        user = str(self._admin.get_user_id(self._cast.people[person].username))
        for session in self._admin.get_sessions(user):
            self._admin.connection.raw_delete(f"/admin/realms/province/sessions/{session['id']}")

    @staticmethod
    def is_out(desk: Desk, seconds: float = 20) -> bool:
        """Whether the person's session at the gateway ends, too."""
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
    """A small text that is no document."""
    path = tmp_path / "ghi-chu.docx"
    path.write_text("Đây không phải là tệp Word.", encoding="utf-8")
    return path
