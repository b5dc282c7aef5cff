"""The redirect of links: one module, without PynamoDB, since every click is a start."""
