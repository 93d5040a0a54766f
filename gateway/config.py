"""The gateway's settings, read once."""

from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from shared.config import Settings


class GatewaySettings(Settings):
    """Where the gateway listens, what it calls, and its limits. Times are in seconds, sizes in bytes."""

    http_listen: str = "127.0.0.1:8080"
    public_url: str
    database_url: SecretStr
    database_pool_size: int = Field(default=8, ge=1)
    database_seconds: float = Field(default=3, gt=0, description="deadline of a look-up in the database")
    stop_seconds: float = Field(default=25, description="time at a stop to finish open requests")
    drain_seconds: float = Field(default=0, ge=0, description="time at a stop for clients to go elsewhere")

    portal_folder: str = Field(default="/app/portal", description="the folder of the built portal")
    province_name: str = "UBND tỉnh"
    province_emblem: str | None = Field(
        default=None, description="a picture file; the built-in one if absent"
    )

    identity_address: str
    task_address: str
    document_address: str
    notification_address: str
    reporting_address: str
    grpc_tls_ca: str | None = None
    principal_signing_key: SecretStr

    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: SecretStr
    oidc_audience: str = Field(default="dondoc", description="the audience that bearer tokens must have")
    session_seconds: int = Field(default=10 * 3600, description="the longest life of a session")
    session_idle_seconds: int = Field(default=2 * 3600, description="an unused session ends after this")
    session_check_seconds: int = Field(
        default=300, description="how often Keycloak is asked whether a session still holds"
    )

    body_limit: int = Field(default=1024 * 1024, description="largest JSON body")
    call_seconds: float = Field(default=15, description="deadline of a call")
    stream_seconds: float = Field(default=3600, description="deadline of an upload or download")
    idle_seconds: float = Field(default=60, description="how long a body may pause on its way")
    watches: int = Field(default=2000, ge=1, description="most open streams of events of this process")
    watches_of_person: int = Field(
        default=12, ge=1, description="most open streams of events of one person in this process"
    )
    feeds_a_minute: int = Field(
        default=3000, ge=1, description="most reads of calendar feeds a minute in this process"
    )
    feed_reads_a_minute: int = Field(
        default=10, ge=1, description="most reads of one calendar feed a minute in this process"
    )
    keep_alive_seconds: float = Field(
        default=15, gt=0, description="after this a silent stream of events sends a comment"
    )
    watch_check_seconds: float = Field(
        default=60, gt=0, description="how often a watcher's rights are checked"
    )

    @model_validator(mode="after")
    def _a_public_url_of_origin_only(self) -> Self:
        parts = urlsplit(self.public_url)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
            raise ValueError("public_url is a scheme and a host, such as https://dondoc.tinh.gov.vn")
        return self

    @property
    def origin(self) -> str:
        """The origin of browsers' requests, without a slash at the end."""
        return self.public_url.rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether browsers use https."""
        return self.public_url.startswith("https://")

    def address_of(self, service: str) -> str:
        """The address of a service; raises AttributeError if no setting names it."""
        return str(getattr(self, f"{service}_address"))


ADDRESSES = tuple(name for name in GatewaySettings.model_fields if name.endswith("_address"))
"""The settings that say where a service listens."""
