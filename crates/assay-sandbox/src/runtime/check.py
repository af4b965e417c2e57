# Run twice. Before the runtime's shared libraries are gathered, by the machine's own Python with the path of the new
# library as argument, to learn which they are; then by the finished runtime, to prove that it is whole. Imports every
# native module and works with the packages, so that what is loaded late is loaded too.
import sys

if len(sys.argv) > 1:
    sys.path[:] = [sys.argv[1], sys.argv[1] + "/lib-dynload"]
    library = sys.argv[1]
else:
    library = next(path for path in sys.path if path.endswith("/lib-dynload")).rsplit("/", 1)[0]

import importlib
import json
import os


def native_modules():
    """Each native module below the library: its path, and the name to import it by."""
    for folder, folders, files in os.walk(library):
        folders[:] = sorted(name for name in folders if not name.endswith(".libs"))
        for name in sorted(files):
            if name.endswith(".so"):
                place = os.path.relpath(folder, library)
                package = "" if place in (".", "lib-dynload") else place.replace("/", ".") + "."
                yield os.path.join(place, name), package + name.split(".")[0]


def work():
    """A little of everything that strategies do."""
    import datetime
    import decimal
    import zoneinfo

    import numpy
    import pandas
    import talib.abstract

    index = pandas.date_range("2024-01-01", periods=400, freq="h", tz="America/New_York")
    close = pandas.Series(100 + numpy.sin(numpy.arange(400) / 7), index=index, name="Close")
    frame = pandas.DataFrame({"Close": close, "Group": numpy.arange(400) % 3})
    average = close.rolling(10).mean()
    assert numpy.allclose(talib.SMA(close.to_numpy(), 10)[9:], average.to_numpy()[9:])
    assert numpy.allclose(talib.abstract.SMA(pandas.DataFrame({"close": close}), 10).to_numpy()[9:], average.to_numpy()[9:])
    assert numpy.allclose(numpy.linalg.solve(numpy.eye(3) * 2, [2, 4, 6]), [1, 2, 3])
    assert abs(numpy.fft.fft(numpy.ones(8))[0] - 8) < 1e-12
    assert numpy.random.default_rng(1).integers(10, size=3).shape == (3,)
    assert len(close.resample("D").ohlc()) == 17
    assert len(frame.groupby("Group").agg(["mean", "std"])) == 3
    assert len(frame.merge(frame.reset_index(), on="Group", how="inner").head(5)) == 5
    assert frame.eval("Close + Group").shape == (400,)
    assert close.ewm(span=5).std().notna().any() and close.expanding().quantile(0.5).notna().all()
    assert pandas.to_datetime(["2024-01-02", "3 January 2024"], format="mixed")[1].day == 3
    assert pandas.Series(["a", "b"]).str.upper().tolist() == ["A", "B"]
    assert "Close" in frame.describe().to_string()
    assert zoneinfo.ZoneInfo("Asia/Tokyo").utcoffset(datetime.datetime(2024, 1, 1)).seconds == 9 * 3600
    assert decimal.Decimal("0.1") * 3 == decimal.Decimal("0.3")


failures = {}
for path, name in native_modules():
    try:
        importlib.import_module(name)
    except BaseException as error:
        failures[path] = "{}: {}".format(type(error).__name__, error)
try:
    work()
except BaseException as error:
    import traceback

    failures[""] = traceback.format_exc()

with open("/proc/self/maps") as maps:
    json.dump({"failures": failures, "maps": maps.read(), "path": sys.path}, sys.stdout)
