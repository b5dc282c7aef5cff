"""What colleagues propose: `suggesting` is the way from a URL to a draft or a refusal; an accepted one earns points."""
