"""What works: figures of the programme, of its contents, and of one of them."""
