"""`make pictures`: pictures of the screens as they really are, of the demo programme, for docs/pictures.

The mails stand side by side on one sheet, each as its golden file has it.
"""

import html
import os
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tools import chromium
from tools.hosted_page import CODE
from tools.programme.cast import read_cast

_ROOT = Path(__file__).parents[1]
FOLDER = _ROOT / "docs" / "pictures"
_MAILS = _ROOT / "tests" / "golden" / "mails" / "fi"
_SHEET = """<!doctype html><html lang="fi"><meta charset="utf-8"><title>Mails</title>
<style>
body {{ margin: 0; padding: 24px; background: #D5DDD9; font: 600 15px/1.4 system-ui, sans-serif;
  columns: 4; column-gap: 24px; width: 1752px; }}
figure {{ margin: 0 0 24px; break-inside: avoid; }} figcaption {{ margin: 0 0 6px; }}
iframe {{ width: 420px; border: 0; border-radius: 8px; background: #F3F6F4; }}
</style>{mails}</html>"""
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
        _take_mails(browser)
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


def _take_mails(browser: Browser) -> None:
    """Take all mails but the two that have pictures of their own, digest and winner."""
    mails = [
        mail for mail in sorted(_MAILS.glob("*.html")) if not mail.stem.startswith("digest") and mail.stem != "winner"
    ]
    page = browser.new_page(viewport={"width": 1800, "height": 900})
    page.set_content(_SHEET.format(mails="".join(map(_framed, mails))), wait_until="load")
    # A frame does not grow with what it shows.
    page.evaluate(
        "for (const frame of document.querySelectorAll('iframe'))"
        " frame.style.height = `${frame.contentDocument.documentElement.scrollHeight}px`"
    )
    page.screenshot(path=FOLDER / "mails.png", full_page=True)
    page.close()


def _framed(mail: Path) -> str:
    subject = mail.with_suffix(".txt").read_text(encoding="utf-8").partition("\n")[0]
    markup = html.escape(mail.read_text(encoding="utf-8"))
    return f'<figure><figcaption>{html.escape(subject)}</figcaption><iframe srcdoc="{markup}"></iframe></figure>'


def _picture(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
