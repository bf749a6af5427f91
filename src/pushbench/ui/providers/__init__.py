"""The Providers screen: profiles, their secrets, sets, and the credential test."""
