"""Keys, tokens, encryption and text forms of requests: bytes in, bytes out, no I/O."""
