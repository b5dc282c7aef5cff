"""Passkeys: a sign-in without a code, by finger, face or PIN of one's own device."""
