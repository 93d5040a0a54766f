"""The demo province, and the play that takes one directive all the way through the public API."""
