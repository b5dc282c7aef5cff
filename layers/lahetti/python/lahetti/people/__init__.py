"""Who takes part: people with their role, team and mail settings, seats, the waiting list, invitations, guidelines.

`members` finds people and decides what a role may do; `inviting` and `invitation_files` let them in, `changing` changes
them, `listing` shows them to admins, `seats` takes and passes on their seats, `audiences` counts whom a content is for,
`admins` names who runs the programme. `rules` judges all that is sent in. `guidelines` and `waiting_list` are folders
with the same modules.
"""
