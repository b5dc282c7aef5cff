"""The ambassadors' client and the sign-in that client and console share."""
