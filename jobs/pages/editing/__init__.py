"""The page where descriptions are written.

All that the page holds are flat texts, by the name of each control; so what somebody
typed, what a draft says and what a browser kept are one and the same thing.
"""
