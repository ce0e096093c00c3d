"""
Files of applications as people send them: CSV, XLSX and NDJSON, read row by row in one pass, in flat memory.

    source     a file taken into a copy of our own, so that both passes read the same bytes
    cells      what is read of one cell, and what is refused
    columns    titles of a table -> fields of an application
    row        one row: its cells, the application that they make, its faults
    table      a sheet of titled rows, whatever file it came from
    lines      CSV and NDJSON
    workbook   XLSX
    remarks    the same file again, with a column of remarks

Knows no chain and no desk.  What is made right silently and what is refused is a table in README.md.
"""
