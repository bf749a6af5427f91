"""The History screen: every delivery with its exact bytes."""
