"""What the stages share: errors, periods, the types that pass between them, and the private work folder."""
