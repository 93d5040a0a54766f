"""The settings of the notification service."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from shared.config import ServiceSettings

SCHEMES = ("smtp", "smtp+starttls", "smtps")
BOX_SCHEMES = ("imap", "imap+starttls", "imaps")


class NotificationSettings(ServiceSettings):
    """The settings besides those of every service: where e-mails go out and when people are reminded."""

    smtp_url: SecretStr = Field(
        description="smtp|smtp+starttls|smtps://[user:password@]host[:port][?ca=file]"
    )
    mail_from: str = Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")
    mail_bounce_address: str = Field(
        default="",
        pattern=r"^([^@\s<>]+@[^@\s<>]+)?$",
        description="the address to which e-mails come back that were not delivered; `mail_from` if empty",
    )
    bounce_box_url: SecretStr | None = Field(
        default=None,
        description="its mailbox: imap|imap+starttls|imaps://user:password@host[:port][/folder][?ca=file]",
    )
    bounce_seconds: float = Field(default=60, gt=0, description="seconds between two looks into this mailbox")
    mail_from_name: str = "Theo dõi nhiệm vụ"
    mail_language: Literal["vi", "en"] = "vi"
    public_url: str = Field(pattern="^https?://")
    remind_seconds: float = Field(
        default=10, gt=0, description="seconds between two sweeps for due reminders"
    )
    remind_settle_seconds: float = Field(
        default=5,
        ge=0,
        description="seconds for which no event may wait before reminders go out: a consumer may still hold one",
    )
    mail_seconds: float = Field(default=5, gt=0, description="seconds between two sweeps for waiting e-mails")
    remind_from_hour: int = Field(
        default=7, ge=0, le=23, description="hour at which the reminders of a day begin"
    )
    mail_connect_seconds: float = Field(default=30, gt=0, description="seconds to wait for the relay")
    mail_command_seconds: float = Field(
        default=300, gt=0, description="seconds to wait for its answer to a command (RFC 5321, 4.5.3.2)"
    )
    mail_data_seconds: float = Field(
        default=600, gt=0, description="seconds to wait for its answer to an e-mail (RFC 5321, 4.5.3.2.6)"
    )
    mail_attempts: int = Field(
        default=345,
        ge=1,
        description="attempts after which an e-mail is given up: two weeks, longer than Tết",
    )

    @field_validator("smtp_url")
    @classmethod
    def _known_scheme(cls, value: SecretStr) -> SecretStr:
        parts = urlsplit(value.get_secret_value())
        if parts.scheme not in SCHEMES or not parts.hostname:
            raise ValueError(f"must be one of {', '.join(SCHEMES)} and name a host")
        return value

    @field_validator("bounce_box_url")
    @classmethod
    def _known_box_scheme(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(value.get_secret_value()) if value else None
        if parts and (parts.scheme not in BOX_SCHEMES or not parts.hostname or not parts.username):
            raise ValueError(f"must be one of {', '.join(BOX_SCHEMES)} and name a user and a host")
        return value

    @field_validator("public_url")
    @classmethod
    def _without_last_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="before")
    @classmethod
    def _at_once_if_local(cls, values: dict[str, object]) -> dict[str, object]:
        # Locally the clock is moved by whole days, and the effect must show at every hour.
        early = {"remind_from_hour": 0} if values.get("environment") == "local" else {}
        return early | values

    @property
    def mail_silence_seconds(self) -> float:
        """How long a relay that keeps to the time-outs may take over one e-mail, with its greeting and a login."""
        return self.mail_connect_seconds + 10 * self.mail_command_seconds + self.mail_data_seconds

    @property
    def host(self) -> str:
        """The host name that people know the system by."""
        return urlsplit(self.public_url).hostname or "localhost"
