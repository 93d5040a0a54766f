"""One function per command or query: load, decide, save, announce, in one transaction."""
