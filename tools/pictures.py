"""`make pictures`: pictures of the screens as they really are, of the demo programme, for docs/pictures.

The mails stand side by side on one sheet, each as its golden file has it.
"""

import html
import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tools import chromium
from tools.browser_sign_in import ask_for_code, type_code
from tools.pictures_console import take_console
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
_SCREENS = {
    "/race?period=quarter": "Pistekisa",
    "/me": "Omat",
    "/suggest": "Ehdota",
    "/guidelines": "Somen pelisäännöt",
}
_SHARED = re.compile("^(Tarkista tilinumerosi|Uusi verokortti)")
_LOOK: dict[str, Any] = {
    "base_url": os.environ.get("LAHETTI_WEB_ORIGIN"),
    "locale": "fi-FI",
    "timezone_id": "Europe/Helsinki",
    "reduced_motion": "reduce",
}
_WIDTHS = {"phone": (390, 844), "desktop": (1280, 900)}
# A first call takes seconds on the local cloud, a screen makes several at once, and the machine may have other work.
expect.set_options(timeout=120_000)


def main() -> None:
    """Sign an ambassador of the demo programme in, then its admin, and take each screen on a phone and on a desktop."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    person = next(p for p in read_cast().ambassadors if p.name == "Riikka Salmela")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.arguments())
        for name, (width, height) in _WIDTHS.items():
            context = browser.new_context(**_LOOK, viewport={"width": width, "height": height})
            _take(context, name, person.email)
            context.close()
            context = browser.new_context(**_LOOK, viewport={"width": width, "height": height})
            take_console(context, name, read_cast().admin.email, _picture)
            context.close()
        _take_mails(browser)
        browser.close()


def _take(context: BrowserContext, name: str, email: str) -> None:
    context.route(lambda address: "localhost" not in address.split("/")[2], lambda route: route.fulfill(body=""))
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_label("Työsähköpostisi")).to_be_visible()
    _picture(page, f"sign-in-{name}")
    letterbox = ask_for_code(page, email)
    _picture(page, f"code-{name}")
    type_code(page, letterbox.newest())
    _show(page, "Jaettavaa")
    _picture(page, f"on-offer-{name}")
    page.emulate_media(color_scheme="dark")
    _picture(page, f"on-offer-dark-{name}")
    page.emulate_media(color_scheme="light")
    for path, heading in _SCREENS.items():
        page.goto(path)
        _show(page, heading)
        _picture(page, f"{path.strip('/').partition('?')[0]}-{name}")
    page.goto("/me")
    page.get_by_role("button", name=re.compile("^Lopeta")).click()
    expect(page.get_by_role("dialog", name="Haluatko lopettaa?")).to_be_visible()
    _picture(page, f"leave-{name}")
    page.goto("/")
    _show(page, "Jaettavaa")
    page.get_by_role("link", name=_SHARED).first.click()
    _show(page, _SHARED)
    page.get_by_role("radio", name=re.compile("^LinkedIn")).check()
    _picture(page, f"share-{name}")
    with context.expect_page():
        page.get_by_role("button", name=re.compile("^Jaa LinkedIn")).click()
    page.bring_to_front()
    _show(page, re.compile("^Julkaisitko"))
    _picture(page, f"after-sharing-{name}")


def _show(page: Page, heading: str | re.Pattern[str]) -> None:
    """Wait for a screen with all that comes by and by."""
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    expect(page.locator(".pts")).to_be_visible()
    expect(page.locator(".sk")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    page.wait_for_function("[...document.images].every((image) => image.loading === 'lazy' || image.complete)")


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
    # What lies in the window; what lies further down is fetched when it comes into view.
    page.wait_for_function(
        "() => [...document.images].every((one) => one.complete || one.getBoundingClientRect().top > innerHeight)"
    )
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
