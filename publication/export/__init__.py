"""What is published of settlements, carried away: workbooks, tables, pages."""
