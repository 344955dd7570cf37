"""One-time codes (RFC 6238: six digits, SHA-1, 30 seconds), with one step tolerance either way."""

from datetime import datetime
from hmac import compare_digest

import pyotp

STEP_SECONDS = 30
ISSUER = "Signaalwijzer"


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step that a code belongs to, or None. The caller must refuse a step that was used before."""
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    typed = "".join(code.split())
    # All three are compared, so the time taken does not tell which one matched.
    matches = [
        step
        for step in (current - 1, current, current + 1)
        if compare_digest(totp.generate_otp(step).encode(), typed.encode())
    ]
    return max(matches, default=None)


def uri(secret: str, name: str) -> str:
    """The otpauth:// address that an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def code_at(secret: str, now: datetime) -> str:
    """The code that holds at a moment; for the demo account's banner."""
    return pyotp.TOTP(secret).at(now)
