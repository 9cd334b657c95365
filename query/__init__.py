"""What every floor needs to read a question: parameters, pages, codes as a tree, and the two databases' differences."""
