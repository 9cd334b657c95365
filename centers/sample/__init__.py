"""The sample district: all of it invented, drawn from codes so that it is the same each time, and marked 示例."""
