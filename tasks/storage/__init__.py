"""Where data lie: files that appear whole, the private workspace, databases, engines, and confined readers."""
