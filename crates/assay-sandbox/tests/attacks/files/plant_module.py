"""Put a module beside the runtime's own, so that Python finds it first.

gains: code in the next run
expect: EROFS
unconfined: not run: it would change the machine's Python
"""
library_folder = os.path.dirname(os.__file__)
attempt(
    lambda: open(library_folder + "/sitecustomize.py", "w").write("raise SystemExit"),
    lambda: os.mkdir(library_folder + "/numpy_planted"),
    lambda: open(library_folder + "/json/planted.py", "w").write(""),
)
