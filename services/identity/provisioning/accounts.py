"""Accounts of people: created by partial import, compared and corrected one by one, disabled when people leave."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from services.identity.provisioning.plan import Account, AgencyProvider, ProvisioningError
from services.identity.provisioning.realms import LINK_ATTRIBUTE, PERSON_ATTRIBUTE
from services.identity.provisioning.reconcile import Json, Realm, differing, merged

PBKDF2_ITERATIONS = 210_000

# The first password of a new account, or None if nobody may sign in with a password.
Passwords = Callable[[Account], str | None]


def ensure_people(
    realm: Realm, accounts: Sequence[Account], providers: Sequence[AgencyProvider], passwords: Passwords
) -> dict[str, str]:
    """Brings the province realm's accounts in line. Returns the subject of each person that has an account.

    A person without any position who never had an account gets none. Raises ProvisioningError if the account with a
    wanted user name belongs to somebody else.
    """
    known = _by_person(realm)
    wanted = [account for account in accounts if account.serving or account.person in known]
    _import(realm, [each for each in wanted if each.person not in known], passwords)
    known = _by_person(realm)
    _refuse_foreign(wanted, known)
    for account in wanted:
        _mend(realm, _representation(account, PERSON_ATTRIBUTE, account.person), known[account.person])
    _ensure_links(realm, wanted, known, providers)
    _offboard(realm, accounts, known)
    return {account.person: str(known[account.person]["id"]) for account in wanted}


def _by_person(realm: Realm) -> dict[str, Json]:
    return {each["attributes"][PERSON_ATTRIBUTE][0]: each for each in _users(realm) if _person_of(each)}


def _person_of(user: Json) -> str:
    return str(user.get("attributes", {}).get(PERSON_ATTRIBUTE, [""])[0])


def _users(realm: Realm, **query: str) -> list[Json]:
    found: list[Json] = realm.admin.get_users({"max": -1, "briefRepresentation": "false", **query})
    return found


def _representation(account: Account, attribute: str, value: str) -> Json:
    return {
        "username": account.username,
        "enabled": account.serving,
        "firstName": account.given_name,
        "lastName": account.family_name,
        "email": account.email.lower(),
        "emailVerified": bool(account.email),
        "attributes": {attribute: [value]},
    }


def _import(realm: Realm, accounts: Sequence[Account], passwords: Passwords) -> None:
    if not accounts:
        return
    # Never OVERWRITE: it deletes the account and makes a new one, with a new subject.
    users = [_new(account, passwords(account)) for account in accounts]
    realm.admin.partial_import_realm(realm.name, {"ifResourceExists": "SKIP", "users": users})
    for account in accounts:
        realm.note("created", "account", account.username)


def _new(account: Account, password: str | None) -> Json:
    user = _representation(account, PERSON_ATTRIBUTE, account.person)
    if account.provider is not None:
        return user | {"federatedIdentities": [_link(account)]}
    return user | _credentials(password)


def _credentials(password: str | None) -> Json:
    return {} if password is None else {"credentials": [_hashed(password)]}


@cache
def _hashed(password: str) -> Json:
    """The password as Keycloak stores it, so that 150 demo accounts do not cost 150 slow hashes.

    Keycloak hashes it again in its default way when the person first signs in.
    """
    salt = secrets.token_bytes(16)
    value = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, PBKDF2_ITERATIONS, 64)
    secret = {"value": b64encode(value).decode(), "salt": b64encode(salt).decode()}
    how = {"hashIterations": PBKDF2_ITERATIONS, "algorithm": "pbkdf2-sha512"}
    return {"type": "password", "secretData": json.dumps(secret), "credentialData": json.dumps(how)}


def _link(account: Account) -> Json:
    return {
        "identityProvider": account.provider,
        "userId": account.link_value,
        "userName": account.link_value,
    }


def _refuse_foreign(wanted: Iterable[Account], known: dict[str, Json]) -> None:
    if missing := [account.username for account in wanted if account.person not in known]:
        raise ProvisioningError(f"accounts of these names belong to somebody else: {', '.join(missing)}")


def _mend(realm: Realm, desired: Json, actual: Json) -> None:
    if fields := differing(desired, actual):
        realm.admin.update_user(actual["id"], merged(actual, desired))
        realm.note("changed", "account", desired["username"], fields)


def _ensure_links(
    realm: Realm, accounts: Iterable[Account], known: dict[str, Json], providers: Iterable[AgencyProvider]
) -> None:
    """Gives every person the link in the data, and removes every other link."""
    wanted = {str(known[each.person]["id"]): each for each in accounts if each.provider is not None}
    linked = {str(user["id"]) for each in providers for user in _users(realm, idpAlias=each.alias)}
    for subject in sorted(linked | set(wanted)):
        _ensure_link(realm, subject, wanted.get(subject))


def _ensure_link(realm: Realm, subject: str, account: Account | None) -> None:
    present = realm.admin.get_user_social_logins(subject)
    desired = [] if account is None else [_link(account)]
    for foreign in [each for each in present if each not in desired]:
        realm.admin.delete_user_social_login(subject, foreign["identityProvider"])
        realm.note("removed", "link", f"{foreign['identityProvider']}/{foreign['userId']}")
    if account is not None and account.provider and desired[0] not in present:
        value = account.link_value
        realm.admin.add_user_social_login(subject, account.provider, value, value)
        _drop_credentials(realm, subject)
        realm.note("added", "link", f"{account.provider}/{value}")


def _drop_credentials(realm: Realm, subject: str) -> None:
    # A person who signs in at an agency now must not keep a second way in.
    for credential in realm.admin.get_credentials(subject):
        realm.admin.delete_credential(subject, credential["id"])


def _offboard(realm: Realm, accounts: Iterable[Account], known: dict[str, Json]) -> None:
    """Disables the accounts of people who are not in the data any more, and ends the sessions of all who left."""
    serving = {account.person for account in accounts if account.serving}
    for person, user in sorted(known.items()):
        if person not in serving:
            _mend(realm, {"username": user["username"], "enabled": False}, user)
            end_sessions(realm, str(user["id"]))


def end_sessions(realm: Realm, subject: str) -> None:
    """Ends every session of an account, one by one.

    Logging a user out at once sends one back-channel notice for all sessions, and disabling a user sends none
    (keycloak#22914, keycloak#27359): the gateway would keep the other sessions.
    """
    for session in realm.admin.get_sessions(subject):
        realm.send("delete", f"/sessions/{session['id']}")
        realm.note("ended", "session", subject)


def ensure_agency_users(realm: Realm, accounts: Sequence[Account], passwords: Passwords) -> None:
    """The people of an agency in its own provider: with a password and the employee number."""
    known = {each["username"]: each for each in _users(realm)}
    fresh = [account for account in accounts if account.login.lower() not in known and account.serving]
    if fresh:
        users = [_agency_user(account) | _credentials(passwords(account)) for account in fresh]
        realm.admin.partial_import_realm(realm.name, {"ifResourceExists": "SKIP", "users": users})
        for account in fresh:
            realm.note("created", "account", account.login)
    for account in accounts:
        if account.login.lower() in known:
            _mend(realm, _agency_user(account), known[account.login.lower()])


def _agency_user(account: Account) -> Json:
    user = _representation(account, LINK_ATTRIBUTE, account.link_value)
    return user | {"username": account.login.lower()}
