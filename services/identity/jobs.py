"""Long work that may be repeated: seeding a province, provisioning the single sign-on, republishing events."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from pathlib import Path
from typing import Any

import structlog

from services.identity import provisioning, tables
from services.identity.config import IdentitySettings, ProvisioningSettings
from services.identity.model import (
    PROVINCE_PROVIDER,
    Period,
    Person,
    Position,
    Role,
    UnitGroup,
    UnitKind,
    UnitVersion,
)
from services.identity.usecases import seeding
from shared import clock, yamls
from shared.db import Database

log = structlog.get_logger(__name__)


def seed(settings: IdentitySettings, folder: Path) -> seeding.Added:
    """Adds the units, people, providers and clients of a province's files that are missing."""
    province = read_province(folder)
    with _database(settings).transaction() as session:
        added = seeding.seed(session, province, clock.now(), clock.today())
    log.info("seeded", units=added.units, people=added.people, positions=added.positions)
    return added


def republish(settings: IdentitySettings) -> int:
    """Announces everything again as snapshots; returns the number of events."""
    with _database(settings).transaction() as session:
        count = seeding.republish(session, clock.today())
    log.info("republished", events=count)
    return count


def provision(settings: ProvisioningSettings, folder: Path) -> provisioning.Outcome:
    """Brings Keycloak in line with the service's data, and records which account belongs to whom."""
    database = _database(settings)
    with database.transaction() as session:
        people = seeding.people_to_provision(session, clock.today())
        providers, clients = tables.providers(session), tables.clients(session)
    outcome = provisioning.provision(
        _connection(settings),
        _plan(settings, yamls.read(folder / "sso.yaml"), providers, clients),
        [_account(each) for each in people],
        lambda _: settings.demo_password.get_secret_value() if settings.demo_password else None,
        [each.alias for each in providers if not each.metadata_url],
    )
    with database.transaction() as session:
        seeding.note_subjects(session, outcome.subjects)
    log.info("provisioned", changes=len(outcome.changes), people=len(outcome.subjects))
    return outcome


def secret_of(settings: ProvisioningSettings, name: str) -> str:
    """The secret shared with an agency's provider or an external portal.

    In the local environment a missing secret is derived from the gateway's, so that there is no known default.
    Elsewhere a missing secret raises SystemExit.
    """
    if name in settings.sso_secrets:
        return settings.sso_secrets[name].get_secret_value()
    if settings.environment != "local":
        raise SystemExit(f"settings: DONDOC_SSO_SECRETS: no secret for {name}")
    key = settings.oidc_client_secret.get_secret_value().encode()
    return hmac.digest(key, f"sso {name}".encode(), hashlib.sha256).hex()[:40]


def _connection(settings: ProvisioningSettings) -> provisioning.Connection:
    secret = settings.keycloak_client_secret.get_secret_value()
    return provisioning.Connection(settings.keycloak_url.rstrip("/"), settings.keycloak_client_id, secret)


def _plan(
    settings: ProvisioningSettings,
    sso: dict[str, Any],
    providers: list[tables.StoredProvider],
    clients: list[tables.StoredClient],
) -> provisioning.Plan:
    return provisioning.Plan(
        display_name=sso["display_name"],
        audience=settings.oidc_audience,
        gateway=provisioning.GatewayClient(
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret.get_secret_value(),
            redirect_uris=(f"{settings.origin}/auth/callback",),
            post_logout_uris=(f"{settings.origin}/",),
            backchannel_logout_url=f"{settings.origin}/auth/backchannel-logout",
        ),
        providers=tuple(_provider(settings, each) for each in providers),
        portals=tuple(_portal(settings, each) for each in clients),
        scopes=sso.get("scopes", {}),
    )


def _portal(settings: ProvisioningSettings, stored: tables.StoredClient) -> provisioning.PortalClient:
    secret = secret_of(settings, stored.id)
    return provisioning.PortalClient(stored.id, secret, stored.display_name, stored.scopes, stored.enabled)


def _provider(settings: ProvisioningSettings, stored: tables.StoredProvider) -> provisioning.AgencyProvider:
    protocol = provisioning.Protocol(stored.protocol)
    if not stored.metadata_url and settings.environment != "local":
        raise SystemExit(
            f"{stored.alias}: metadata_url is missing; only the local environment has local realms"
        )
    local = provisioning.local_metadata_url(settings.keycloak_url, stored.alias, protocol)
    return provisioning.AgencyProvider(
        alias=stored.alias,
        agency=stored.agency,
        display_name=stored.display_name,
        protocol=protocol,
        metadata_url=stored.metadata_url or local,
        link_key=stored.link_key,
        client_id=stored.client_id,
        client_secret=secret_of(settings, stored.alias) if protocol is provisioning.Protocol.OIDC else "",
    )


def _account(each: seeding.Serving) -> provisioning.Account:
    person = each.person
    return provisioning.Account(
        person=person.person,
        login=person.username or person.employee_number,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        provider=None if person.identity_provider == PROVINCE_PROVIDER else person.identity_provider,
        link_value=person.employee_number,
        serving=each.serving,
    )


def read_province(folder: Path) -> seeding.Province:
    """Reads `units.yaml`, `people.yaml` and `sso.yaml`. Raises what the model refuses, KeyError, YAMLError."""
    units = tuple(_unit(each) for each in yamls.read(folder / "units.yaml")["units"])
    entries = yamls.read(folder / "people.yaml")["people"]
    chart = {unit.unit: unit for unit in units}
    sso = yamls.read(folder / "sso.yaml")
    return seeding.Province(
        units=units,
        people=tuple(_person(each, chart) for each in entries),
        positions=tuple(position for each in entries for position in _positions(each)),
        providers=tuple(tables.StoredProvider(**each) for each in sso["providers"]),
        clients=tuple(_client(each) for each in sso["clients"]),
    )


def _unit(entry: dict[str, Any]) -> UnitVersion:
    return UnitVersion(
        unit=entry["id"],
        period=_period(entry),
        display_name=entry["display_name"],
        kind=UnitKind(entry["kind"]),
        group=UnitGroup(entry["group"]),
        parent=entry.get("parent"),
        short_name=entry.get("short_name", ""),
        code=entry.get("code", ""),
        aliases=tuple(entry.get("aliases", ())),
        sort_order=entry.get("order", 0),
    )


def _person(entry: dict[str, Any], units: dict[str, UnitVersion]) -> Person:
    return Person(
        person=entry["id"],
        display_name=entry["display_name"],
        agency=_agency(entry["positions"][0]["unit"], units),
        username=entry["username"],
        family_name=entry["family_name"],
        given_name=entry["given_name"],
        email=entry["email"],
        phone_number=entry.get("phone", ""),
        identity_provider=entry["identity_provider"],
        employee_number=entry["employee_number"],
    )


def _agency(unit: str, units: dict[str, UnitVersion]) -> str:
    version = units[unit]
    return unit if version.kind.is_agency or version.parent is None else _agency(version.parent, units)


def _positions(entry: dict[str, Any]) -> list[Position]:
    return [
        Position(
            position=f"{entry['id']}-{number}"[:63],
            unit=held["unit"],
            person=entry["id"],
            role=Role(held["role"]),
            title=held["title"],
            period=_period(held),
            fields=tuple(held.get("fields", ())),
        )
        for number, held in enumerate(entry["positions"], start=1)
    ]


def _client(entry: dict[str, Any]) -> tables.StoredClient:
    return tables.StoredClient(entry["id"], entry["display_name"], tuple(entry["scopes"]), enabled=True)


def _period(entry: dict[str, Any]) -> Period:
    first: date = entry["start_date"]
    last: date | None = entry.get("end_date")
    return Period(first, last)


def _database(settings: IdentitySettings) -> Database:
    return Database(settings.database_url.get_secret_value())
