"""The way of an edition: what is asked for, where its draft lies, what it continues."""
