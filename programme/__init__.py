"""What the spreadsheets say, the rules and prices, and the plain checker."""
