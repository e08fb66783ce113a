"""Access tokens: JWT (HS256) naming a session row, which can be revoked."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from jose import JWTError, jwt

from tutorhub_app.settings import MINIMUM_SECRET_BYTES, get_settings

ALGORITHM = "HS256"
AUDIENCE = "tutorhub"
TYPE = "access"
COOKIE = "tutorhub-access-token"


@dataclass(frozen=True, slots=True)
class Claims:
    user_id: str
    session_id: str


def issue(*, user_id: str, session_id: str, expires_at: datetime, now: datetime) -> str:
    return str(
        jwt.encode(
            {
                "sub": user_id,
                "jti": session_id,
                "aud": AUDIENCE,
                "typ": TYPE,
                "iat": int(now.timestamp()),
                "exp": int(expires_at.timestamp()),
            },
            signing_key(),
            algorithm=ALGORITHM,
        )
    )


def read(token: str) -> Claims | None:
    """The claims of a valid token, else None. Whether its session lives, the database says."""
    try:
        return _claims(token, signing_key())
    except (JWTError, ValueError, TypeError, AttributeError):
        return None


# A token that was valid once may be found here after its end; its session's row ends with it.
@lru_cache(maxsize=4096)
def _claims(token: str, key: str) -> Claims:
    """Raises when the token is not valid, so that only valid ones are kept."""
    claims = jwt.decode(
        token,
        key,
        algorithms=[ALGORITHM],
        audience=AUDIENCE,
        options={f"require_{name}": True for name in ("sub", "jti", "aud", "exp")},
    )
    user_id, session_id = claims["sub"], claims["jti"]
    if claims.get("typ") != TYPE or not user_id or not session_id:
        raise ValueError("not an access token")
    return Claims(user_id=str(user_id), session_id=str(session_id))


def signing_key() -> str:
    key = get_settings().signing_key
    if len(key.encode()) < MINIMUM_SECRET_BYTES:
        raise RuntimeError(
            f"The signing key is shorter than {MINIMUM_SECRET_BYTES} bytes. Set "
            "TUTORHUB_SECRET_KEY to a longer one, or delete var/secret to have one made."
        )
    return key
