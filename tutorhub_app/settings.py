"""Environment -> frozen settings. Unsafe values refuse to start, and say how to mend it."""

import contextlib
import os
import re
import secrets
import tempfile
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any

import limits
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent.parent
MINIMUM_SECRET_BYTES = 32
DEFAULT_SECRETS = frozenset({"changeme", "change-me", "secret", "tutorhub", "development"})


def _listed(value: Any) -> Any:
    """`a, b` as (a, b)."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _switch(value: Any) -> Any:
    """An empty variable is as good as none."""
    return value or False


def _rate(value: str) -> str:
    limits.parse(value)
    return value


def _ice_servers(urls: tuple[str, ...]) -> tuple[str, ...]:
    for url in urls:
        if not re.fullmatch(r"(stuns?|turns?):[^\s/]+", url):
            raise ValueError(f"{url!r} is no address like stun:host:3478 or turn:host:3478")
    return urls


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
Rate = Annotated[str, AfterValidator(_rate)]
Switch = Annotated[bool, BeforeValidator(_switch)]
IceServers = Annotated[Listed, AfterValidator(_ice_servers)]


class Environment(StrEnum):
    DEMO = "demo"
    PRODUCTION = "production"


class UnsafeSettings(RuntimeError):
    """The app refuses to start; each line says what is wrong and how to mend it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("TutorHub will not start:\n" + "\n".join(f"- {p}" for p in problems))


class Settings(BaseSettings):
    """Every setting, its environment variable and its default.

    Durations are in the unit of their name. `secret_key` signs sessions; outside production it
    falls back to a generated file (`var/secret`, mode 0600). `secure_cookies` is on in production
    unless it says otherwise: the cookie is then sent over https only. Rates read like
    "10 per 15 minutes"; `rate_limits=off` lifts them outside production. `allowed_origins` are
    other sites whose pages may act here with the visitor's cookie; `trusted_proxies` are addresses
    whose `X-Forwarded-For` is believed. Both are lists with commas. `one_core` keeps each worker on
    a core of its own (`services/cores.py`). `ice_servers` (a list: `stun:host:3478`,
    `turn:host:3478?transport=udp`) help browsers of different networks to reach each other;
    `turn_secret` is what the TURN server shares with us (coturn's `static-auth-secret`). A
    recording of a lesson ends at `recording_megabytes` or `recording_minutes`; with less than
    `recording_spare_megabytes` left on the disk none begins.
    """

    model_config = SettingsConfigDict(env_prefix="TUTORHUB_", frozen=True, populate_by_name=True)

    env: Environment = Environment.DEMO
    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    redis_url: str = Field(default="", validation_alias="REDIS_URL")
    host: str = Field(default="127.0.0.1", validation_alias="HOST")
    port: int = Field(default=3000, validation_alias="PORT", ge=1, le=65535)
    workers: int = Field(default=1, ge=1)
    access_log: Switch = Field(default=False, validation_alias="ACCESS_LOG")
    one_core: Switch = True
    var_dir: Path = PROJECT_ROOT / "var"
    secret_key: SecretStr = SecretStr("")
    secure_cookies: bool | None = None
    public_url: str = ""
    allowed_origins: Listed = ()
    trusted_proxies: Listed = ()
    rate_limits: str = "on"
    session_days: int = Field(default=30, ge=1, le=365)
    screening_expiry_days: int = Field(default=14, ge=1, le=365)
    failed_sign_ins_per_account: Rate = "10 per 15 minutes"
    failed_sign_ins_per_address: Rate = "50 per 15 minutes"
    registrations_per_address: Rate = "20 per hour"
    recording_megabytes: int = Field(default=4096, ge=1)
    recording_minutes: int = Field(default=240, ge=1, le=1440)
    recording_spare_megabytes: int = Field(default=1024, ge=0)
    photos_per_person: Rate = "30 per hour"
    events_per_page: Rate = "200 per 5 seconds"
    requests_per_session: Rate = "1200 per minute"
    requests_per_key: Rate = "600 per minute"
    requests_per_address: Rate = "3000 per minute"
    ice_servers: IceServers = ()
    turn_secret: SecretStr = SecretStr("")
    turn_hours: int = Field(default=12, ge=1, le=72)
    request_seconds: float = Field(default=30, gt=0)
    body_seconds: float = Field(default=10, gt=0)

    @property
    def is_demo(self) -> bool:
        return self.env is Environment.DEMO

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.var_dir / 'tutorhub.db'}"

    @property
    def cookies_are_secure(self) -> bool:
        if self.secure_cookies is None:
            return self.env is Environment.PRODUCTION
        return self.secure_cookies

    @property
    def limits_enabled(self) -> bool:
        return self.env is Environment.PRODUCTION or self.rate_limits != "off"

    @cached_property
    def signing_key(self) -> str:
        """The key of session tokens: the setting, else the generated file."""
        return self.secret_key.get_secret_value() or _generated_secret(self.var_dir / "secret")

    def problems(self) -> list[str]:
        """What makes these settings unsafe in production; empty when they are safe."""
        if self.env is not Environment.PRODUCTION:
            return []
        found = []
        secret = self.secret_key.get_secret_value()
        if not secret:
            found.append(
                "TUTORHUB_SECRET_KEY is missing. Make one with: "
                'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        elif secret.lower() in DEFAULT_SECRETS:
            found.append("TUTORHUB_SECRET_KEY is a default that everyone knows. Make a new one.")
        elif len(secret.encode()) < MINIMUM_SECRET_BYTES:
            found.append(
                f"TUTORHUB_SECRET_KEY is shorter than {MINIMUM_SECRET_BYTES} bytes. "
                "Make a longer one."
            )
        if any(url.startswith("turn") for url in self.ice_servers) and not (
            self.turn_secret.get_secret_value()
        ):
            found.append(
                "TUTORHUB_ICE_SERVERS names a TURN server, which lets nobody in without "
                "TUTORHUB_TURN_SECRET. Set it to the server's static-auth-secret."
            )
        if self.workers > 1 and not self.redis_url:
            found.append(
                f"TUTORHUB_WORKERS={self.workers} needs Redis, which carries the state of open "
                "pages between workers. Set REDIS_URL, or use one worker."
            )
        return found


def _generated_secret(path: Path) -> str:
    """Read the secret file, making it (mode 0600) when it is not there yet."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Linked into place whole: a second process never reads half a secret.
        descriptor, made = tempfile.mkstemp(dir=path.parent, prefix="secret-")
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        Path(made).unlink()
    return path.read_text().strip()


@lru_cache
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
