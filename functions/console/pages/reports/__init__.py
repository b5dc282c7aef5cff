"""Reports: promised before a period, written after it, one page to print."""
