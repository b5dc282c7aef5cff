import subprocess
import sys

import pytest
from is_bot import Bots  # type: ignore[import-untyped]
from is_bot._patterns import default_patterns  # type: ignore[import-untyped]

from lahetti.sharing.bots import is_bot
from tools.bots import ADDED, MODULE, REWRITTEN, SOURCES, module_text, sort_out

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; SM-S921B Build/AP3A.240905.015.A2; wv) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Version/4.0 Chrome/137.0.7151.89 Mobile Safari/537.36"
)

PEOPLE = {
    "Chrome": f"{CHROME} Chrome/137.0.0.0 Safari/537.36",
    "Edge": f"{CHROME} Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0",
    "Opera": f"{CHROME} Chrome/135.0.0.0 Safari/537.36 OPR/120.0.0.0",
    "Firefox": "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0",
    "Safari": (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Version/18.5 Safari/605.1.15"
    ),
    "Safari on a telephone": f"{IPHONE} Version/18.5 Safari/604.1",
    "Chrome on a telephone": (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/137.0.0.0 Mobile Safari/537.36"
    ),
    "Samsung Internet": (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
        "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36"
    ),
    "Google app": f"{IPHONE} GSA/372.0.764983371 Safari/604.1",
    "Facebook on Android": f"{ANDROID} [FB_IAB/FB4A;FBAV/516.0.0.60.109;]",
    "Facebook on iOS": (
        f"{IPHONE} [FBAN/FBIOS;FBAV/516.0.0.49.88;FBBV/741204129;FBDV/iPhone14,5;FBMD/iPhone;"
        "FBSN/iOS;FBSV/18.5;FBSS/3;FBID/phone;FBLC/fi_FI;FBOP/5;FBRV/743001234;IABMV/1]"
    ),
    "Messenger": f"{ANDROID} [FB_IAB/Orca-Android;FBAV/510.0.0.49.108;]",
    "Instagram on Android": (
        f"{ANDROID} Instagram 384.0.0.46.83 Android "
        "(35/15; 480dpi; 1080x2131; samsung; SM-S921B; e1s; s5e9945; fi_FI; 744231094; IABMV/1)"
    ),
    "Instagram on iOS": (
        f"{IPHONE} Instagram 384.0.0.29.86 (iPhone14,5; iOS 18_5; fi_FI; fi; scale=3.00; 1170x2532; IABMV/1; 746211091)"
    ),
    "LinkedIn on Android": f"{ANDROID} [LinkedInApp]/4.1.1084",
    "LinkedIn on iOS": f"{IPHONE} [LinkedInApp]/9.31.3040",
    "Threads on Android": (
        f"{ANDROID} Barcelona 384.0.0.44.75 Android "
        "(35/15; 480dpi; 1080x2131; samsung; SM-S921B; e1s; s5e9945; fi_FI; 744231094)"
    ),
    "Threads on iOS": (
        f"{IPHONE} Barcelona 384.0.0.29.86 (iPhone14,5; iOS 18_5; fi_FI; fi; scale=3.00; 1170x2532; 746211091)"
    ),
    "X on iOS": f"{IPHONE} Twitter for iPhone/11.3",
    "Teams": f"{CHROME} Chrome/136.0.0.0 Safari/537.36 Edg/136.0.0.0 Teams/25122.1415.3698.6812",
}

PROGRAMS = {
    "Facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Facebook, shorter": "facebookexternalhit/1.1",
    "Facebook's catalogue": "facebookcatalog/1.0",
    "Meta": "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters)",
    "LinkedIn": ("LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"),
    "Slack's preview": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Slack's pictures": "Slack-ImgProxy (+https://api.slack.com/robots)",
    "X": "Twitterbot/1.0",
    "WhatsApp": "WhatsApp/2.23.20.0",
    "WhatsApp on iOS": "WhatsApp/2.24.13.79 i",
    "Telegram": "TelegramBot (like TwitterBot)",
    "Bluesky": "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
    "Mastodon": "Mastodon/4.3.8 (http.rb/5.2.0; +https://mastodon.social/)",
    "Mastodon since 4.4": "http.rb/5.3.1 (Mastodon/4.4.1; +https://mastodon.social/) Bot",
    "Teams and Skype": (
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com"
    ),
    "Discord": "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Pinterest": "Mozilla/5.0 (compatible; Pinterestbot/1.0; +http://www.pinterest.com/bot.html)",
    "Apple": (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)"
    ),
    "Google": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Google's mail pictures": (
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
    ),
    "Bing": "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "headless Chrome": (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/137.0.0.0 Safari/537.36"
    ),
    "curl": "curl/8.7.1",
    "Python": "python-requests/2.32.3",
    "Go": "Go-http-client/2.0",
    "bare": "Mozilla/5.0",
    "bare, compatible": "Mozilla/5.0 (compatible; Thing/1.0)",
}

MICROSOFT = {
    "Office": "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
    "Outlook": ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro), Mozilla/4.0"),
    "Safe Links": f"{CHROME} Chrome/137.0.0.0 Safari/537.36 SafeLinks/1.0",
}


# As they stand in the sources that tools/bots.py names, or in the tests of those.
WITHOUT_A_NAME = {
    "PowerShell 5": "Mozilla/5.0 (Windows NT; Windows NT 10.0; fi-FI) WindowsPowerShell/5.1.19041.1682",
    "PowerShell 7": "Mozilla/5.0 (Windows NT 10.0; Microsoft Windows 10.0.19044; en-US) PowerShell/7.2.4",
    "Dart": "Dart/3.1 (dart:io)",
    "Deno": "Deno/1.45.2 (variant; SupabaseEdgeRuntime/1.67.3)",
    "icons of Safari": "MobileSafari/604.1 CFNetwork/1121.2.2 Darwin/19.3.0",
    "an app on iOS": "SpringBoard/50 CFNetwork/1240.0.4 Darwin/20.6.0",
    "Mail on macOS": "Mail/3445.4.7 CFNetwork/889.9 Darwin/17.2.0 (x86_64)",
    "a filter of iOS": "NetworkingExtension/8621.3.11.10.3 Network/4277.140.33 iOS/18.6.2",
    "Barracuda": "Barracuda Sentinel (EE)",
    "Barracuda behind a browser": f"{CHROME} Chrome/137.0.0.0 Safari/537.36 Barracuda",
    "Outlook on iOS": "Outlook-iOS/696.1188109.prod.iphone (2.102.0)",
    "Outlook on macOS": "MacOutlook/16.41.20091302 (Intelx64 Mac OS X 10.14.4 (Build 18E226))",
    "Outlook Express": "Outlook-Express/7.0 (MSIE 7.0; Windows NT 6.1; WOW64; Trident/7.0)",
    "Word": "Mozilla/5.0 (Macintosh; Intel Mac OS X) Word/14.64.0",
    "Excel": "Mozilla/5.0 (Macintosh; Intel Mac OS X) Excel/14.62.0",
    "Yahoo": "Mozilla/5.0 (compatible; Yahoo! Slurp)",
    "Hatena": "Hatena::Bookmark/2.00 (Hatena::Bookmark; master;)",
    "jsdom": "Mozilla/5.0 (win32) AppleWebKit/537.36 (KHTML, like Gecko) jsdom/15.2.1",
    "SlimerJS": "Mozilla/5.0 (X11; Linux x86_64; rv:21.0) Gecko/20100101 SlimerJS/0.7",
    "ReactorNetty": "ReactorNetty/0.9.10.RELEASE",
    "wkhtmltopdf": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/534.34 (KHTML, like Gecko) wkhtmltopdf Safari/534.34",
    "GTmetrix": f"{CHROME} Chrome/117.0.0.0 Safari/537.36 GTmetrix",
    "DebugBear": f"{CHROME} Chrome/133.0.0.0 Safari/537.36 DebugBear",
    "Assetnote": f"{CHROME} Chrome/60.0.3122.113 Safari/537.36 Assetnote/1.0.0",
    "Amazon": "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Amzn-User/0.1) Chrome/119.0.6045.214",
    "Claude": "Mozilla/5.0 (Linux; arm_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 claude-web",
    "Miniature.io": f"{CHROME} QtWebEngine/5.12.4 Miniature.io/6.0 Safari/537.36",
}


@pytest.mark.parametrize("user_agent", WITHOUT_A_NAME.values(), ids=WITHOUT_A_NAME)
def test_a_program_that_does_not_call_itself_a_bot_is_one(user_agent: str) -> None:
    assert is_bot(user_agent)


def test_each_word_of_our_own_has_a_source() -> None:
    assert set(SOURCES) == ADDED
    assert all(source.startswith("https://") for source in SOURCES.values())


@pytest.mark.parametrize("user_agent", PEOPLE.values(), ids=PEOPLE)
def test_a_browser_is_a_person(user_agent: str) -> None:
    assert not is_bot(user_agent)


@pytest.mark.parametrize("user_agent", PROGRAMS.values(), ids=PROGRAMS)
def test_a_preview_or_a_crawler_is_a_bot(user_agent: str) -> None:
    assert is_bot(user_agent)


@pytest.mark.parametrize("user_agent", MICROSOFT.values(), ids=MICROSOFT)
def test_what_microsoft_sends_ahead_of_a_reader_is_a_bot(user_agent: str) -> None:
    assert is_bot(user_agent)


@pytest.mark.parametrize("user_agent", ["", " "])
def test_a_missing_user_agent_is_not_taken_for_a_person(user_agent: str) -> None:
    assert is_bot(user_agent)


def test_sorting_the_list_out_changes_no_verdict() -> None:
    whole_list = Bots()
    samples = [*PEOPLE.values(), *PROGRAMS.values(), *examples_of_words()]

    differing = [sample for sample in samples if is_bot(sample) != whole_list.is_bot(sample)]

    assert differing == []


def examples_of_words() -> list[str]:
    """Every start and word of the list before, behind and within other words."""
    patterns = sort_out(default_patterns)
    browser = PEOPLE["Firefox"]
    return [
        sample
        for word in (*patterns.starts, *sorted(set(patterns.words) - ADDED))
        for sample in (f"{browser} {word}", f"{word} {browser}", f"{browser} x{word.upper()}x")
    ]


def test_the_module_is_what_the_tool_would_write_now() -> None:
    assert MODULE.read_text(encoding="utf-8") == module_text(), "run: python tools/bots.py"


def test_every_pattern_of_the_list_is_kept() -> None:
    patterns = sort_out(default_patterns)

    kept = len(patterns.starts) + len(patterns.words) + len(patterns.expressions)

    assert kept == len(default_patterns) + len(ADDED)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(?<!a|bc)news", "not for re"),
        (r"[\w\d-.]bot", "not for re"),
        ("^Googlebot", "lower case"),
        ('say "bot"', "quote"),
    ],
)
def test_a_new_pattern_that_needs_a_person_stops_the_tool(pattern: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        sort_out([*REWRITTEN, pattern])


def test_a_rewrite_without_its_original_stops_the_tool() -> None:
    with pytest.raises(ValueError, match="take them out of REWRITTEN"):
        sort_out(["crawl"])


def test_the_module_loads_nothing_but_re() -> None:
    program = (
        "import re, sys; before = set(sys.modules)\n"
        "import lahetti.sharing.bots; print(*sorted(set(sys.modules) - before))"
    )

    finished = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )

    assert finished.stdout.split() == ["lahetti", "lahetti.sharing", "lahetti.sharing.bots"]
