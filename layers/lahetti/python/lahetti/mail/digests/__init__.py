"""The digest: whose turn it is, what is new to them, and sending it so that nobody is missed and nobody told twice."""
