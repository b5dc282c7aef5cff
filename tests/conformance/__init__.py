"""What AWS's own DynamoDB Local says of our store; `make conformance` starts it, and these tests against it."""
