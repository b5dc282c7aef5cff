"""Accounts of the organisation's own provider (OIDC or SAML) with which people sign in."""
