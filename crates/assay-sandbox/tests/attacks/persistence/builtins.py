"""Replace builtins, hooks and modules for the next run.

gains: code in somebody else's run
expect: absent
unconfined: absent
pair: after
"""
import builtins
import types
builtins.planted = builtins.len = lambda _: 1_000_000
sys.modules["planted"] = types.ModuleType("planted")
sys.meta_path.insert(0, object())
sys.path.insert(0, os.getcwd())
report("left")
# ---- the second run ----
import builtins
search(found for found in ("planted" in dir(builtins), "planted" in sys.modules, len([1]) != 1) if found)
