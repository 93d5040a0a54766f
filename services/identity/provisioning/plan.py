"""How the single sign-on should look: the input of provisioning. Nothing here does I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

PROVINCE_REALM = "province"


class Protocol(StrEnum):
    OIDC = "oidc"
    SAML = "saml"


@dataclass(frozen=True)
class AgencyProvider:
    """An agency's identity provider, as the province realm trusts it.

    `link_key` is the claim (OIDC) or attribute (SAML) that the agency vouches for. Nothing else that it sends decides
    who somebody is, least of all an e-mail address. `metadata_url` is the OIDC discovery document or SAML descriptor.
    """

    alias: str
    agency: str
    display_name: str
    protocol: Protocol
    metadata_url: str
    link_key: str
    client_id: str = "dondoc-province"
    client_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class GatewayClient:
    """The confidential client of the gateway. Its URLs are exact, without wildcards."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uris: tuple[str, ...]
    post_logout_uris: tuple[str, ...]
    backchannel_logout_url: str


@dataclass(frozen=True)
class PortalClient:
    """An external portal that calls the API with client credentials and may request only `scopes`."""

    client_id: str
    client_secret: str = field(repr=False)
    display_name: str
    scopes: tuple[str, ...]
    enabled: bool = True


@dataclass(frozen=True)
class Plan:
    """The province realm, and everything in it except people.

    `audience` is the `aud` of access tokens for the API. `scopes` maps each scope of external portals to
    what it permits, in words.
    """

    display_name: str
    audience: str
    gateway: GatewayClient
    providers: tuple[AgencyProvider, ...] = ()
    portals: tuple[PortalClient, ...] = ()
    scopes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """A person as the sign-in knows them. `provider` is None for a person who signs in at the province realm.

    `serving` is False once every position has ended: the account is disabled and its sessions end.
    """

    person: str
    login: str
    given_name: str
    family_name: str
    email: str
    provider: str | None = None
    link_value: str = ""
    serving: bool = True

    @property
    def username(self) -> str:
        """With a prefix for an agency's people, so that a name given by one agency is never a name given by another."""
        if self.provider is None:
            return self.login.lower()
        return f"{self.provider}.{self.link_value}".lower()


@dataclass(frozen=True)
class Change:
    """One thing that provisioning had to change. A second run has none."""

    realm: str
    kind: str
    name: str
    action: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        detail = f" ({', '.join(self.fields)})" if self.fields else ""
        return f"{self.realm}: {self.action} {self.kind} {self.name}{detail}"


class ProvisioningError(Exception):
    """The realm contains something that provisioning must not touch, or an agency cannot be reached."""
