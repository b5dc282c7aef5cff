"""The admins' and editors' console: pages from the server, forms and links."""
