"""Cookies: reading those of a request, writing our own."""


def read_cookies(header: str) -> dict[str, str]:
    """Return the cookies of a request; of two of one name the first, which has the longer path (RFC 6265, 5.4)."""
    cookies: dict[str, str] = {}
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        cookies.setdefault(name, value)
    return cookies


def cookie(name: str, value: str, path: str, seconds: int) -> str:
    """Return a cookie that no script can read and that forms and pictures of other sites do not send."""
    return f"{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax"


def expired_cookie(name: str, path: str) -> str:
    """Return what makes the browser forget a cookie."""
    return cookie(name, "", path, 0)
