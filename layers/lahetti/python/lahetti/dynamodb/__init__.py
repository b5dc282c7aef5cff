"""How items are kept: connection, base models, keys, transactions with their one retry, batches, paging."""
