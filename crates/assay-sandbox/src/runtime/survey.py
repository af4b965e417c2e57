# Run by a Python of the machine, to say what it is. Understood by every Python 3.
import json
import os
import sys
import sysconfig

try:
    libc = os.confstr("CS_GNU_LIBC_VERSION")
except (ValueError, OSError):
    libc = None

suffixes = [suffix for suffix in sysconfig.get_config_vars().get("EXT_SUFFIX", "").split(".") if suffix]

# What `sysconfig` tells in the runtime: no path of this machine.
told = {
    name: value
    for name, value in sorted(sysconfig.get_config_vars().items())
    if type(value) is int or type(value) is str and "/" not in value
}

json.dump(
    {
        "implementation": sys.implementation.name,
        "version": list(sys.version_info[:3]),
        "release": sys.version_info[3] == "final",
        "build": sys.version,
        "bits": 64 if sys.maxsize > 2**32 else 32,
        "debug": hasattr(sys, "gettotalrefcount"),
        "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "abi": suffixes[0] if suffixes else "",
        "machine": os.uname().machine,
        "libc": libc,
        "executable": os.readlink("/proc/self/exe"),
        "library": os.path.dirname(os.path.abspath(os.__file__)),
        "native": [path for path in sys.path if os.path.basename(path) == "lib-dynload"],
        "library_folder": getattr(sys, "platlibdir", "lib"),
        "modules": sorted(getattr(sys, "stdlib_module_names", ())),
        "variables": told,
    },
    sys.stdout,
)
