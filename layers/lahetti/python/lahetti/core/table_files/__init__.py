"""Tables that people bring as files: CSV as any Excel writes it, and .xlsx."""
