"""Provisions the province realm: its rules, texts, clients and the agencies' identity providers."""

from __future__ import annotations

from importlib import resources

from keycloak.exceptions import KeycloakError

from services.identity.provisioning import realms
from services.identity.provisioning.plan import (
    PROVINCE_REALM,
    AgencyProvider,
    Change,
    Plan,
    ProvisioningError,
)
from services.identity.provisioning.reconcile import MASKED, Connection, Json, Realm
from shared import yamls


def provision_province(connection: Connection, plan: Plan, changes: list[Change]) -> Realm:
    """Returns the realm as planned. Raises ProvisioningError if a new provider's metadata cannot be read."""
    realm = Realm(connection, PROVINCE_REALM, changes)
    realm.ensure_realm(realms.province_realm(plan))
    realm.ensure_profile(realms.profile(realms.PERSON_ATTRIBUTE))
    ensure_login_texts(realm)
    close_self_service(realm)
    ensure_scopes_and_clients(realm, plan)
    realm.ensure_flow_of_one_step(realms.DENY_FLOW, realms.DENY_STEP, realms.DENY_CONFIG)
    for provider in plan.providers:
        ensure_provider(realm, provider)
    realm.disable_providers_but({provider.alias for provider in plan.providers})
    return realm


def ensure_login_texts(realm: Realm) -> None:
    for locale in realms.LOCALES:
        text = resources.files(__package__).joinpath("texts", f"{locale}.yaml").read_text("utf-8")
        realm.ensure_texts(locale, yamls.parse(text))


def close_self_service(realm: Realm) -> None:
    """Leaves people no way to link their account with an identity provider themselves."""
    for client in ("account", "account-console"):
        realm.ensure_client_state(client, enabled=False)
    for action in ("idp_link", "delete_account", "UPDATE_PROFILE", "VERIFY_PROFILE"):
        realm.ensure_action(action, enabled=False)


def ensure_scopes_and_clients(realm: Realm, plan: Plan) -> None:
    scope, mappers = realms.api_scope(plan)
    realm.ensure_scope(scope, mappers)
    for name, description in plan.scopes.items():
        realm.ensure_scope(realms.portal_scope(name, description))
    realm.ensure_client(realms.gateway_client(plan.gateway))
    for portal in plan.portals:
        realm.ensure_client(realms.portal_client(portal))


def ensure_provider(realm: Realm, provider: AgencyProvider) -> None:
    entity_id = f"{realm.connection.url.rstrip('/')}/realms/{realm.name}"
    imported = _imported(realm, provider)
    desired = realms.provider(provider, imported, entity_id)
    realm.ensure_provider(desired, realms.provider_mappers(provider))


def _imported(realm: Realm, provider: AgencyProvider) -> Json:
    """What the agency publishes about itself, or what was read before if the agency is down."""
    body = {"providerId": provider.protocol.value, "fromUrl": provider.metadata_url}
    try:
        config: Json = realm.send("post", "/identity-provider/import-config", body)
    except KeycloakError as error:
        known = {each["alias"]: each for each in realm.admin.get_idps()}
        if provider.alias not in known:
            raise ProvisioningError(
                f"{provider.alias}: metadata at {provider.metadata_url} cannot be read: {error}"
            ) from error
        realm.note("kept unread", "identity provider metadata", provider.alias)
        kept: Json = known[provider.alias]["config"]
        return {key: value for key, value in kept.items() if value != MASKED}
    return config
