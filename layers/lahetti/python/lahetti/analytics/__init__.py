"""What works, read by editors and admins: figures of contents, and the audit log.

`seen` takes what devices report as viewed, `counts` counts it and what contents have brought by the hour, `figures` and
`audit_log` read.
"""
