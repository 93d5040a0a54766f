"""Brings Keycloak in line with the service's data. A second run changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.identity.provisioning.accounts import Passwords, ensure_people
from services.identity.provisioning.agencies import (
    local_metadata_url,
    provision_agency_people,
    provision_agency_realm,
    provision_agency_trust,
)
from services.identity.provisioning.plan import (
    Account,
    AgencyProvider,
    Change,
    GatewayClient,
    Plan,
    PortalClient,
    Protocol,
    ProvisioningError,
)
from services.identity.provisioning.province import provision_province
from services.identity.provisioning.reconcile import Connection


@dataclass(frozen=True)
class Outcome:
    """What had to change, and the stable subject of each person that has an account."""

    changes: tuple[Change, ...]
    subjects: dict[str, str]


def provision(
    connection: Connection,
    plan: Plan,
    accounts: Sequence[Account],
    passwords: Passwords = lambda _: None,
    local_agencies: Sequence[str] = (),
) -> Outcome:
    """Provisions the province realm, its clients, providers and people.

    `local_agencies` are the aliases of providers that are realms of this Keycloak and are made here too, in the local
    environment only. Raises ProvisioningError, KeycloakError.
    """
    changes: list[Change] = []
    local = [
        (provider, provision_agency_realm(connection, provider, changes))
        for provider in plan.providers
        if provider.alias in local_agencies
    ]
    realm = provision_province(connection, plan, changes)
    for provider, agency_realm in local:
        provision_agency_trust(agency_realm, provider)
        provision_agency_people(agency_realm, provider, accounts, passwords)
    subjects = ensure_people(realm, accounts, plan.providers, passwords)
    return Outcome(tuple(changes), subjects)


__all__ = [
    "Account",
    "AgencyProvider",
    "Change",
    "Connection",
    "GatewayClient",
    "Outcome",
    "Passwords",
    "Plan",
    "PortalClient",
    "Protocol",
    "ProvisioningError",
    "local_metadata_url",
    "provision",
]
