"""The caller of a request: sessions of browsers, tokens of portals, and the signed principal that services trust."""
