"""Settings: the service refuses wrong ones at the start and names the variable."""

import pytest

from services.notification.config import NotificationSettings
from shared.config import load


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SMTP_URL", "http://mail"),
        ("SMTP_URL", "smtp://"),
        ("MAIL_FROM", "nobody"),
        ("PUBLIC_URL", "giaoviec.tinh.example"),
        ("REMIND_FROM_HOUR", "24"),
        ("MAIL_ATTEMPTS", "0"),
    ],
)
def test_the_refusal_names_the_wrong_setting(
    settings: NotificationSettings, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(f"DONDOC_{variable}", value)
    with pytest.raises(SystemExit, match=f"DONDOC_{variable}: "):
        load(NotificationSettings)


def test_reminders_go_out_at_any_hour_only_in_the_local_system(
    settings: NotificationSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.remind_from_hour == 0
    monkeypatch.setenv("DONDOC_ENVIRONMENT", "production")
    assert load(NotificationSettings).remind_from_hour == 7
    monkeypatch.setenv("DONDOC_PUBLIC_URL", "https://giaoviec.tinh.example/")
    assert load(NotificationSettings).public_url == "https://giaoviec.tinh.example"
