"""A server's certificate: a renewed one is used without a restart, an expired one is reported."""

import asyncio
import shutil
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from grpc import aio

from shared import tls


def write(folder: Path, ends: timedelta = timedelta(days=1), begins: timedelta = timedelta(days=-2)) -> None:
    """Writes a fresh certificate and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "d")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now + begins).not_valid_after(now + ends)
    public = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "tls.crt").write_bytes(public)
    (folder / "tls.key").write_bytes(private)


def chain(folder: Path, ends: timedelta, begins: timedelta = timedelta(days=-2)) -> None:
    """Writes a certificate that is valid for longest, and behind it that of an authority."""
    write(folder, ends, begins)
    authority = (folder / "tls.crt").read_text()
    write(folder, timedelta(days=90))
    with (folder / "tls.crt").open("a") as file:
        file.write(authority)


def write_only_the_certificate(folder: Path, ends: timedelta) -> None:
    """Writes a certificate, and leaves the key of the one before."""
    key = (folder / "tls.key").read_bytes()
    write(folder, ends)
    (folder / "tls.key").write_bytes(key)


def certificate_of(folder: Path) -> tls.Certificate:
    return tls.Certificate(str(folder / "tls.crt"), str(folder / "tls.key"))


def shown(port: int) -> str:
    """The certificate that a server shows to a new connection, in PEM."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    with socket.create_connection(("127.0.0.1", port)) as plain, context.wrap_socket(plain) as wrapped:
        return ssl.DER_cert_to_PEM_cert(wrapped.getpeercert(binary_form=True) or b"")


async def test_a_renewed_certificate_is_used_without_a_restart(tmp_path: Path) -> None:
    write(tmp_path)
    server = aio.server()
    port = server.add_secure_port("127.0.0.1:0", certificate_of(tmp_path).credentials())
    await server.start()
    first = await asyncio.to_thread(shown, port)
    shutil.move(tmp_path / "tls.key", tmp_path / "moved")
    assert await asyncio.to_thread(shown, port) == first
    write(tmp_path)
    second = await asyncio.to_thread(shown, port)
    await server.stop(None)
    assert (second == first, second) == (False, (tmp_path / "tls.crt").read_text())


def test_an_expired_certificate_is_reported_until_it_is_renewed(tmp_path: Path) -> None:
    write(tmp_path, ends=timedelta(seconds=-1))
    certificate = certificate_of(tmp_path)
    with pytest.raises(tls.ExpiredError):
        certificate.check()
    write(tmp_path)
    certificate.check()
    assert tls.END._value.get() > datetime.now(UTC).timestamp()


def test_a_certificate_of_another_key_does_not_count_as_renewed(tmp_path: Path) -> None:
    # gRPC refuses such a pair and goes on with the one before, whose end is what matters.
    write(tmp_path, ends=timedelta(seconds=-1))
    certificate = certificate_of(tmp_path)
    write_only_the_certificate(tmp_path, ends=timedelta(days=90))
    with pytest.raises(tls.ExpiredError):
        certificate.check()
    assert tls.END._value.get() < datetime.now(UTC).timestamp()


def test_the_certificate_of_the_chain_that_ends_first_counts(tmp_path: Path) -> None:
    chain(tmp_path, ends=timedelta(seconds=-1))
    certificate = certificate_of(tmp_path)
    with pytest.raises(tls.ExpiredError):
        certificate.check()
    assert tls.END._value.get() < datetime.now(UTC).timestamp()
    chain(tmp_path, ends=timedelta(days=5))
    certificate.check()
    assert tls.END._value.get() < (datetime.now(UTC) + timedelta(days=6)).timestamp()


@pytest.mark.parametrize("renew", [write, chain])
def test_a_certificate_that_is_not_valid_yet_is_refused_and_the_one_before_is_kept(
    tmp_path: Path, renew: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path)
    certificate = certificate_of(tmp_path)
    before = certificate._pair
    renew(tmp_path, ends=timedelta(days=90), begins=timedelta(hours=1))
    certificate.check()
    assert certificate._pair == before
    assert "is not valid before" in capsys.readouterr().out
    with pytest.raises(ValueError, match="is not valid before"):
        certificate_of(tmp_path)
