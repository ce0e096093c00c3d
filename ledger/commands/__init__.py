"""
What `deed` does, one module for each group of commands: parse, call, print.

No rule and no decision is here.  `context` is what every command gets; `printing` is how everything is shown.
"""
