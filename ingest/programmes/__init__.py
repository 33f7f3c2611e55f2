"""What settlements hand in: forms, filled workbooks, and what is wrong with them."""
