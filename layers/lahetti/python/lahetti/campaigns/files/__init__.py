"""What a campaign's files say: what ads cost and brought, conversions of days, last year's counts.

`paid`, `conversions` and `baseline` each read one kind of file and store nothing: rows, what is wrong by line, and what
a preview shows. The same line of the same file has the same key, so that a file that comes again adds nothing.
"""
