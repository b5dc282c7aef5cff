"""Reports of a pilot or a quarter: promised before it begins, written when it is over, and frozen."""
