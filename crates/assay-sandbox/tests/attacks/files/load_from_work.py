"""Load a shared library from the work folder.

gains: native code without a scanner having seen it
expect: absent
unconfined: obtained
"""
def findings():
    import _ctypes, shutil
    for library_file in sorted(name for name in os.listdir(os.path.dirname(json.__file__) + "/../lib-dynload") if name.endswith(".so")):
        with open(os.path.dirname(json.__file__) + "/../lib-dynload/" + library_file, "rb") as source:
            open("planted.so", "wb").write(source.read())
        break
    try:
        yield ctypes.CDLL(os.getcwd() + "/planted.so")
    except OSError as error:
        if "failed to map" not in str(error):
            yield str(error)
search(findings())
