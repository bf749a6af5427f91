"""The History screen: every delivery, newest first, with its exact bytes."""
