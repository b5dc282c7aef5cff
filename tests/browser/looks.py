"""How a screen is looked at: by whom it must be usable as well as by everybody else."""

from typing import Any

Look = dict[str, Any]
"""Colours and viewport, as a browser's context takes them."""

PHONE, NARROW, WIDE = ({"width": width, "height": height} for width, height in ((390, 844), (320, 640), (1280, 800)))
LOOKS: dict[str, Look] = {
    "light": {"viewport": PHONE},
    "narrow": {"viewport": NARROW},
    "dark and wide": {"viewport": WIDE, "color_scheme": "dark"},
}
CONSOLE_LOOKS: dict[str, Look] = {
    "light": {"viewport": WIDE},
    "narrow": {"viewport": NARROW},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "dark and narrow": {"viewport": NARROW, "color_scheme": "dark"},
}
