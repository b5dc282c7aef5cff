"""The queue of a pilot whose seats are taken."""
