"""How a screen is looked at: by whom it must be usable as well as by everybody else."""

from typing import Any

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "dark and wide": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}
