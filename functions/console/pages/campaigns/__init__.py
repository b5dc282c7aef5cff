"""Campaigns: their plans, what they brought, the files that figures come from, the sites that report conversions."""
