"""The guidelines: plain text in versions, accepted by everybody before their first share and when they change."""
