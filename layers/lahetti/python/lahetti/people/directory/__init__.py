"""The organisation's directory (SCIM 2.0): its own records of people and groups, and what they bring about here."""
