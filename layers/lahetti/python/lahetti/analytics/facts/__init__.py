"""Facts: what happened, as absolute numbers a content, network and day; every figure is a sum of them.

`rules` folds shares into facts and adds facts up, `counting` keeps them every hour, `items` stores and reads them.
What may be shown of them is decided where figures are made for a reader, never here.
"""
