"""The service's settings, read once."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator

from shared.config import ServiceSettings

ROOT = Path(__file__).resolve().parents[2]


class IdentitySettings(ServiceSettings):
    """What every process of the service needs."""

    province_folder: Path = ROOT / "deploy" / "demo" / "province"


class ProvisioningSettings(IdentitySettings):
    """Where Keycloak is, and what it must know about the gateway, the agencies and the portals.

    `sso_secrets` maps aliases of agencies' providers and ids of portals' clients to their secrets.
    """

    keycloak_url: str
    keycloak_client_id: str
    keycloak_client_secret: SecretStr
    public_url: str
    oidc_client_id: str = "dondoc-gateway"
    oidc_client_secret: SecretStr
    oidc_audience: str = "dondoc"
    sso_secrets: dict[str, SecretStr] = Field(default_factory=dict)
    demo_password: SecretStr | None = Field(default=None, min_length=12)

    @model_validator(mode="after")
    def _no_shared_password_outside_local(self) -> Self:
        if self.demo_password is not None and self.environment != "local":
            raise ValueError(
                "demo_password gives everybody the same password and is for the local environment only"
            )
        return self

    @property
    def origin(self) -> str:
        """The origin of the gateway, without a slash at the end."""
        return self.public_url.rstrip("/")
