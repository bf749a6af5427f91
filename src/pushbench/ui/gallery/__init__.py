"""Every component of the window in every state, for designers and for the tests that compare pictures.

Its texts are samples and stay English.
"""
