"""The same records through either engine."""
