"""Texts as nobody should write them: whatever shows them shows them as text."""

MARKUP = """<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>"><svg/onload=hack()> '&amp; </p>"""
TEMPLATE = "{{7*7}} ${7*7} {title} %s {% raw %}"
RIGHT_TO_LEFT = "\u202eاستردضريبة\u202c \u200fעברית\u200e"
EMOJI = "👩‍👩‍👧‍👦 🇫🇮 é̂̃ ﷽"

SHORT = f"{MARKUP} {EMOJI}"
"""Under 200 characters, as a title or a name."""
WHOLE = f"{MARKUP} {TEMPLATE} {RIGHT_TO_LEFT} {EMOJI}"
LONG = "pitkäsanaväliäilmantosi" * 430 + WHOLE
"""10,000 characters, most of them one word."""
