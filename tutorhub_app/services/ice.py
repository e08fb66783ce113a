"""How browsers find a way to each other: the ICE servers of the settings, with credentials for
TURN that soon run out (the scheme of coturn's `use-auth-secret`)."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from tutorhub_app.settings import get_settings


def servers(participant_id: str, now: datetime) -> list[dict[str, Any]]:
    """As `RTCPeerConnection` takes them. None are needed on one network."""
    settings = get_settings()
    found: list[dict[str, Any]] = []
    if stun := [url for url in settings.ice_servers if url.startswith("stun")]:
        found.append({"urls": stun})
    if turn := [url for url in settings.ice_servers if url.startswith("turn")]:
        expires_at = now + timedelta(hours=settings.turn_hours)
        name = f"{int(expires_at.timestamp())}:{participant_id}"
        found.append({"urls": turn, "username": name, "credential": _password(name)})
    return found


def _password(name: str) -> str:
    # SHA-1 is what TURN servers expect of this scheme.
    secret = get_settings().turn_secret.get_secret_value().encode()
    return base64.b64encode(hmac.new(secret, name.encode(), hashlib.sha1).digest()).decode()
