"""The words of the product as values: frozen dataclasses, ports and the provider protocol.

Nothing here does I/O, reads a clock or imports anything but the standard library, so every other
package may depend on it.
"""
