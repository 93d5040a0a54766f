"""Signing in at the province and at agencies' own sign-ons, and signing out here and there."""

import httpx
import pytest

from deploy.demo.cast import Cast
from deploy.demo.desk import Addresses, CallError, sign_in_url
from gateway.browser import Browser, SignInError
from tests.e2e.conftest import Enter, SignOn


def _clerk(cast: Cast, agency: str) -> str:
    return cast.first("AGENCY_CLERK", agency).id


@pytest.mark.parametrize(
    "agency",
    [
        pytest.param("so-noi-vu", id="province"),
        pytest.param("so-giao-thong-van-tai", id="oidc"),
        pytest.param("ubnd-huyen-nui-thanh", id="saml"),
    ],
)
def test_the_system_knows_everyone_who_signs_in_by_name_and_position(
    sign_in: Enter, cast: Cast, agency: str
) -> None:
    clerk = cast.people[_clerk(cast, agency)]

    caller = sign_in(clerk.id).get("v1/caller")

    assert caller["person"] == f"people/{clerk.id}"
    assert f"units/{agency}" in {position["agency"] for position in caller["positions"]}


def test_a_person_of_an_agency_with_its_own_sign_on_cannot_sign_in_at_the_province(
    addresses: Addresses, cast: Cast
) -> None:
    person = cast.people[_clerk(cast, "so-giao-thong-van-tai")]
    browser = Browser("vi")
    page = browser.open(sign_in_url(addresses.gateway))

    with pytest.raises(SignInError):
        browser.log_in(page, person.username, addresses.password)


def test_a_wrong_password_is_refused(addresses: Addresses) -> None:
    browser = Browser("vi")
    page = browser.open(sign_in_url(addresses.gateway))

    with pytest.raises(SignInError):
        browser.log_in(page, "sangpt", "không phải mật khẩu")


def test_a_call_without_a_session_is_refused(addresses: Addresses) -> None:
    answer = httpx.get(f"{addresses.gateway}/v1/tasks", headers={"Accept-Language": "en"})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_signing_out_ends_the_session_everywhere(sign_in: Enter, addresses: Addresses) -> None:
    desk = sign_in("pham-tan-sang")
    kept = dict(desk.browser.http.cookies.items())
    desk.leave()

    with pytest.raises(CallError) as refused:
        desk.get("v1/caller")
    stolen = httpx.get(f"{addresses.gateway}/v1/caller", cookies=kept)
    page = desk.browser.open(sign_in_url(addresses.gateway))

    assert refused.value.status == 401
    assert stolen.status_code == 401
    assert "password" in page.text


def test_ending_the_session_at_the_sign_on_ends_it_at_the_gateway(sign_in: Enter, sign_on: SignOn) -> None:
    desk = sign_in("ho-thi-bich-hanh")

    sign_on.end_sessions("ho-thi-bich-hanh")

    assert sign_on.is_out(desk)


async def test_an_asynchronous_client_is_answered(addresses: Addresses) -> None:
    # The browser's tests run before on the same core: if they left their event loop running, no such test could begin.
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{addresses.gateway}/auth/session")
    assert answer.status_code == 200
