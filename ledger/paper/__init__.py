"""
Printed papers: A4, in Chinese and English, with an embedded typeface, the same bytes for the same content.

`paper` sets headings, paragraphs and tables one after the other (the audit's reports and letters); `certificate` is the
one sheet that a holder hangs on the wall.  Neither asks a database, a node or a clock.
"""
