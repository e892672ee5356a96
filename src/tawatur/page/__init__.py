"""The page of a checked article: one self-contained HTML file that needs no server and asks for nothing.

The text stands as it was given; what was found stands beside it. Spans overlap and nest in any way, so the text is
cut at every border and each piece names the statements and findings that cover it (`data-s`, `data-f`): the small
script only ever adds a class to pieces. Without the script, links between cards and pieces do the same.
"""

from tawatur.page.render import check_values, render_check

__all__ = ["check_values", "render_check"]
