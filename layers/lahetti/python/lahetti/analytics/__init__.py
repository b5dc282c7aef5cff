"""What works, read by editors and admins: figures of contents, of people and teams, and the audit log.

`facts` are what happened, kept by day. `periods` are what a reader chooses, `figures` what of the facts is shown then,
by the rule of `groups`. `seen` takes what devices report as viewed, `content_stats` tells what a list shows of one.
"""
