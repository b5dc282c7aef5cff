"""What all pages of the console share. Chalice is known here alone, and nothing here knows a page."""
