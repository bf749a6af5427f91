"""The Devices screen: the library of phones and browsers, groups and tags."""
