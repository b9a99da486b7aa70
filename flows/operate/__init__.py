"""An installation: its settings, server, worker and run monitor, and what runs leave for people."""
