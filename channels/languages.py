"""In which language a request is answered: what its address says, else what its browser asks for, else Dutch.

The address decides, so that a choice needs no cookie and goes along in every link.
"""

from __future__ import annotations

from fastapi import Request

DUTCH = "nl"
LANGUAGES = (DUTCH, "en")


def language_of(request: Request) -> str:
    """One of LANGUAGES, for pages and for answers to programs alike."""
    chosen = request.query_params.get("language")
    return chosen if chosen in LANGUAGES else preferred(request.headers.get("accept-language", ""))


def preferred(accepted: str) -> str:
    """The best of LANGUAGES by an Accept-Language header (RFC 9110); Dutch when it names none of them."""
    best, quality = DUTCH, 0.0
    for part in accepted.split(","):
        tag, _, weight = part.partition(";")
        code = tag.partition("-")[0].strip().lower()
        if code in LANGUAGES and (asked := _quality(weight)) > quality:
            best, quality = code, asked
    return best


def _quality(weight: str) -> float:
    try:
        return float(weight.partition("=")[2]) if weight.strip() else 1.0
    except ValueError:
        return 0.0
