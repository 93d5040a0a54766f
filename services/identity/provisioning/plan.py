"""What the single sign-on is to look like: the input of provisioning, free of any I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

PROVINCE_REALM = "province"


class Protocol(StrEnum):
    OIDC = "oidc"
    SAML = "saml"


@dataclass(frozen=True)
class AgencyProvider:
    """An agency's own identity provider, as the province realm trusts it.

    `link_key` is the claim (OIDC) or attribute (SAML) that the agency vouches for; nothing else that the
    agency says, least of all an e-mail address, decides who somebody is. `metadata_url` is the OIDC
    discovery document or the SAML descriptor.
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
    """The confidential client of the gateway. URLs are exact: no wildcard is ever registered."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uris: tuple[str, ...]
    post_logout_uris: tuple[str, ...]
    backchannel_logout_url: str


@dataclass(frozen=True)
class PortalClient:
    """An external portal that calls the API by client credentials and may ask only for `scopes`."""

    client_id: str
    client_secret: str = field(repr=False)
    display_name: str
    scopes: tuple[str, ...]
    enabled: bool = True


@dataclass(frozen=True)
class Plan:
    """The province realm and all that is in it except people.

    `audience` is what access tokens for the API carry as `aud`. `scopes` maps each scope that external
    portals may be given to what it permits, in words.
    """

    display_name: str
    audience: str
    gateway: GatewayClient
    providers: tuple[AgencyProvider, ...] = ()
    portals: tuple[PortalClient, ...] = ()
    scopes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """A person as the sign-in knows them. `provider` is None for who signs in at the province realm.

    `serving` is False once every position has ended: the account is disabled and its sessions go.
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
        """Prefixed for an agency's people, so that no name an agency gives can meet another's (SSO)."""
        if self.provider is None:
            return self.login.lower()
        return f"{self.provider}.{self.link_value}".lower()


@dataclass(frozen=True)
class Change:
    """One thing that provisioning had to change, for the log and for the second run that has none."""

    realm: str
    kind: str
    name: str
    action: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        detail = f" ({', '.join(self.fields)})" if self.fields else ""
        return f"{self.realm}: {self.action} {self.kind} {self.name}{detail}"


class ProvisioningError(Exception):
    """The realm holds something that provisioning must not touch, or an agency cannot be reached."""
