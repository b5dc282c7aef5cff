"""On what kind of device a session began, in words as coarse as people need to tell theirs apart.

It is read from the user agent, which is kept nowhere: neither versions nor models, and no address.
"""

from dataclasses import dataclass
from enum import StrEnum


class System(StrEnum):
    """What runs a device; `other` where its user agent does not tell."""

    ANDROID = "android"
    CHROMEOS = "chromeos"
    IPAD = "ipad"
    IPHONE = "iphone"
    LINUX = "linux"
    MAC = "mac"
    WINDOWS = "windows"
    OTHER = "other"


class BrowserKind(StrEnum):
    """Which browser a device has; `other` is an app, too."""

    CHROME = "chrome"
    EDGE = "edge"
    FIREFOX = "firefox"
    OPERA = "opera"
    SAFARI = "safari"
    SAMSUNG = "samsung"
    OTHER = "other"


_SYSTEMS = (
    ("ipad", System.IPAD),
    ("iphone", System.IPHONE),
    ("android", System.ANDROID),
    ("cros", System.CHROMEOS),
    ("windows", System.WINDOWS),
    ("macintosh", System.MAC),
    ("linux", System.LINUX),
    ("darwin", System.IPHONE),  # URLSession of an app: CFNetwork/… Darwin/…
    ("okhttp", System.ANDROID),
)
"""What a user agent holds, in lower case, of which system; the first that it holds counts."""
_BROWSERS = (
    ("edg", BrowserKind.EDGE),
    ("samsungbrowser", BrowserKind.SAMSUNG),
    ("firefox", BrowserKind.FIREFOX),
    ("fxios", BrowserKind.FIREFOX),
    ("opr/", BrowserKind.OPERA),
    ("crios", BrowserKind.CHROME),
    ("chrome", BrowserKind.CHROME),
    ("safari", BrowserKind.SAFARI),
)
"""Likewise of which browser: nearly all call themselves Safari, too, and many Chrome."""


@dataclass(frozen=True)
class Device:
    """A kind of device."""

    system: System = System.OTHER
    browser: BrowserKind = BrowserKind.OTHER

    @property
    def code(self) -> str:
        """Return both as one word."""
        return f"{self.system}/{self.browser}"

    @classmethod
    def of_code(cls, code: str) -> "Device":
        """Return the device of such a word."""
        system, browser = code.split("/")
        return cls(System(system), BrowserKind(browser))


def device_of(user_agent: str) -> Device:
    """Return what a user agent says of the device."""
    said = user_agent.lower()
    system = next((system for part, system in _SYSTEMS if part in said), System.OTHER)
    browser = next((browser for part, browser in _BROWSERS if part in said), BrowserKind.OTHER)
    return Device(system, browser)
