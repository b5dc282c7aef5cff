"""When contents go out: a calendar for editors, and the address at which their own calendar program reads it."""
