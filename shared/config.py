"""The settings of every process, from the environment or from files in DONDOC_SECRETS_DIR."""

import os
from typing import Literal, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

S = TypeVar("S", bound="Settings")


class Settings(BaseSettings):
    """The settings of every process. No secret has a default."""

    model_config = SettingsConfigDict(
        env_prefix="DONDOC_", frozen=True, extra="ignore", secrets_dir=os.environ.get("DONDOC_SECRETS_DIR")
    )

    environment: Literal["local", "production"] = "production"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    ops_listen: str = "127.0.0.1:9090"
    clock_file: str | None = None

    @model_validator(mode="after")
    def _only_real_time_outside_local(self) -> Self:
        if self.clock_file and self.environment != "local":
            raise ValueError("clock_file moves the clock and is for the local environment only")
        return self


class ServiceSettings(Settings):
    """The settings of every service."""

    database_url: SecretStr
    database_pool_size: int = Field(default=8, ge=1)
    broker_url: SecretStr
    broker_heartbeat: int = Field(
        default=10, ge=1, description="seconds; a broker that is silent for two heartbeats is lost"
    )
    grpc_listen: str = "127.0.0.1:50051"
    grpc_tls_certificate: str | None = None
    grpc_tls_key: str | None = None
    grpc_tls_ca: str | None = None
    principal_keys: str
    page_token_key: SecretStr = Field(min_length=16)
    retry_delays: list[float] = Field(
        default=[1, 5, 30, 120, 600], description="seconds before each further attempt"
    )
    job_seconds: float = Field(
        default=60, gt=0, description="seconds for a job or event without a sign of progress; then it hangs"
    )
    call_seconds: float = Field(default=30, description="seconds for one call, whatever its client allows")
    call_limit: int = Field(
        default=500,
        ge=1,
        description="calls in progress; more would only wait for the database, and are refused",
    )
    stop_seconds: float = Field(default=25, description="seconds to finish calls at a stop")


def load(settings: type[S]) -> S:
    """Reads the settings; ends the process with one line per wrong setting, naming its variable."""
    try:
        return settings()
    except ValidationError as error:
        lines = (f"DONDOC_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise SystemExit("settings: " + "; ".join(lines)) from None


def address(listen: str) -> tuple[str, int]:
    """Splits `host:port`; raises ValueError if there is no port."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)
