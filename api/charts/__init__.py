"""
Drawings of figures as SVG, made by the server: bars, bars beside one another by month, stacked bars and lines.

Pure functions from figures and words to text.  A drawing has a title and a description, speaks no colour alone (each
series has its name beside it, and a pattern of its own on paper), is readable in black and white, and never says more
than the table that stands beneath it on its page.  Presentation attributes only: nothing inline that a content security
policy stops.
"""

from api.charts.bars import bars
from api.charts.columns import columns
from api.charts.drawing import Chart, Series
from api.charts.lines import lines

__all__ = ["Chart", "Series", "bars", "columns", "lines"]
