"""What `make demo` walks: from a draft to the top ten, over the addresses that people use."""
