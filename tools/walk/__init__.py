"""What `make demo` walks: from a draft to the top ten, the mails and a race that is drawn."""
