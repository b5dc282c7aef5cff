"""What API, console and web share of HTTP: bodies, cookies, headers, problems, files. No function imports another.

Not called `http`: a top-level package of that name would hide the standard library's.
"""
