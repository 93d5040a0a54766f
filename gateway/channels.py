"""Channels to the services, balanced over their pods, and the metadata of every call."""

import json
from pathlib import Path
from typing import Any

import grpc
from grpc import aio

from shared import tracing
from shared.principal import HEADER

# Nothing is retried here: a change needs a request id to be safe, and the gateway repeats reads itself.
OPTIONS: list[tuple[str, Any]] = [
    ("grpc.service_config", json.dumps({"loadBalancingConfig": [{"round_robin": {}}]})),
    ("grpc.keepalive_time_ms", 30_000),
    # Finds a service soon after it is back: the default backs off for up to two minutes.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.dns_min_time_between_resolutions_ms", 2_000),
    ("grpc.max_receive_message_length", 16 * 1024 * 1024),
]


def channel(target: str, tls_ca: str | None = None) -> aio.Channel:
    """A channel to `host:port`, over every address of the host."""
    address = target if "://" in target else f"dns:///{target}"
    if tls_ca:
        credentials = grpc.ssl_channel_credentials(Path(tls_ca).read_bytes())
        return aio.secure_channel(address, credentials, OPTIONS)
    return aio.insecure_channel(address, OPTIONS)


def metadata(statement: str, accept_language: str = "vi") -> list[tuple[str, str]]:
    """The metadata of a call: the signed principal, the language, the trace."""
    return [(HEADER, statement), ("accept-language", accept_language), *tracing.carrier().items()]
