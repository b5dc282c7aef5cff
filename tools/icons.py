"""`python -m tools.icons`: draws the mark as the PNG icons of the installed client (functions/web/client/icon-*.png).

The mark stands on its ground to the very edge, within the inner four fifths that any shape of icon shows
(https://www.w3.org/TR/appmanifest/#icon-masks).
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

from http_adapter.client_files import ICONS
from tools import chromium

_FOLDER = Path(__file__).parents[1] / "functions" / "web" / "client"


def main() -> None:
    """Draw every icon anew."""
    mark = (_FOLDER / "mark.svg").read_text(encoding="utf-8").replace(' rx="7"', "")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.arguments())
        for name in ICONS:
            side = int(name.removeprefix("icon-").removesuffix(".png"))
            page = browser.new_page(viewport={"width": side, "height": side})
            page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{mark}")
            page.screenshot(path=_FOLDER / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
