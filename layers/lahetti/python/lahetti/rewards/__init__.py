"""Rewards: what can be won, who has won it, and the vouchers that are handed out for it, each once.

`rules` says what a reward is and which codes are taken; `catalogue` keeps rewards and takes vouchers in; `awards`
gives the prizes of a race; `claims` those that cost points; `register` shows awards, and a code to its winner alone;
`mail_fields` says what mails tell of them.
"""
