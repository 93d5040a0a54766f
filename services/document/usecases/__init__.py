"""What the service does: one function for each command or query, in one transaction."""
