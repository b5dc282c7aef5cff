"""Mail: what each says, its delivery, fan-outs to many, digests, and the mail log.

Mails are written to the outbox (`records`) in the transaction of what they tell. `letters` says what each kind of mail
says (pure), `layout` and `messages` make it HTML, text and MIME; `delivery` sends through `ses`, once. `fanouts` turns
one event into many mails. `digests` is a folder: `turns` and `choice` are its rules, `run` is a run of the job.
"""
