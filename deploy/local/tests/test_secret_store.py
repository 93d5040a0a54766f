"""Secrets are made once, only their owner reads them, and none has a known default."""

import json
from pathlib import Path

import pytest

from deploy.local.secret_store import SecretStore
from shared.errors import Unauthenticated
from shared.principal import Principal, Signer, Verifier


def test_a_secret_stays_the_same_on_one_system_and_differs_on_another(tmp_path: Path) -> None:
    first = SecretStore(tmp_path / "a").password("postgres")
    assert SecretStore(tmp_path / "a").password("postgres") == first
    assert SecretStore(tmp_path / "b").password("postgres") != first
    assert SecretStore(tmp_path / "a").password("rabbitmq") != first


def test_only_the_owner_can_read_a_secret(tmp_path: Path) -> None:
    store = SecretStore(tmp_path / "secrets")
    store.password("postgres")
    store.signing_key("task.1")
    store.hand_out("task", {"DONDOC_BROKER_URL": "amqp://…"})
    for path in (tmp_path / "secrets").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0


def test_services_accept_each_others_signatures_and_refuse_a_strangers(tmp_path: Path) -> None:
    store, foreign = SecretStore(tmp_path / "ours"), SecretStore(tmp_path / "theirs")
    verifier = Verifier(store.verifying_keys(["gateway.1", "task.1"]))
    assert verifier.verify(Signer(store.signing_key("gateway.1")).sign(Principal("someone"))) == Principal(
        "someone"
    )
    with pytest.raises(Unauthenticated):
        verifier.verify(Signer(foreign.signing_key("gateway.1")).sign(Principal("someone")))


def test_published_keys_contain_no_private_part(tmp_path: Path) -> None:
    keys = json.loads(SecretStore(tmp_path).verifying_keys(["gateway.1", "task.1"]))["keys"]
    assert [key["kid"] for key in keys] == ["gateway.1", "task.1"]
    assert all("d" not in key for key in keys)
