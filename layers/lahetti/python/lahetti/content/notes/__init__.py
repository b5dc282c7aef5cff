"""Notes to those who run the programme: "I can't stand behind this", the wish for a walk-through.

A person has one note a content, and one wish; writing again replaces the text and opens it anew, so a
repeated request does no harm. What is about a content is read by the editors of its channel, a wish by admins.
"""
