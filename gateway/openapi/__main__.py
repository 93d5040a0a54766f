"""`python -m gateway.openapi > openapi.json`: the API's description, from which the portal generates its client."""

import sys
from typing import Any

from pydantic import SecretStr

from gateway import openapi, routes
from gateway.config import ADDRESSES, GatewaySettings

# Addresses and secrets differ between installations; paths and schemas, which the client needs, do not.
_NO_ADDRESSES: dict[str, Any] = dict.fromkeys(ADDRESSES, "")
_ANYWHERE = GatewaySettings(
    public_url="https://dondoc.example",
    database_url=SecretStr(""),
    portal_folder="",
    principal_signing_key=SecretStr(""),
    oidc_issuer="https://sso.example/realms/province",
    oidc_client_id="",
    oidc_client_secret=SecretStr(""),
    **_NO_ADDRESSES,
)

if __name__ == "__main__":
    sys.stdout.buffer.write(openapi.describe(_ANYWHERE, routes.table()).document)
