"""The use cases of Pushbench, the dispatcher and the only HTTP clients; one facade for both shells."""
