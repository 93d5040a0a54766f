"""Gives people of the province a password, which Keycloak's first e-mail lets them choose: URL PASSWORD USERNAME..."""

import json
import sys
from pathlib import Path

from keycloak import KeycloakAdmin, KeycloakOpenIDConnection

url, password, *usernames = sys.argv[1:]
secret = Path("/secrets/keycloak_admin_secret").read_text()
connection = KeycloakOpenIDConnection(
    server_url=url,
    grant_type="client_credentials",
    client_id="dondoc-provisioner",
    client_secret_key=secret,
    user_realm_name="master",
    realm_name="province",
)
admin = KeycloakAdmin(connection=connection)
for username in usernames:
    user = admin.get_user_id(username)
    admin.set_user_password(user, password, temporary=False)
    admin.update_user(user, admin.get_user(user) | {"requiredActions": []})
print(json.dumps({"people": len(usernames)}))
