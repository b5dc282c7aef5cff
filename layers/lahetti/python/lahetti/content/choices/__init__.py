"""What a person has decided about contents for their own offer: saved for later, hidden, or not to stand behind.

It is kept with the person, so that phone and desktop agree, and read by nobody else: no list, count or sum has it.
"""
