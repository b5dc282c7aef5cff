"""Which races run on a day.

`calendar` declares the kinds of standing races, one entry of `STANDING` each, with bounds and off-seasons; `challenges`
are races that admins plan. `model` and `items` keep a race's head: what it promises and what was frozen of it. `heads`
opens one, `seeds` is the promise of its draw, `names` what a race is called.
"""
