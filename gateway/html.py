"""The few pages that the gateway writes itself, in Vietnamese or English. No script or style is inline."""

from collections.abc import Iterable
from html import escape
from importlib.util import find_spec
from pathlib import Path

from gateway.errors import Problem
from shared.messages import Locale

STATIC = Path(__file__).with_name("static")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_WORDS: dict[str, dict[Locale, str]] = {
    "sign_in": {"vi": "Đăng nhập", "en": "Sign in"},
    "home": {"vi": "Về trang đầu", "en": "Back to the start"},
    "leaving": {"vi": "Đang đăng xuất…", "en": "Signing out…"},
    "continue": {"vi": "Tiếp tục", "en": "Continue"},
    "problems": {"vi": "Các lý do từ chối", "en": "The reasons of refusals"},
    "other": {"vi": "English", "en": "Tiếng Việt"},
    "product": {"vi": "Theo dõi, đôn đốc nhiệm vụ", "en": "Tasks tracked and urged"},
    "sign_in_away": {"vi": "Đăng nhập đang gián đoạn", "en": "Sign-in is not available"},
    "system_away": {"vi": "Hệ thống đang gián đoạn", "en": "The system is not available"},
    "again": {"vi": "Thử lại", "en": "Try again"},
}


def leaving(locale: Locale, url: str) -> str:
    """A page that leads on to `url` without a script."""
    body = f'<p><a class="button" href="{escape(url)}">{_say("continue", locale)}</a></p>'
    refresh = f'<meta http-equiv="refresh" content="0; url={escape(url)}">'
    return _document(locale, _say("leaving", locale), body, refresh)


def problem(locale: Locale, shown: Problem) -> str:
    """A refusal as a page, for people."""
    home_link = f'<a href="/">{_say("home", locale)}</a>'
    body = f"<p>{escape(shown.detail)}</p><p>{_sign_in(locale)} {home_link}</p>"
    return _document(locale, f"{shown.status} · {escape(shown.reason)}", body)


def away(locale: Locale, shown: Problem, province: str, again: str, other: str) -> str:
    """What a browser shows while sign-in or the system is away, like the portal's page before signing in.

    `again` is the address to try again, `other` the same page in the other language.
    """
    heading = _say("sign_in_away" if shown.reason == "SIGN_IN_UNAVAILABLE" else "system_away", locale)
    language = "en" if locale == "vi" else "vi"
    body = (
        '<main class="paper"><img src="/portal/emblem" alt="" width="72" height="72">'
        f'<p class="dimmed">{escape(province)}<br><b>{_say("product", locale)}</b></p>'
        f"<h1>{heading}</h1><p>{escape(shown.detail)}</p>"
        f'<a class="button wide" href="{escape(again)}">{_say("again", locale)}</a>'
        f'<p><a href="{escape(other)}" lang="{language}">{_say("other", locale)}</a></p></main>'
    )
    return _page(locale, heading, body, ' class="doorstep"')


def problems(locale: Locale, reasons: Iterable[tuple[str, str, str]]) -> str:
    """The page that explains every reason; `reasons` are rows of domain, reason and meaning."""
    rows = "".join(
        f'<dt id="{escape(domain)}.{escape(reason)}"><code>{escape(domain)} {escape(reason)}</code></dt>'
        f"<dd>{escape(meaning)}</dd>"
        for domain, reason, meaning in reasons
    )
    return _document(locale, _say("problems", locale), f"<dl>{rows}</dl>")


def docs(locale: Locale) -> str:
    """The page on which to read and try the API: Swagger UI from the installed package."""
    head = '<link rel="stylesheet" href="/docs/assets/swagger-ui.css"><link rel="stylesheet" href="/static/docs.css">'
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8"><title>dondoc API</title>{head}'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><div id="docs"></div>'
        '<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/static/docs.js"></script></body></html>'
    )


def viewer_assets() -> Path:
    """The folder of Swagger UI's files; raises RuntimeError if the package is not installed."""
    # Found without an import, which would need Flask.
    found = find_spec("flask_swagger_ui")
    if found is None or found.origin is None:
        raise RuntimeError("flask-swagger-ui is not installed")
    return Path(found.origin).with_name("dist")


def _sign_in(locale: Locale) -> str:
    return f'<a class="button" href="/auth/login">{_say("sign_in", locale)}</a>'


def _document(locale: Locale, title: str, body: str, head: str = "") -> str:
    other = "en" if locale == "vi" else "vi"
    header = (
        f'<header><h1>{title}</h1><a href="?lang={other}" lang="{other}">{_say("other", locale)}</a></header>'
    )
    return _page(locale, title, f"{header}<main>{body}</main>", head=head)


def _page(locale: Locale, title: str, body: str, attributes: str = "", head: str = "") -> str:
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8">{head}<title>{title} · dondoc</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="/static/page.css"></head><body{attributes}>{body}</body></html>'
    )


def _say(key: str, locale: Locale) -> str:
    return _WORDS[key][locale]
