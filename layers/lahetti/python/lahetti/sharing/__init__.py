"""Shares and their links: opening, reminding, the marks that visitors leave, reactions to posts."""
