"""The widget style: standard controls painted from the tokens.

A stylesheet would make Qt polish every widget of the window anew at each change of appearance (a quarter of a second
with all screens made). A style asks for a colour while it paints, so a change of appearance costs one repaint.
"""
