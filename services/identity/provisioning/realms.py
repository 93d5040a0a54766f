"""The desired realms, clients and identity providers, in Keycloak's representation. Pure."""

from __future__ import annotations

import hashlib
from typing import Any

from services.identity.provisioning.plan import (
    AgencyProvider,
    GatewayClient,
    Plan,
    PortalClient,
    Protocol,
)

Json = dict[str, Any]

DENY_FLOW = "only known people"
DENY_STEP = "deny-access-authenticator"
DENY_CONFIG = {"denyErrorMessage": "notProvisioned"}
API_SCOPE = "dondoc-api"
LOCALES = ("vi", "en")
PERSON_ATTRIBUTE = "person"
LINK_ATTRIBUTE = "employee_number"

MINUTE = 60
HOUR = 60 * MINUTE

# An e-mail address must never decide who somebody is: an agency could assert the address of a person elsewhere, and get
# that person's account. Without login by e-mail, and with duplicates allowed, Keycloak does not look at addresses.
_STRICT: Json = {
    "enabled": True,
    "sslRequired": "external",
    "registrationAllowed": False,
    "registrationEmailAsUsername": False,
    "resetPasswordAllowed": False,
    # Only provisioning needs this: the user profile lets nobody but an administrator edit the name.
    "editUsernameAllowed": True,
    "loginWithEmailAllowed": False,
    "duplicateEmailsAllowed": True,
    "verifyEmail": False,
    "rememberMe": False,
    "internationalizationEnabled": True,
    "supportedLocales": list(LOCALES),
    "defaultLocale": "vi",
    "passwordPolicy": "length(12) and notUsername(undefined) and notEmail(undefined) and passwordHistory(5)",
    "bruteForceProtected": True,
    "permanentLockout": False,
    "failureFactor": 10,
    "waitIncrementSeconds": MINUTE,
    "maxFailureWaitSeconds": 15 * MINUTE,
    "maxDeltaTimeSeconds": 12 * HOUR,
    "quickLoginCheckMilliSeconds": 500,
    "minimumQuickLoginWaitSeconds": MINUTE,
    "ssoSessionIdleTimeout": 2 * HOUR,
    "ssoSessionMaxLifespan": 10 * HOUR,
    "accessTokenLifespan": 5 * MINUTE,
    "accessCodeLifespan": MINUTE,
    "accessCodeLifespanLogin": 15 * MINUTE,
    "offlineSessionMaxLifespanEnabled": True,
    "eventsEnabled": True,
    "eventsExpiration": 90 * 24 * HOUR,
    "adminEventsEnabled": True,
}


def province_realm(plan: Plan) -> Json:
    return {**_STRICT, "displayName": plan.display_name, "displayNameHtml": plan.display_name}


def agency_realm(provider: AgencyProvider) -> Json:
    return {**_STRICT, "displayName": provider.display_name, "displayNameHtml": provider.display_name}


def profile(*attributes: str) -> Json:
    """Names, e-mail and `attributes`. Only an administrator may change them.

    A person who could edit the attribute that links accounts could become somebody else.
    """
    return {
        "attributes": [
            _attribute("username", required=True),
            _attribute("email"),
            _attribute("firstName"),
            _attribute("lastName"),
            *(_attribute(name) for name in attributes),
        ]
    }


def _attribute(name: str, required: bool = False) -> Json:
    attribute: Json = {
        "name": name,
        "permissions": {"view": ["admin", "user"], "edit": ["admin"]},
        "multivalued": False,
    }
    return {**attribute, "required": {"roles": ["admin"]}} if required else attribute


def api_scope(plan: Plan) -> tuple[Json, list[Json]]:
    """The scope that puts the API's audience into access tokens."""
    scope = _scope(API_SCOPE, "Audience of the dondoc API", in_token=False)
    mapper = {
        "name": "audience",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-audience-mapper",
        "config": {
            "included.custom.audience": plan.audience,
            "access.token.claim": "true",
            "id.token.claim": "false",
        },
    }
    return scope, [mapper]


def portal_scope(name: str, description: str) -> Json:
    return _scope(name, description, in_token=True)


def _scope(name: str, description: str, in_token: bool) -> Json:
    return {
        "name": name,
        "description": description,
        "protocol": "openid-connect",
        "attributes": {
            "include.in.token.scope": str(in_token).lower(),
            "display.on.consent.screen": "false",
        },
    }


_CONFIDENTIAL: Json = {
    "enabled": True,
    "protocol": "openid-connect",
    "publicClient": False,
    "clientAuthenticatorType": "client-secret",
    "implicitFlowEnabled": False,
    "directAccessGrantsEnabled": False,
    "fullScopeAllowed": False,
    "consentRequired": False,
    "webOrigins": [],
}


def gateway_client(client: GatewayClient) -> Json:
    """The code flow with PKCE only, exact URIs, and a back-channel notice for each session that ends."""
    return {
        **_CONFIDENTIAL,
        "clientId": client.client_id,
        "name": "dondoc",
        "secret": client.client_secret,
        "standardFlowEnabled": True,
        "serviceAccountsEnabled": False,
        "frontchannelLogout": False,
        "redirectUris": list(client.redirect_uris),
        "attributes": {
            "pkce.code.challenge.method": "S256",
            "post.logout.redirect.uris": "##".join(client.post_logout_uris),
            "backchannel.logout.url": client.backchannel_logout_url,
            "backchannel.logout.session.required": "true",
            "backchannel.logout.revoke.offline.tokens": "true",
        },
        "defaultClientScopes": ["acr", "basic", "profile", "email", API_SCOPE],
        "optionalClientScopes": [],
    }


def portal_client(portal: PortalClient) -> Json:
    """Client credentials only. A token has a scope only if the portal requests it and may have it."""
    return {
        **_CONFIDENTIAL,
        "clientId": portal.client_id,
        "name": portal.display_name,
        "secret": portal.client_secret,
        "enabled": portal.enabled,
        "standardFlowEnabled": False,
        "serviceAccountsEnabled": True,
        "redirectUris": [],
        "defaultClientScopes": ["basic", "service_account", API_SCOPE],
        "optionalClientScopes": list(portal.scopes),
    }


def provider(desired: AgencyProvider, imported: Json, entity_id: str) -> Json:
    """An agency's identity provider: `imported` is what Keycloak read from the agency's metadata."""
    protocol = _oidc(desired) if desired.protocol is Protocol.OIDC else _saml(desired, entity_id)
    return {
        "alias": desired.alias,
        "displayName": desired.display_name,
        "providerId": desired.protocol.value,
        "enabled": True,
        "trustEmail": False,
        "storeToken": False,
        "addReadTokenRoleOnCreate": False,
        "linkOnly": False,
        "firstBrokerLoginFlowAlias": DENY_FLOW,
        "config": {**imported, **protocol, "syncMode": "IMPORT"},
    }


def _oidc(desired: AgencyProvider) -> Json:
    return {
        "clientId": desired.client_id,
        "clientSecret": desired.client_secret,
        "clientAuthMethod": "client_secret_basic",
        "defaultScope": "openid",
        "pkceEnabled": "true",
        "pkceMethod": "S256",
        "validateSignature": "true",
        "useJwksUrl": "true",
        "backchannelSupported": "true",
        "forwardParameters": "prompt",
        "secretFingerprint": fingerprint(desired.client_secret),
    }


def fingerprint(secret: str) -> str:
    """Shows whether a secret has changed: Keycloak never returns the secret of a provider."""
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def _saml(desired: AgencyProvider, entity_id: str) -> Json:
    return {
        "entityId": entity_id,
        "principalType": "ATTRIBUTE",
        "principalAttribute": desired.link_key,
        "wantAuthnRequestsSigned": "true",
        "wantAssertionsSigned": "true",
        "validateSignature": "true",
        "signatureAlgorithm": "RSA_SHA256",
        "postBindingAuthnRequest": "true",
        "postBindingResponse": "true",
        "postBindingLogout": "true",
        "useMetadataDescriptorUrl": "true",
        "metadataDescriptorUrl": desired.metadata_url,
    }


def provider_mappers(desired: AgencyProvider) -> list[Json]:
    """For OIDC, the link key in place of the agency's subject. In SAML it is the principal attribute."""
    if desired.protocol is Protocol.SAML:
        return []
    return [
        {
            "name": "link key",
            "identityProviderAlias": desired.alias,
            "identityProviderMapper": "oidc-username-idp-mapper",
            "config": {
                "template": f"${{CLAIM.{desired.link_key}}}",
                "target": "BROKER_ID",
                "syncMode": "INHERIT",
            },
        }
    ]
