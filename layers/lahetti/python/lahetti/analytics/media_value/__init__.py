"""What clicks would have cost: the organisation's own prices a click and network, and the estimate made with them."""
