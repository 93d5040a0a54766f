"""The secrets of the local system: the first start makes them and keeps them in files that only their owner reads."""

import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from joserfc.jwk import OKPKey


class SecretStore:
    """A folder with one file for each secret. No secret has a known default."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def password(self, name: str) -> str:
        """A random text of 144 bits, safe inside a URL."""
        return self._load_or_make(name, lambda: secrets.token_urlsafe(18))

    def signing_key(self, name: str) -> str:
        """A private Ed25519 key as JWK whose `kid` is the name."""
        return self._load_or_make(f"principal-{name}.jwk", lambda: _new_key(name))

    def verifying_keys(self, names: Iterable[str]) -> str:
        """The public parts of the keys as a JWKS."""
        keys = [OKPKey.import_key(json.loads(self.signing_key(name))) for name in names]
        return json.dumps({"keys": [key.as_dict(private=False) for key in keys]})

    def hand_out(self, receiver: str, settings: Mapping[str, str]) -> Path:
        """Writes the secret settings of one service to its own folder; returns the folder."""
        folder = self.folder / receiver
        folder.mkdir(exist_ok=True, mode=0o700)
        for name, value in settings.items():
            _write(folder / name.lower(), value)
        return folder

    def _load_or_make(self, name: str, make: Callable[[], str]) -> str:
        path = self.folder / name
        if not path.exists():
            _write(path, make())
        return path.read_text()


def _new_key(name: str) -> str:
    key = OKPKey.generate_key("Ed25519", parameters={"kid": name, "use": "sig"}, private=True)
    return json.dumps(key.as_dict(private=True))


def _write(path: Path, text: str) -> None:
    """Puts the whole file in place at once: an interrupted start leaves no incomplete secret."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(path)
