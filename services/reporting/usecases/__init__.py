"""What the reporting service does: one function per query or command, on a session."""
