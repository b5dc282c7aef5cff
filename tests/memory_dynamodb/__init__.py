"""DynamoDB in memory, for unit tests: what its API promises, and with it every fault that the promise allows.

`client` is what PynamoDB talks to, `tables` keep items and find them, `expressions` read what PynamoDB writes. What is
not known here is refused with NotImplementedError; tests/integration/test_memory_dynamodb.py holds the answers against
those of the local cloud.
"""
