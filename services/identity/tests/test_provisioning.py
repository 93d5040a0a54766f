"""Provisioning a real Keycloak: it can be repeated, it is strict, and it works from a browser."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from deploy.local.keycloak import RunningKeycloak
from services.identity.provisioning import (
    Account,
    AgencyProvider,
    Connection,
    GatewayClient,
    Outcome,
    Plan,
    PortalClient,
    Protocol,
    ProvisioningError,
    local_metadata_url,
    provision,
)
from services.identity.tests.browser import Browser, SignIn

PASSWORD = "mat-khau-thu-nghiem-2026"
REDIRECT = "http://127.0.0.1:9/auth/callback"
NOT_PROVISIONED = "bạn chưa có tài khoản trong hệ thống"
LOCAL = ("agency-a", "agency-b")

HANH = Account("hanh", "hanh", "Thị Hạnh", "Lê", "hanh@tinh.example")
AN = Account("an", "an", "Văn An", "Nguyễn", "an@a.example", "agency-a", "A-1001")
BINH = Account("binh", "binh", "Văn Bình", "Trần", "binh@b.example", "agency-b", "B-2001")
PEOPLE = (HANH, AN, BINH)
# The attributes of another agency's person that an attacker may claim.
NUMBER, EMAIL, USERNAME = "number", "e-mail", "user name"


@dataclass(frozen=True)
class World:
    connection: Connection
    plan: Plan
    first: Outcome

    @property
    def issuer(self) -> str:
        return f"{self.connection.url}/realms/province"

    def again(self, *people: Account, **changes: Any) -> Outcome:
        plan = replace(self.plan, **changes)
        return provision(self.connection, plan, people or PEOPLE, lambda account: PASSWORD, LOCAL)

    def browser(self, language: str = "vi") -> Browser:
        return Browser(self.issuer, "dondoc-gateway", REDIRECT, language)

    def sign_in(self, account: Account, language: str = "vi") -> SignIn:
        return self.browser(language).sign_in(account.login, PASSWORD, account.provider or "")

    def tokens(self, signed_in: SignIn) -> dict[str, Any]:
        answer: dict[str, Any] = self.token(
            grant_type="authorization_code",
            code=signed_in.code,
            code_verifier=signed_in.verifier,
            redirect_uri=REDIRECT,
        ).json()
        return answer

    def token(
        self, client: str = "dondoc-gateway", secret: str = "gateway-secret", **form: str
    ) -> httpx.Response:
        url = f"{self.issuer}/protocol/openid-connect/token"
        data = {"client_id": client, "client_secret": secret, **form}
        return httpx.post(url, data=data, timeout=60, verify=False)


def provider(url: str, alias: str, protocol: Protocol) -> AgencyProvider:
    key = "employee_number" if protocol is Protocol.OIDC else "employeeNumber"
    metadata = local_metadata_url(url, alias, protocol)
    return AgencyProvider(
        alias, "so", f"Cơ quan {alias}", protocol, metadata, key, "dondoc", f"{alias}-secret"
    )


@pytest.fixture(scope="module")
def notices() -> Iterator[tuple[str, Queue[dict[str, Any]]]]:
    """Receives back-channel logout notices like the gateway."""
    received: Queue[dict[str, Any]] = Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            received.put(claims(parse_qs(body)["logout_token"][0]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the output of the tests clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/auth/backchannel-logout", received
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def world(keycloak: RunningKeycloak, notices: tuple[str, Queue[dict[str, Any]]]) -> World:
    connection = Connection(keycloak.url, keycloak.admin_client, keycloak.admin_secret)
    gateway = GatewayClient(
        "dondoc-gateway", "gateway-secret", (REDIRECT,), ("http://127.0.0.1:9/",), notices[0]
    )
    plan = Plan(
        display_name="Tỉnh Thử",
        audience="dondoc",
        gateway=gateway,
        providers=(
            provider(keycloak.url, "agency-a", Protocol.OIDC),
            provider(keycloak.url, "agency-b", Protocol.SAML),
        ),
        portals=(PortalClient("cong-du-lieu", "portal-secret", "Cổng dữ liệu", ("statistics.read",)),),
        scopes={"statistics.read": "Published statistics", "tasks.read": "Tasks"},
    )
    first = provision(connection, plan, PEOPLE, lambda account: PASSWORD, LOCAL)
    return World(connection, plan, first)


@pytest.fixture
def mended(world: World, nothing_left: None) -> Iterator[None]:
    """Checks after a test with changes in Keycloak that one run corrects them and a second has nothing to do."""
    yield
    world.again()


@pytest.fixture
def nothing_left(world: World) -> Iterator[None]:
    """Checks after a test whose last run corrected its changes in Keycloak that another run has nothing to do."""
    yield
    assert world.again().changes == ()


def claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return decoded


@contextmanager
def agency_user(world: World, alias: str, username: str, number: str, email: str) -> Iterator[Account]:
    """An account that the agency itself made, for instance to attack."""
    admin = world.connection.admin(alias)
    user = {
        "username": username,
        "enabled": True,
        "email": email,
        "emailVerified": True,
        "firstName": "Kẻ",
        "lastName": "Gian",
        "attributes": {"employee_number": [number]} if number else {},
        "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}],
    }
    subject = admin.create_user(user)
    try:
        yield Account("gian", username, "Kẻ", "Gian", email, alias, number)
    finally:
        admin.delete_user(subject)


class TestRepeatable:
    def test_the_second_run_changes_nothing(self, world: World) -> None:
        assert world.first.changes
        again = world.again()
        assert again.changes == ()
        assert again.subjects == world.first.subjects

    @pytest.mark.usefixtures("nothing_left")
    def test_changes_by_hand_are_corrected(self, world: World) -> None:
        admin = world.connection.admin("province")
        admin.update_realm("province", {"loginWithEmailAllowed": True, "duplicateEmailsAllowed": False})
        client = admin.get_client_id("dondoc-gateway")
        assert client
        admin.update_client(client, {**admin.get_client(client), "redirectUris": ["*"]})
        changed = {(change.kind, change.fields) for change in world.again().changes}
        assert ("realm", ("loginWithEmailAllowed", "duplicateEmailsAllowed")) in changed
        assert ("client", ("redirectUris",)) in changed
        assert admin.get_client(client)["redirectUris"] == [REDIRECT]

    @pytest.mark.usefixtures("mended")
    def test_a_new_secret_of_an_agencys_provider_is_applied(self, world: World) -> None:
        oidc, saml = world.plan.providers
        changed = world.again(providers=(replace(oidc, client_secret="another-secret"), saml)).changes
        assert {change.kind for change in changed} == {"identity provider", "client"}
        assert world.sign_in(AN).status == 302

    @pytest.mark.usefixtures("nothing_left")
    def test_a_link_mapper_added_by_hand_is_removed(self, world: World) -> None:
        admin = world.connection.admin("province")
        foreign = {
            "name": "e-mail decides",
            "identityProviderAlias": "agency-a",
            "identityProviderMapper": "oidc-username-idp-mapper",
            "config": {"template": "${CLAIM.email}", "target": "BROKER_ID", "syncMode": "INHERIT"},
        }
        admin.add_mapper_to_idp("agency-a", foreign)
        assert [str(change) for change in world.again().changes] == [
            "province: removed identity provider mapper agency-a/e-mail decides"
        ]

    @pytest.mark.usefixtures("mended")
    def test_an_identity_provider_outside_the_plan_is_switched_off(self, world: World) -> None:
        oidc, saml = world.plan.providers
        assert "switched off" in {
            change.action for change in world.again(HANH, BINH, providers=(saml,)).changes
        }
        browser = world.browser()
        assert not browser.sign_in(AN.login, PASSWORD, oidc.alias).code

    @pytest.mark.usefixtures("mended")
    def test_a_refusal_names_the_foreign_account_or_the_agency_and_touches_nothing(
        self, world: World
    ) -> None:
        admin = world.connection.admin("province")
        foreign = admin.create_user({"username": "chi", "enabled": True})
        with pytest.raises(ProvisioningError, match="chi"):
            world.again(*PEOPLE, Account("chi", "chi", "Chi", "Phạm", "chi@tinh.example"))
        assert "person" not in admin.get_user(foreign).get("attributes", {})
        admin.delete_user(foreign)
        unreadable = provider(world.connection.url, "agency-c", Protocol.OIDC)
        with pytest.raises(ProvisioningError, match="agency-c"):
            world.again(providers=(*world.plan.providers, unreadable))


class TestSignIn:
    @pytest.mark.parametrize("account", PEOPLE, ids=["province", "oidc", "saml"])
    def test_every_person_signs_in_with_the_provisioned_subject(self, world: World, account: Account) -> None:
        tokens = world.tokens(world.sign_in(account))
        access = claims(tokens["access_token"])
        assert access["sub"] == world.first.subjects[account.person]
        assert access["aud"] == "dondoc"
        assert claims(tokens["id_token"])["aud"] == "dondoc-gateway"

    def test_a_wrong_password_is_refused_in_vietnamese(self, world: World) -> None:
        refused = world.browser().sign_in("hanh", "sai-mat-khau-roi")
        assert not refused.code
        assert "Tên đăng nhập hoặc mật khẩu không đúng." in refused.text

    def test_nobody_signs_in_by_e_mail(self, world: World) -> None:
        assert not world.browser().sign_in(HANH.email, PASSWORD).code

    def test_a_person_of_an_agencys_provider_has_no_password_at_the_province(self, world: World) -> None:
        assert not world.browser().sign_in(AN.username, PASSWORD).code

    def test_a_sign_in_without_pkce_is_refused(self, world: World) -> None:
        page, _ = world.browser().open(code_challenge="", code_challenge_method="")
        assert "error=invalid_request" in page.headers["location"]

    @pytest.mark.parametrize(
        "uri", [REDIRECT + "/x", REDIRECT + "?x=1", "http://127.0.0.1:9/", "http://a.example/"]
    )
    def test_only_the_exact_redirect_uri_is_accepted(self, world: World, uri: str) -> None:
        page, _ = world.browser().open(redirect_uri=uri)
        assert page.status_code == 400

    @pytest.mark.usefixtures("mended")
    def test_a_person_who_moves_to_an_agencys_provider_loses_the_password(self, world: World) -> None:
        dung = Account("dung", "dung", "Dung", "Võ", "dung@tinh.example")
        subject = world.again(*PEOPLE, dung).subjects["dung"]
        assert world.sign_in(dung).code
        moved = replace(dung, provider="agency-a", link_value="A-1009")
        assert world.again(*PEOPLE, moved).subjects["dung"] == subject
        assert not world.browser().sign_in("dung", PASSWORD).code
        assert claims(world.tokens(world.sign_in(moved))["access_token"])["sub"] == subject


class TestAnAgencyCannotImpersonateAnothersPerson:
    @pytest.mark.parametrize(
        ("attacker", "victim"),
        [("agency-a", HANH), ("agency-a", BINH), ("agency-b", HANH), ("agency-b", AN)],
        ids=["oidc-province", "oidc-saml", "saml-province", "saml-oidc"],
    )
    def test_by_asserting_that_persons_number_e_mail_or_user_name(
        self, world: World, attacker: str, victim: Account
    ) -> None:
        for stolen in (NUMBER, EMAIL, USERNAME):
            number = (victim.link_value or world.first.subjects["hanh"]) if stolen == NUMBER else "X-9999"
            email = victim.email if stolen == EMAIL else "gian@gian.example"
            username = victim.username if stolen == USERNAME else "gian"
            with agency_user(world, attacker, username, number, email) as thief:
                refused = world.sign_in(thief)
            assert (refused.status, refused.code) == (401, ""), stolen
            assert NOT_PROVISIONED in refused.text, stolen
        # Each run costs as much as a sign-in: one sees what any of the three left behind.
        assert world.again().changes == ()

    @pytest.mark.parametrize("attacker", ["agency-a", "agency-b"], ids=["oidc", "saml"])
    def test_by_asserting_no_number_at_all(self, world: World, attacker: str) -> None:
        with agency_user(world, attacker, "gian", "", HANH.email) as thief:
            assert not world.sign_in(thief).code

    def test_by_a_link_that_was_added_by_hand(self, world: World) -> None:
        admin = world.connection.admin("province")
        admin.add_user_social_login(world.first.subjects["hanh"], "agency-a", "A-6666", "A-6666")
        assert [str(change) for change in world.again().changes] == ["province: removed link agency-a/A-6666"]

    def test_people_cannot_link_their_account_themselves(self, world: World) -> None:
        browser = world.browser()
        assert browser.sign_in("hanh", PASSWORD).code
        page, _ = browser.open(kc_action="idp_link:agency-a")
        assert "kc_action_status=success" not in page.headers.get("location", "")
        assert world.connection.admin("province").get_user_social_logins(world.first.subjects["hanh"]) == []
        assert browser.http.get(f"{world.issuer}/account").status_code >= 400


class TestAnUnknownPerson:
    @pytest.mark.parametrize("alias", LOCAL, ids=["oidc", "saml"])
    @pytest.mark.parametrize(
        ("language", "text"), [("vi", NOT_PROVISIONED), ("en", "you have no account in the province's task")]
    )
    def test_is_refused_in_the_language_of_the_browser(
        self, world: World, alias: str, language: str, text: str
    ) -> None:
        with agency_user(world, alias, "nguoi-la", "X-1", "la@a.example") as stranger:
            refused = world.sign_in(stranger, language)
        assert (refused.status, refused.code) == (401, "")
        assert text in refused.text


class TestAPersonWhoLeft:
    @pytest.mark.usefixtures("nothing_left")
    def test_cannot_sign_in_and_loses_every_session_while_the_others_keep_theirs(
        self, world: World, notices: tuple[str, Queue[dict[str, Any]]]
    ) -> None:
        sessions = {each: [world.tokens(world.sign_in(each)) for _ in range(3)] for each in PEOPLE}
        left: list[Account] = []
        for account in PEOPLE:
            left.append(account)
            people = [replace(each, serving=each not in left) for each in PEOPLE]
            world.again(*people)
            remaining = {claims(each["id_token"])["sid"] for each in sessions[account]}
            assert len(remaining) == 3
            while remaining:
                remaining.discard(notices[1].get(timeout=60)["sid"])
            assert self.ended(world, sessions[account]) == {"invalid_grant"}
            assert not world.sign_in(account).code
            staying = [tokens for each in PEOPLE if each not in left for tokens in sessions[each]]
            assert self.ended(world, staying) <= {None}
        assert world.again(*people).changes == ()
        assert world.again().subjects == world.first.subjects
        assert all(world.sign_in(account).code for account in PEOPLE)

    def ended(self, world: World, sessions: list[dict[str, Any]]) -> set[str | None]:
        """The errors with which sessions get no new token; None for each that gets one, and goes on with it."""
        errors = set()
        for tokens in sessions:
            answer = world.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()
            errors.add(answer.get("error"))
            tokens.update(answer)
        return errors

    @pytest.mark.usefixtures("mended")
    def test_is_disabled_too_if_missing_from_the_data_and_needs_a_position_for_an_account(
        self, world: World
    ) -> None:
        chi = Account("chi", "chi", "Chi", "Phạm", "chi@tinh.example", serving=False)
        assert "chi" not in world.again(AN, BINH, chi).subjects
        refused = world.sign_in(HANH)
        assert not refused.code
        assert "Tài khoản đã bị khóa" in refused.text


class TestPortals:
    def credentials(self, world: World, **form: str) -> httpx.Response:
        return world.token("cong-du-lieu", "portal-secret", grant_type="client_credentials", **form)

    def test_a_scope_is_in_the_token_only_if_requested(self, world: World) -> None:
        scoped = claims(self.credentials(world, scope="statistics.read").json()["access_token"])
        assert (scoped["scope"], scoped["aud"], scoped["azp"]) == (
            "statistics.read",
            "dondoc",
            "cong-du-lieu",
        )
        unscoped = claims(self.credentials(world).json()["access_token"])
        assert unscoped["scope"] == ""

    def test_a_scope_that_the_portal_may_not_have_is_refused(self, world: World) -> None:
        refused = self.credentials(world, scope="tasks.read")
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")

    def test_a_portal_may_not_sign_people_in(self, world: World) -> None:
        refused = world.token(
            "cong-du-lieu", "portal-secret", grant_type="password", username="hanh", password=PASSWORD
        )
        assert refused.json()["error"] == "unauthorized_client"
        page, _ = Browser(world.issuer, "cong-du-lieu", REDIRECT).open()
        assert page.status_code == 400

    @pytest.mark.usefixtures("mended")
    def test_what_was_taken_from_a_portal_is_refused(self, world: World) -> None:
        [portal] = world.plan.portals
        world.again(portals=(replace(portal, scopes=()),))
        assert self.credentials(world, scope="statistics.read").status_code == 400
        world.again(portals=(replace(portal, enabled=False),))
        assert self.credentials(world).status_code == 401
