"""`python -m gateway.openapi > openapi.json`: the API's description, from which the portal generates its client."""

import sys

from pydantic import SecretStr

from gateway import openapi, routes
from gateway.config import GatewaySettings

# Addresses and secrets differ between installations; paths and schemas, which the client needs, do not.
_ANYWHERE = GatewaySettings(
    public_url="https://dondoc.example",
    database_url=SecretStr(""),
    portal_folder="",
    identity_address="",
    task_address="",
    document_address="",
    notification_address="",
    reporting_address="",
    principal_signing_key=SecretStr(""),
    oidc_issuer="https://sso.example/realms/province",
    oidc_client_id="",
    oidc_client_secret=SecretStr(""),
)

if __name__ == "__main__":
    sys.stdout.buffer.write(openapi.describe(_ANYWHERE, routes.table()).document)
