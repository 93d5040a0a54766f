"""The demo province, and the play that leads a directive all the way through the public API."""
