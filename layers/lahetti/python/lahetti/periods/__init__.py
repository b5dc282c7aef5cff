"""Which races run on a day: weeks to quarters, challenges, and each race's head with what it promises."""
