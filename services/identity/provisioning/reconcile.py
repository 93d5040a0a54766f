"""Brings a realm to a desired state and notes what it had to change.

Keycloak has no upsert. Each kind of resource is read, compared ("desired is a subset of actual") and written only if it
differs, so that a second run changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from keycloak import KeycloakAdmin, KeycloakOpenIDConnection
from keycloak.exceptions import KeycloakGetError, raise_error_from_response

from services.identity.provisioning.plan import Change

Json = dict[str, Any]
MASKED = "**********"


def differing(desired: Json, actual: Json, prefix: str = "") -> list[str]:
    """The paths at which `actual` is not as desired. Lists of plain values are sets; a masked secret is equal."""
    paths: list[str] = []
    for key, wanted in desired.items():
        found = actual.get(key)
        if isinstance(wanted, dict):
            paths += differing(wanted, found if isinstance(found, dict) else {}, f"{prefix}{key}.")
        elif not _equal(wanted, found):
            paths.append(f"{prefix}{key}")
    return paths


def _equal(wanted: object, found: object) -> bool:
    if isinstance(wanted, list):
        return isinstance(found, list) and _equal_lists(wanted, found)
    return found == MASKED or wanted == found or (wanted in ("", None) and found in ("", None))


def _equal_lists(wanted: list[Any], found: list[Any]) -> bool:
    if all(isinstance(each, dict) for each in wanted):
        return len(wanted) == len(found) and not any(
            differing(one, other) for one, other in zip(wanted, found, strict=True)
        )
    return set(wanted) == set(found)


def merged(actual: Json, desired: Json) -> Json:
    """`actual` with the desired values in it, section by section."""
    result = dict(actual)
    for key, wanted in desired.items():
        found = result.get(key)
        result[key] = (
            merged(found, wanted) if isinstance(wanted, dict) and isinstance(found, dict) else wanted
        )
    return result


@dataclass(frozen=True)
class Connection:
    """Where Keycloak is, and the service account of its master realm that may administer it."""

    url: str
    client_id: str
    client_secret: str = field(repr=False)

    @property
    def verify(self) -> bool:
        """Whether there are certificates to verify.

        Each client reads all authorities first. On plain http, that takes longer than the calls.
        """
        return self.url.startswith("https:")

    def admin(self, realm: str) -> KeycloakAdmin:
        # A token has the rights of the moment when it was issued: an old one has no rights in a new realm.
        connection = KeycloakOpenIDConnection(
            server_url=self.url,
            grant_type="client_credentials",
            client_id=self.client_id,
            client_secret_key=self.client_secret,
            user_realm_name="master",
            realm_name=realm,
            verify=self.verify,
        )
        return KeycloakAdmin(connection=connection)


class Realm:
    """One realm. Every method leaves the realm as desired, and notes in `changes` what it had to change."""

    def __init__(self, connection: Connection, name: str, changes: list[Change]) -> None:
        self.connection = connection
        self.name = name
        self.changes = changes
        self.admin = connection.admin(name)

    def note(self, action: str, kind: str, name: str, fields: Sequence[str] = ()) -> None:
        self.changes.append(Change(self.name, kind, name, action, tuple(fields)))

    def get(self, path: str, **query: object) -> Any:
        response = self.admin.connection.raw_get(f"admin/realms/{self.name}{path}", **query)
        return raise_error_from_response(response, KeycloakGetError)

    def send(self, method: str, path: str, body: object = None) -> Any:
        """Calls an administration endpoint for which python-keycloak has no method."""
        raw: Callable[..., Any] = getattr(self.admin.connection, f"raw_{method}")
        # Keycloak reads only JSON bodies; python-keycloak sends a body as it is.
        data = {} if body is None else {"data": json.dumps(body)}
        response = raw(f"admin/realms/{self.name}{path}", **data)
        return raise_error_from_response(response, KeycloakGetError, expected_codes=[200, 201, 204])

    def ensure_realm(self, desired: Json) -> None:
        if self.name not in {each["realm"] for each in self.admin.get_realms()}:
            self.admin.create_realm({"realm": self.name, **desired})
            self.note("created", "realm", self.name)
            self.admin = self.connection.admin(self.name)
            return
        actual = self.admin.get_realm(self.name)
        if fields := differing(desired, actual):
            changed = merged(actual, desired)
            self.admin.update_realm(self.name, {key: changed[key] for key in desired})
            self.note("changed", "realm", self.name, fields)

    def ensure_profile(self, desired: Json) -> None:
        """The attributes that accounts have; Keycloak silently drops any other."""
        if fields := differing(desired, self.admin.get_realm_users_profile()):
            self.admin.update_realm_users_profile(desired)
            self.note("changed", "user profile", self.name, fields)

    def ensure_texts(self, locale: str, texts: dict[str, str]) -> None:
        if fields := differing(texts, self.get(f"/localization/{locale}")):
            self.send("post", f"/localization/{locale}", {key: texts[key] for key in fields})
            self.note("changed", "texts", locale, [f"{len(fields)} keys"])

    def ensure_action(self, alias: str, enabled: bool) -> None:
        """Switches a required action on or off."""
        actual = self.admin.get_required_action_by_alias(alias)
        if actual and actual["enabled"] != enabled:
            self.admin.update_required_action(alias, {**actual, "enabled": enabled})
            self.note("changed", "required action", alias, ["enabled"])

    def ensure_scope(self, desired: Json, mappers: Iterable[Json] = ()) -> None:
        actual = _named(self.admin.get_client_scopes(), "name", desired["name"])
        if actual is None:
            self.admin.create_client_scope(desired)
            self.note("created", "client scope", desired["name"])
            actual = _named(self.admin.get_client_scopes(), "name", desired["name"])
        elif fields := differing(desired, actual):
            self.admin.update_client_scope(actual["id"], merged(actual, desired))
            self.note("changed", "client scope", desired["name"], fields)
        assert actual is not None
        self._ensure_mappers(f"/client-scopes/{actual['id']}", desired["name"], actual, mappers)

    def ensure_client(self, desired: Json, mappers: Iterable[Json] = ()) -> str:
        """Returns the id that Keycloak gives the client. Afterwards it has exactly the desired scopes."""
        name = desired["clientId"]
        actual = _named(self.admin.get_clients(), "clientId", name)
        if actual is None:
            self.admin.create_client(desired)
            self.note("created", "client", name)
            actual = _named(self.admin.get_clients(), "clientId", name)
        elif fields := differing(_without_scopes(desired), actual):
            self.admin.update_client(actual["id"], merged(actual, _without_scopes(desired)))
            self.note("changed", "client", name, fields)
        assert actual is not None
        self._ensure_mappers(f"/clients/{actual['id']}", name, actual, mappers)
        for kind in ("default", "optional"):
            self._ensure_client_scopes(actual, kind, set(desired.get(f"{kind}ClientScopes", ())))
        return str(actual["id"])

    def ensure_client_state(self, client_id: str, enabled: bool) -> None:
        """Switches a client that comes with Keycloak on or off."""
        actual = _named(self.admin.get_clients(), "clientId", client_id)
        if actual is not None and actual["enabled"] != enabled:
            self.admin.update_client(actual["id"], {**actual, "enabled": enabled})
            self.note("changed", "client", client_id, ["enabled"])

    def _ensure_mappers(self, path: str, owner: str, actual: Json, mappers: Iterable[Json]) -> None:
        for desired in mappers:
            found = _named(actual.get("protocolMappers", []), "name", desired["name"])
            if found is None:
                self.send("post", f"{path}/protocol-mappers/models", desired)
                self.note("created", "mapper", f"{owner}/{desired['name']}")
            elif fields := differing(desired, found):
                self.send("put", f"{path}/protocol-mappers/models/{found['id']}", merged(found, desired))
                self.note("changed", "mapper", f"{owner}/{desired['name']}", fields)

    def _ensure_client_scopes(self, client: Json, kind: str, wanted: set[str]) -> None:
        present = set(client.get(f"{kind}ClientScopes", ()))
        ids = (
            {each["name"]: each["id"] for each in self.admin.get_client_scopes()} if wanted != present else {}
        )
        for name in sorted(present - wanted):
            self.send("delete", f"/clients/{client['id']}/{kind}-client-scopes/{ids[name]}")
            self.note("removed", f"{kind} scope", f"{client['clientId']}/{name}")
        for name in sorted(wanted - present):
            self.send("put", f"/clients/{client['id']}/{kind}-client-scopes/{ids[name]}", {})
            self.note("added", f"{kind} scope", f"{client['clientId']}/{name}")

    def ensure_flow_of_one_step(self, alias: str, provider: str, config: dict[str, str]) -> None:
        """An authentication flow whose only step is `provider`, with its configuration."""
        if _named(self.admin.get_authentication_flows(), "alias", alias) is None:
            flow = {"alias": alias, "providerId": "basic-flow", "topLevel": True, "builtIn": False}
            self.admin.create_authentication_flow(flow)
            self.note("created", "flow", alias)
        steps = self.admin.get_authentication_flow_executions(alias)
        for foreign in [step for step in steps if step.get("providerId") != provider]:
            self.admin.delete_authentication_flow_execution(foreign["id"])
            self.note("removed", "flow step", f"{alias}/{foreign.get('displayName')}")
        if not any(step.get("providerId") == provider for step in steps):
            self.admin.create_authentication_flow_execution({"provider": provider}, alias)
            self.note("created", "flow step", f"{alias}/{provider}")
        self._ensure_step(alias, provider, config)

    def _ensure_step(self, alias: str, provider: str, config: dict[str, str]) -> None:
        [step] = self.admin.get_authentication_flow_executions(alias)
        if step["requirement"] != "REQUIRED":
            self.admin.update_authentication_flow_executions({**step, "requirement": "REQUIRED"}, alias)
            self.note("changed", "flow step", f"{alias}/{provider}", ["requirement"])
        desired = {"alias": f"{alias} {provider}", "config": config}
        if "authenticationConfig" not in step:
            self.admin.create_execution_config(step["id"], desired)
            self.note("created", "flow step configuration", alias)
            return
        actual = self.admin.get_authenticator_config(step["authenticationConfig"])
        if fields := differing(desired, actual):
            self.admin.update_authenticator_config(merged(actual, desired), actual["id"])
            self.note("changed", "flow step configuration", alias, fields)

    def ensure_provider(self, desired: Json, mappers: Iterable[Json] = ()) -> None:
        """An identity provider with exactly these mappers: any other could rename or link people."""
        alias = desired["alias"]
        actual = _named(self.admin.get_idps(), "alias", alias)
        if actual is None:
            self.admin.create_idp(desired)
            self.note("created", "identity provider", alias)
        elif fields := differing(desired, actual):
            self.admin.update_idp(alias, merged(actual, desired))
            self.note("changed", "identity provider", alias, fields)
        self._ensure_provider_mappers(alias, list(mappers))

    def disable_providers_but(self, planned: set[str]) -> None:
        """Switches off every identity provider that is not in the plan."""
        for provider in self.admin.get_idps():
            if provider["alias"] not in planned and provider["enabled"]:
                self.admin.update_idp(provider["alias"], {**provider, "enabled": False})
                self.note("switched off", "identity provider", provider["alias"])

    def _ensure_provider_mappers(self, alias: str, mappers: list[Json]) -> None:
        present = {each["name"]: each for each in self.admin.get_idp_mappers(alias)}
        for foreign in sorted(set(present) - {each["name"] for each in mappers}):
            self.send("delete", f"/identity-provider/instances/{alias}/mappers/{present[foreign]['id']}")
            self.note("removed", "identity provider mapper", f"{alias}/{foreign}")
        for desired in mappers:
            found = present.get(desired["name"])
            if found is None:
                self.admin.add_mapper_to_idp(alias, desired)
                self.note("created", "identity provider mapper", f"{alias}/{desired['name']}")
            elif fields := differing(desired, found):
                self.admin.update_mapper_in_idp(alias, found["id"], merged(found, desired))
                self.note("changed", "identity provider mapper", f"{alias}/{desired['name']}", fields)


def _named(entries: Iterable[Json], key: str, name: str) -> Json | None:
    return next((each for each in entries if each[key] == name), None)


def _without_scopes(client: Json) -> Json:
    return {key: value for key, value in client.items() if not key.endswith("ClientScopes")}
