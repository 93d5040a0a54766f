"""A mailbox for every address: takes any e-mail by SMTP, forwards none, and shows the mails on an HTML page.

Run as `python -m deploy.local.mailsink --folder … --smtp-port … --page-port …`. The mails are kept as a Maildir.
`GET /` is the page, `GET /messages?to=…&limit=…` the same as JSON, `GET /messages/{id}` one mail as it arrived.
"""

import argparse
import html
import mailbox
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import quote

import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from deploy.local.ports import LOOPBACK

_PAGE = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><title>Thư điện tử (chạy thử)</title>
<style>body{{font:16px system-ui;max-width:60em;margin:2em auto;padding:0 1em}}
article{{border-top:1px solid #ccc;padding:.7em 0}}
pre{{white-space:pre-wrap;font:inherit}}small{{color:#555}}</style>
<h1>Thư điện tử (chạy thử)</h1>
<form><label>Người nhận <input name="to" value="{to}"></label> <button>Lọc</button></form>
{mails}"""
_MAIL = """<article><b>{subject}</b><br><small>{date} · {sender} → {to} ·
<a href="/messages/{key}">nguồn</a></small><pre>{text}</pre></article>"""
_NEWEST = 200


class Box:
    """The mails of a Maildir folder, newest first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._receivers: dict[str, str] = {}
        """The receivers of each mail read so far, by file name: most mails are for others, and parsing is slow."""

    def messages(self, to: str, limit: int = _NEWEST) -> Iterator[dict[str, str]]:
        """The newest mails whose receivers contain the text `to`, at most `limit` of them."""
        shown = 0
        for received, file in self._newest_first():
            if to.casefold() in self._receivers_of(file):
                parsed = self._parse(file.read_bytes())
                yield _description(file.name.partition(":")[0], received, parsed)
                shown += 1
            if shown == limit:
                return

    def _receivers_of(self, file: Path) -> str:
        if file.name not in self._receivers:
            header = self._parse(file.read_bytes(), headers_only=True)
            self._receivers[file.name] = str(header["To"]).casefold()
        return self._receivers[file.name]

    def _newest_first(self) -> list[tuple[float, Path]]:
        mailbox.Maildir(self._folder, create=True)
        files = [file for part in ("new", "cur") for file in (self._folder / part).iterdir()]
        return sorted(((file.stat().st_mtime, file) for file in files), reverse=True)

    def source(self, key: str) -> bytes | None:
        """One mail as it arrived."""
        box = mailbox.Maildir(self._folder, create=True)
        return box.get_bytes(key) if key in box else None

    @staticmethod
    def _parse(source: bytes, *, headers_only: bool = False) -> EmailMessage:
        return BytesParser(policy=policy.default).parsebytes(source, headersonly=headers_only)


def _description(key: str, received: float, mail: EmailMessage) -> dict[str, str]:
    body = mail.get_body(preferencelist=("plain", "html"))
    return {
        "id": key,
        "receiveTime": datetime.fromtimestamp(received, UTC).isoformat(),
        "from": str(mail["From"]),
        "to": str(mail["To"]),
        "subject": str(mail["Subject"]),
        "messageId": str(mail["Message-ID"]),
        "text": body.get_content() if body else "",
    }


def application(folder: Path) -> Starlette:
    """The web application: the page and the same mails as JSON."""
    box = Box(folder)

    def page(request: Request) -> Response:
        to = request.query_params.get("to", "")
        mails = "".join(_as_html(message) for message in box.messages(to)) or "<p>Chưa có thư.</p>"
        return HTMLResponse(_PAGE.format(to=html.escape(to), mails=mails))

    def messages(request: Request) -> Response:
        asked = request.query_params
        limit = int(asked.get("limit", _NEWEST))
        return JSONResponse({"messages": list(box.messages(asked.get("to", ""), limit))})

    def source(request: Request) -> Response:
        found = box.source(request.path_params["key"])
        return PlainTextResponse(found or "404", status_code=200 if found else 404)

    return Starlette(
        routes=[Route("/", page), Route("/messages", messages), Route("/messages/{key}", source)]
    )


def _as_html(message: dict[str, str]) -> str:
    safe = {name: html.escape(value) for name, value in message.items()}
    return _MAIL.format(
        subject=safe["subject"],
        date=safe["receiveTime"],
        sender=safe["from"],
        to=safe["to"],
        key=quote(message["id"]),
        text=safe["text"],
    )


def main() -> None:
    """Serves both ports until a signal ends it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--page-port", type=int, required=True)
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--certificate", type=Path, help="accept e-mails over STARTTLS only")
    parser.add_argument("--key", type=Path)
    options = parser.parse_args()
    tls = None
    if options.certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(options.certificate, options.key)
    smtp = Controller(
        Mailbox(options.folder),
        hostname=options.host,
        port=options.smtp_port,
        tls_context=tls,
        require_starttls=tls is not None,
    )
    smtp.start()
    try:
        uvicorn.run(
            application(options.folder), host=options.host, port=options.page_port, log_level="warning"
        )
    finally:
        smtp.stop()


if __name__ == "__main__":
    main()
