"""Raise from the depth of nested calls with long lines.

gains: a report without end
expect: contained
unconfined: not run: it is the report that is judged
"""
name = "x" * 5000
source = f"def {name}(level):\n    return {name}(level - 1) if level else 1 // 0\n"
space = {}
exec(compile(source, "<" + "y" * 5000 + ">", "exec"), space)
space[name](300)
