"""The pages of the console, a module each; subjects of several pages are folders."""
