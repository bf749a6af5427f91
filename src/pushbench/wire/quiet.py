"""Keeps the cryptography library from warning on standard error about files that people drop."""

from __future__ import annotations

import warnings


def hush() -> None:
    """Ignore its remarks on odd certificates: what matters is told as a finding. Cheap, and harmless when repeated."""
    from cryptography.utils import CryptographyDeprecationWarning

    # Not a context manager: that swaps the filters of every thread.
    warnings.filterwarnings("ignore", "PKCS#12 bundle", UserWarning)
    warnings.filterwarnings("ignore", category=CryptographyDeprecationWarning)
