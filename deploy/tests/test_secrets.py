"""The secrets of an installation: every run gives the same ones, and keys change without a gap."""

import json
import ssl
import time
from pathlib import Path

import pytest

from deploy import secrets
from deploy.local.plan import PROCESSES, SERVICES
from deploy.local.secret_store import SecretStore
from deploy.tests.settings import settings_of
from services.identity.config import ProvisioningSettings
from shared import yamls
from shared.errors import Unauthenticated
from shared.principal import KEY_MADE, Principal, Signer, Verifier

PERSON = Principal("x", person="people/x")
ADDRESSES = {
    "database": "postgresql://{service}:{password}@db.tinh.gov.vn/{service}",
    "broker": "amqps://dondoc:secret@mq.tinh.gov.vn:5671/",
    "smtp": "smtp+starttls://mail.tinh.gov.vn",
    "keycloak_client_id": "dondoc-provisioner",
    "keycloak_client_secret": "given",
    "sso_secrets": {},
}


@pytest.fixture
def store(tmp_path: Path) -> SecretStore:
    return SecretStore(tmp_path / "kept")


def test_every_service_has_its_own_secrets_and_a_second_run_gives_the_same(store: SecretStore) -> None:
    found = secrets.of_province(store, ADDRESSES)
    assert found.keys() == {f"dondoc-{service}" for service in PROCESSES}
    assert len({data["dondoc_database_url"] for data in found.values()}) == len(PROCESSES)
    assert len({found[f"dondoc-{service}"]["dondoc_page_token_key"] for service in SERVICES}) == len(SERVICES)
    assert found == secrets.of_province(store, ADDRESSES)
    assert len(yamls.parse_all(secrets.manifests(found))) == len(PROCESSES)


@pytest.mark.parametrize("service", PROCESSES)
def test_no_program_has_a_secret_that_it_does_not_read(store: SecretStore, service: str) -> None:
    found = secrets.of_province(store, {**ADDRESSES, "bounce_box": "imaps://x"})
    settings = ProvisioningSettings if service == "identity" else settings_of(service)
    assert found[f"dondoc-{service}"].keys() <= {f"dondoc_{name}" for name in settings.model_fields}


def test_only_the_gateway_can_sign(store: SecretStore) -> None:
    found = secrets.of_province(store, ADDRESSES)
    assert [data for data in found.values() if "dondoc_principal_signing_key" in data] == [
        found["dondoc-gateway"]
    ]
    known = json.loads(found["dondoc-task"]["dondoc_principal_keys"])["keys"]
    assert [key["kid"].partition(".")[0] for key in known] == ["gateway"]


def test_an_unknown_address_is_refused(store: SecretStore) -> None:
    with pytest.raises(TypeError, match="brokr"):
        secrets.of_province(store, {**ADDRESSES, "brokr": "x"})


def test_every_statement_is_accepted_while_keys_change_and_an_old_one_is_refused_afterwards(
    store: SecretStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(range(100))
    monkeypatch.setattr(secrets, "_name", lambda: f"gateway.{next(names)}")
    keys = secrets.Keys(store)
    signers, verifiers = [Signer(keys.signing())], [Verifier(keys.known())]
    first = signers[0].sign(PERSON)
    for step in (keys.announce, keys.switch, keys.retire):
        step()
        # During a roll-out old and new pods both sign, and both verify.
        signers.append(Signer(keys.signing()))
        verifiers.append(Verifier(keys.known()))
        for signer in signers[-2:]:
            for verifier in verifiers[-2:]:
                assert verifier.verify(signer.sign(PERSON)).person == "people/x"
    assert signers[0].issuer != signers[-1].issuer
    with pytest.raises(Unauthenticated):
        verifiers[-1].verify(first)


def test_the_name_of_a_key_contains_the_time_it_was_made(store: SecretStore) -> None:
    signer = Signer(secrets.Keys(store).signing())
    assert signer.issuer.startswith("gateway.")
    (made,) = [sample.value for metric in KEY_MADE.collect() for sample in metric.samples]
    assert abs(made - time.time()) < 60


def test_certificates_of_a_trial_are_valid_for_their_hosts(store: SecretStore, tmp_path: Path) -> None:
    found = secrets.of_trial(store, "somewhere")
    context = ssl.create_default_context(cadata=found["dondoc-trust"]["ca.crt"])
    assert len(context.get_ca_certs()) == 1
    for name in ("parts", "dondoc-grpc"):
        for part in ("crt", "key"):
            (tmp_path / f"{name}.{part}").write_text(found[name][f"tls.{part}"])
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(tmp_path / f"{name}.crt", tmp_path / f"{name}.key")
