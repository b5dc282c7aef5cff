"""`make pictures`: pictures of the screens as they really are, of the demo programme, for docs/pictures."""

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tools import chromium
from tools.hosted_page import CODE
from tools.programme.cast import read_cast

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
_WIDTHS = {"phone": (390, 844), "desktop": (1280, 900)}
# A function's first call takes seconds on the local cloud, and a screen makes several.
expect.set_options(timeout=30_000)


def main() -> None:
    """Sign an ambassador of the demo programme in and take each screen on a phone and on a desktop."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    person = next(p for p in read_cast().ambassadors if p.name == "Riikka Salmela")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.arguments())
        for name, (width, height) in _WIDTHS.items():
            _take(browser, name, width, height, person.email)
        browser.close()


def _take(browser: Browser, name: str, width: int, height: int, email: str) -> None:
    context = browser.new_context(
        base_url=os.environ["LAHETTI_WEB_ORIGIN"],
        locale="fi-FI",
        timezone_id="Europe/Helsinki",
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_label("Työsähköpostisi")).to_be_visible()
    _picture(page, f"sign-in-{name}")
    page.get_by_label("Työsähköpostisi").fill(email)
    page.get_by_role("button", name="Lähetä koodi").click()
    page.get_by_label("Username").fill(email)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Email code").click()
    page.get_by_label("Enter the code").fill(CODE)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Jaettavaa")).to_be_visible()
    page.wait_for_load_state("networkidle")
    _picture(page, f"on-offer-{name}")
    page.get_by_role("link", name=re.compile("^Tarkista tilinumerosi")).first.click()
    expect(page.get_by_role("button", name=re.compile("^Jaa "))).to_be_visible()
    _picture(page, f"share-{name}")
    page.goto("/race?period=quarter")
    expect(page.locator(".rank li").nth(9)).to_be_visible()
    page.wait_for_load_state("networkidle")
    _picture(page, f"race-{name}")
    context.close()


def _picture(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
