"""The secrets of an installation as Kubernetes manifests, on standard output.

`python -m deploy.secrets province KEPT ADDRESSES.yaml` for a province's own servers, whose addresses the file gives;
`python -m deploy.secrets trial KEPT NAMESPACE` for a namespace with the parts of `deploy/parts`, certificates included;
`python -m deploy.secrets compose KEPT` for `deploy/compose.yaml`: files in KEPT, a folder for each container;
`python -m deploy.secrets rotate KEPT announce|switch|retire`, then `province` or `trial` and `kubectl rollout restart`.

KEPT is a folder that keeps the random values, so that every run prints the same secrets; store it in a vault.
"""

from __future__ import annotations

import argparse
import ipaddress
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from deploy.local.plan import PROCESSES, SERVICES
from deploy.local.secret_store import SecretStore
from shared import yamls

Data = dict[str, str]
_TRIAL = timedelta(days=365)
_PARTS = ("postgresql", "rabbitmq", "keycloak", "storage", "mail")


@dataclass(frozen=True)
class Addresses:
    """The addresses of a province's servers. Each service replaces `{service}` and `{password}` in `database`."""

    database: str
    broker: str
    smtp: str
    keycloak_client_id: str
    keycloak_client_secret: str
    sso_secrets: Mapping[str, str]
    bounce_box: str = ""
    """The mailbox to which e-mails come back, if it is read."""


class Keys:
    """The keys with which the gateway signs its statements about callers, and their rotation.

    A new key is announced first, so that every process knows it, then used; then the old key is retired. So no
    process ever gets a statement signed with a key that it does not know.
    """

    def __init__(self, store: SecretStore) -> None:
        self._store = store
        self._file = store.folder / "principal-keys.json"
        if not self._file.exists():
            name = _name()
            self._save(used=name, known=[name])

    def signing(self) -> str:
        """The private key that the gateway signs with now."""
        return self._store.signing_key(self._state()["used"])

    def known(self) -> str:
        """The public keys that every service knows now."""
        return self._store.verifying_keys(self._state()["known"])

    def announce(self) -> None:
        """Makes a new key: known from now on, but not used yet."""
        used = self._state()["used"]
        self._save(used=used, known=[used, _name()])

    def switch(self) -> None:
        """Makes the gateway sign with the newest known key from now on."""
        known = self._state()["known"]
        self._save(used=known[-1], known=known)

    def retire(self) -> None:
        """Forgets all keys but the one in use."""
        used = self._state()["used"]
        self._save(used=used, known=[used])

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads(self._file.read_text())
        return state

    def _save(self, used: str, known: list[str]) -> None:
        self._file.touch(mode=0o600)
        self._file.write_text(json.dumps({"used": used, "known": known}, indent=1))


def _name() -> str:
    # `dondoc_signing_key_made_timestamp_seconds` takes the time from this name and shows when a rotation is due.
    return f"gateway.{datetime.now(UTC):%Y%m%dT%H%M%S}"


def of_dondoc(store: SecretStore, addresses: Addresses) -> dict[str, Data]:
    """The secrets of the services by name: the content of each `existingSecret`."""
    keys = Keys(store)
    found: dict[str, Data] = {}
    for service in PROCESSES:
        password = store.password(f"postgres-{service}")
        url = addresses.database.format(service=service, password=password)
        found[f"dondoc-{service}"] = {"dondoc_database_url": url}
    for service in SERVICES:
        found[f"dondoc-{service}"] |= {
            "dondoc_broker_url": addresses.broker,
            "dondoc_principal_keys": keys.known(),
            "dondoc_page_token_key": store.password(f"page-token-{service}"),
        }
    found["dondoc-gateway"] |= {
        "dondoc_principal_signing_key": keys.signing(),
        "dondoc_oidc_client_secret": store.password("oidc-gateway"),
    }
    found["dondoc-identity"] |= {
        "dondoc_oidc_client_secret": store.password("oidc-gateway"),
        "dondoc_keycloak_client_id": addresses.keycloak_client_id,
        "dondoc_keycloak_client_secret": addresses.keycloak_client_secret,
        "dondoc_sso_secrets": json.dumps(dict(addresses.sso_secrets)),
    }
    found["dondoc-notification"]["dondoc_smtp_url"] = addresses.smtp
    if addresses.bounce_box:
        found["dondoc-notification"]["dondoc_bounce_box_url"] = addresses.bounce_box
    return found


def of_province(store: SecretStore, addresses: Mapping[str, Any]) -> dict[str, Data]:
    """The secrets for a province's own servers; TypeError if the file has an unknown key."""
    return of_dondoc(store, Addresses(**addresses))


def of_trial(store: SecretStore, namespace: str) -> dict[str, Data]:
    """The secrets of dondoc and of the parts of `deploy/parts` in a namespace, with their own authority."""
    broker = store.password("rabbitmq")
    addresses = Addresses(
        database="postgresql://{service}:{password}@postgresql:5432/{service}",
        broker=f"amqps://dondoc:{broker}@rabbitmq:5671/",
        smtp="smtp+starttls://mail:2525",
        keycloak_client_id="dondoc-provisioner",
        keycloak_client_secret=store.password("keycloak-admin"),
        sso_secrets={"cong-du-lieu": store.password("sso-cong-du-lieu")},
    )
    authority = Authority(store)
    hosts = [host for part in _PARTS for host in (part, f"{part}.{namespace}.svc")]
    storage = {"access": store.password("storage-access"), "secret": store.password("storage-secret")}
    return of_dondoc(store, addresses) | {
        "dondoc-trust": {"ca.crt": authority.certificate()},
        "dondoc-grpc": authority.issue("grpc", internal_hosts(namespace)),
        "dondoc-storage": {
            "AWS_ACCESS_KEY_ID": storage["access"],
            "AWS_SECRET_ACCESS_KEY": storage["secret"],
            "AWS_ENDPOINT": "https://storage:7070",
            "AWS_REGION": "us-east-1",
        },
        "parts": authority.issue("parts", [*hosts, "localhost"])
        | {
            "postgres_password": store.password("postgres"),
            "keycloak_database_password": store.password("postgres-keycloak"),
            "keycloak_admin_secret": store.password("keycloak-admin"),
            "storage_access_key": storage["access"],
            "storage_secret_key": storage["secret"],
            "databases.sql": _databases(store),
            "rabbitmq.conf": _broker(broker),
        },
    }


def internal_hosts(namespace: str) -> list[str]:
    """The names under which the services of a trial call each other."""
    return [f"dondoc-{service}-pods.{namespace}.svc" for service in SERVICES]


def _databases(store: SecretStore) -> str:
    """SQL for a role and a database of each service and of Keycloak; no other role may open the database."""
    return "".join(
        f"CREATE ROLE {name} LOGIN PASSWORD '{store.password(f'postgres-{name}')}';\n"
        f"CREATE DATABASE {name} OWNER {name};\nREVOKE ALL ON DATABASE {name} FROM PUBLIC;\n"
        for name in (*PROCESSES, "keycloak")
    )


def _broker(password: str) -> str:
    return (
        "listeners.tcp = none\nlisteners.ssl.default = 5671\nssl_options.cacertfile = /etc/parts/ca.crt\n"
        "ssl_options.certfile = /etc/parts/tls.crt\nssl_options.keyfile = /etc/parts/tls.key\n"
        "loopback_users = none\ndisk_free_limit.absolute = 200MB\n"
        f"default_user = dondoc\ndefault_pass = {password}\n"
    )


def for_compose(store: SecretStore) -> None:
    """Writes the files that the containers of `deploy/compose.yaml` mount, a folder for each."""
    broker = store.password("rabbitmq")
    addresses = Addresses(
        database="postgresql://{service}:{password}@postgresql:5432/{service}",
        broker=f"amqp://dondoc:{broker}@rabbitmq:5672/",
        smtp="smtp://mail:1025",
        keycloak_client_id="dondoc-provisioner",
        keycloak_client_secret=store.password("keycloak-admin"),
        sso_secrets={},
    )
    for name, data in of_dondoc(store, addresses).items():
        store.hand_out(name.removeprefix("dondoc-"), data)
    # All people of a trial have the password in this file.
    store.hand_out("identity", {"dondoc_demo_password": store.password("demo")})
    loopback = "loopback_users = none\n"
    parts = {
        "postgres_password": store.password("postgres"),
        "databases.sql": _databases(store),
        "rabbitmq.conf": f"{loopback}default_user = dondoc\ndefault_pass = {broker}\n",
        "keycloak.conf": f"db-password={store.password('postgres-keycloak')}\n",
        "storage.env": f"{store.password('storage-access')}\n{store.password('storage-secret')}\n",
    }
    store.hand_out("parts", parts)


class Authority:
    """A certificate authority for trials; a province uses its own."""

    def __init__(self, store: SecretStore) -> None:
        self._folder = store.folder
        if not (self._folder / "ca.crt").exists():
            key = ec.generate_private_key(ec.SECP256R1())
            name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dondoc trial")])
            limits = x509.BasicConstraints(ca=True, path_length=0)
            builder = _builder(name, name, key.public_key()).add_extension(limits, critical=True)
            _write(self._folder / "ca.key", _private(key))
            _write(self._folder / "ca.crt", _public(builder.sign(key, hashes.SHA256())))

    def certificate(self) -> str:
        """The authority's certificate."""
        return (self._folder / "ca.crt").read_text()

    def issue(self, name: str, hosts: list[str], valid: timedelta = _TRIAL) -> Data:
        """The content of a TLS secret: a certificate for the hosts, its key and the authority's certificate."""
        kept = self._folder / f"{name}.crt"
        if not kept.exists():
            signer = serialization.load_pem_private_key((self._folder / "ca.key").read_bytes(), None)
            assert isinstance(signer, ec.EllipticCurvePrivateKey)
            issuer = x509.load_pem_x509_certificate(self.certificate().encode()).subject
            key = ec.generate_private_key(ec.SECP256R1())
            subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
            names = x509.SubjectAlternativeName([_host(host) for host in [*hosts, "127.0.0.1"]])
            builder = _builder(subject, issuer, key.public_key(), valid).add_extension(names, critical=False)
            use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
            certificate = builder.add_extension(use, critical=False).sign(signer, hashes.SHA256())
            _write(self._folder / f"{name}.key", _private(key))
            _write(kept, _public(certificate))
        return {
            "tls.crt": kept.read_text(),
            "tls.key": (self._folder / f"{name}.key").read_text(),
            "ca.crt": self.certificate(),
        }


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, valid: timedelta = _TRIAL
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + valid)


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _private(key: ec.EllipticCurvePrivateKey) -> str:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()


def _public(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)


def manifests(secrets: Mapping[str, Data]) -> str:
    """The secrets as manifests for `kubectl apply`."""
    kinds = [
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "stringData": data}
        for name, data in secrets.items()
    ]
    return yaml.safe_dump_all(kinds)


def main() -> None:
    """Prints manifests, writes the files for Compose, or takes a step of a rotation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["province", "trial", "compose", "rotate"])
    parser.add_argument("kept", type=Path)
    parser.add_argument("argument", nargs="?", default="")
    options = parser.parse_args()
    store = SecretStore(options.kept)
    if options.what == "province":
        given = yamls.read(Path(options.argument))
        print(manifests(of_province(store, given)))
    elif options.what == "trial":
        print(manifests(of_trial(store, options.argument)))
    elif options.what == "compose":
        for_compose(store)
    else:
        steps = {"announce": Keys.announce, "switch": Keys.switch, "retire": Keys.retire}
        if options.argument not in steps:
            sys.exit(f"not one of {', '.join(steps)}: {options.argument}")
        steps[options.argument](Keys(store))


if __name__ == "__main__":
    main()
