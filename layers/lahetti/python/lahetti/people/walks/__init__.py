"""Long walks through everybody: in parts, with a checkpoint after each, so that no run has to do them whole.

`walking` cuts and goes on, `items` keeps the checkpoint and what each part came to, `model` says what they are.
"""
