"""DynamoDB in memory, for unit tests: what its API promises, and with it every fault that the promise allows.

`client` is what PynamoDB talks to, `tables` keep items, `queries` find them; `expressions` and `statements` read what
is asked, `turns` let several works go on at once. What is not known here is refused with NotImplementedError, and
tests/integration/test_memory_dynamodb.py holds the answers against those of the local cloud.
"""
