"""Replaces the identity providers of two agencies by realms of the same Keycloak, in the local environment only.

A real agency runs its own provider, which the province realm knows only by `AgencyProvider.metadata_url`.
"""

from __future__ import annotations

from collections.abc import Iterable

import httpx

from services.identity.provisioning import realms
from services.identity.provisioning.accounts import Passwords, ensure_agency_users
from services.identity.provisioning.plan import PROVINCE_REALM, Account, AgencyProvider, Change, Protocol
from services.identity.provisioning.province import ensure_login_texts
from services.identity.provisioning.reconcile import Connection, Json, Realm


def local_metadata_url(keycloak_url: str, alias: str, protocol: Protocol) -> str:
    """Where the metadata of an agency realm in the same Keycloak is."""
    path = "protocol/saml/descriptor" if protocol is Protocol.SAML else ".well-known/openid-configuration"
    return f"{keycloak_url.rstrip('/')}/realms/{alias}/{path}"


def provision_agency_realm(connection: Connection, provider: AgencyProvider, changes: list[Change]) -> Realm:
    """Makes the agency's realm, which must exist before the province realm refers to it."""
    realm = Realm(connection, provider.alias, changes)
    realm.ensure_realm(realms.agency_realm(provider))
    realm.ensure_profile(realms.profile(realms.LINK_ATTRIBUTE))
    ensure_login_texts(realm)
    if provider.protocol is Protocol.OIDC:
        realm.ensure_client(_oidc_client(connection.url, provider), [_oidc_mapper(provider)])
    return realm


def provision_agency_trust(realm: Realm, provider: AgencyProvider) -> None:
    """Registers the province realm as a SAML service at the agency, once its metadata exist."""
    if provider.protocol is Protocol.SAML:
        realm.ensure_client(_saml_client(realm, provider), [_saml_mapper(provider)])


def provision_agency_people(
    realm: Realm, provider: AgencyProvider, accounts: Iterable[Account], passwords: Passwords
) -> None:
    own = [account for account in accounts if account.provider == provider.alias]
    ensure_agency_users(realm, own, passwords)


def _endpoint(keycloak_url: str, alias: str) -> str:
    return f"{keycloak_url.rstrip('/')}/realms/{PROVINCE_REALM}/broker/{alias}/endpoint"


def _oidc_client(keycloak_url: str, provider: AgencyProvider) -> Json:
    logout = f"{keycloak_url.rstrip('/')}/realms/{PROVINCE_REALM}/protocol/openid-connect/logout"
    return {
        "clientId": provider.client_id,
        "secret": provider.client_secret,
        "enabled": True,
        "protocol": "openid-connect",
        "publicClient": False,
        "standardFlowEnabled": True,
        "directAccessGrantsEnabled": False,
        "fullScopeAllowed": False,
        "redirectUris": [_endpoint(keycloak_url, provider.alias)],
        "webOrigins": [],
        "attributes": {
            "pkce.code.challenge.method": "S256",
            "post.logout.redirect.uris": f"{_endpoint(keycloak_url, provider.alias)}/logout_response",
            "backchannel.logout.url": f"{logout}/backchannel-logout",
            "backchannel.logout.session.required": "true",
        },
        "defaultClientScopes": ["basic", "profile", "email"],
        "optionalClientScopes": [],
    }


def _oidc_mapper(provider: AgencyProvider) -> Json:
    return {
        "name": "employee number",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-usermodel-attribute-mapper",
        "config": {
            "user.attribute": realms.LINK_ATTRIBUTE,
            "claim.name": provider.link_key,
            "jsonType.label": "String",
            "id.token.claim": "true",
            "access.token.claim": "true",
            "userinfo.token.claim": "true",
        },
    }


def _saml_client(realm: Realm, provider: AgencyProvider) -> Json:
    converted = _converted(realm, _endpoint(realm.connection.url, provider.alias) + "/descriptor")
    attributes = converted["attributes"] | {
        "saml.client.signature": "true",
        "saml.assertion.signature": "true",
        "saml.server.signature": "true",
        "saml.force.post.binding": "true",
    }
    # The converter lists the same URI once for each binding.
    uris = sorted(set(converted["redirectUris"]))
    return {
        "clientId": converted["clientId"],
        "protocol": "saml",
        "enabled": True,
        "frontchannelLogout": True,
        "fullScopeAllowed": False,
        "redirectUris": uris,
        "attributes": attributes,
        "defaultClientScopes": [],
        "optionalClientScopes": [],
    }


def _converted(realm: Realm, descriptor_url: str) -> Json:
    """Keycloak's client for a service provider's metadata, which is XML: python-keycloak sends only JSON."""
    metadata = httpx.get(descriptor_url, timeout=30, verify=realm.connection.verify).raise_for_status().text
    realm.admin.get_realm(realm.name)
    token = (realm.admin.connection.token or {})["access_token"]
    response = httpx.post(
        f"{realm.connection.url.rstrip('/')}/admin/realms/{realm.name}/client-description-converter",
        content=metadata,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/xml"},
        timeout=30,
        verify=realm.connection.verify,
    )
    client: Json = response.raise_for_status().json()
    return client


def _saml_mapper(provider: AgencyProvider) -> Json:
    return {
        "name": "employee number",
        "protocol": "saml",
        "protocolMapper": "saml-user-attribute-mapper",
        "config": {
            "user.attribute": realms.LINK_ATTRIBUTE,
            "attribute.name": provider.link_key,
            "friendly.name": provider.link_key,
            "attribute.nameformat": "Basic",
        },
    }
