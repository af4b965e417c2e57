"""Writes the Parquet files in tests/fixtures as other tools write them.

Needs pandas, pyarrow and polars. The files are checked in; run this only to add one.
"""

import datetime as dt
import decimal
import pathlib
import sys

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

OUT = pathlib.Path(__file__).parent / "fixtures"
DAYS = [dt.datetime(2024, 1, day) for day in range(2, 7)]
OPEN = [1.0, 2.0, 3.0, 4.0, 5.5]
HIGH = [2.0, 3.0, 4.0, 5.0, 6.5]
LOW = [0.5, 1.5, 2.5, 3.5, 4.5]
CLOSE = [1.5, 2.5, 3.5, 4.5, 5.25]
VOLUME = [10, 20, 30, 40, 50]


def frame(**extra):
    return pd.DataFrame(
        {"Open": OPEN, "High": HIGH, "Low": LOW, "Close": CLOSE, "Volume": VOLUME, **extra},
        index=pd.DatetimeIndex(DAYS),
    )


def table(time, price_type=pa.float64(), name="time", **extra):
    def prices(values):
        if pa.types.is_decimal(price_type):
            values = [decimal.Decimal(str(value)).quantize(decimal.Decimal("0.0001")) for value in values]
        return pa.array(values, price_type)

    columns = {
        "volume": pa.array(VOLUME),
        "close": prices(CLOSE),
        name: time,
        "low": prices(LOW),
        "high": prices(HIGH),
        "open": prices(OPEN),
    }
    return pa.table({**columns, **extra})


def main():
    OUT.mkdir(exist_ok=True)
    frame().to_parquet(OUT / "pandas_unnamed_index.parquet")
    frame().rename_axis("Date").to_parquet(OUT / "pandas_date_index.parquet", compression="gzip")
    frame().tz_localize("America/New_York").to_parquet(OUT / "pandas_zoned_index.parquet", compression="zstd")
    frame().reset_index(names="date").to_parquet(OUT / "pandas_date_column.parquet", compression=None)
    pl.DataFrame(
        {"timestamp": DAYS, "open": OPEN, "high": HIGH, "low": LOW, "close": CLOSE, "volume": VOLUME}
    ).write_parquet(OUT / "polars.parquet")
    pl.DataFrame(
        {"date": [day.date() for day in DAYS], "open": OPEN, "high": HIGH, "low": LOW, "close": CLOSE}
    ).write_parquet(OUT / "polars_date.parquet")
    for unit in ("s", "ms", "us", "ns"):
        pq.write_table(table(pa.array(DAYS, pa.timestamp(unit))), OUT / f"timestamp_{unit}.parquet")
    day_numbers = [(day - dt.datetime(1970, 1, 1)).days for day in DAYS]
    pq.write_table(
        table(pa.array(DAYS, pa.timestamp("ns"))), OUT / "int96.parquet", use_deprecated_int96_timestamps=True
    )
    pq.write_table(table(pa.array([number * 86_400_000 for number in day_numbers])), OUT / "epoch_int.parquet")
    pq.write_table(table(pa.array([day.isoformat() for day in DAYS])), OUT / "text_time.parquet")
    time = pa.array(DAYS, pa.timestamp("us", "UTC"))
    pq.write_table(table(time, pa.float32()), OUT / "float32.parquet")
    pq.write_table(table(time, pa.decimal128(12, 4)), OUT / "decimal.parquet")
    pq.write_table(
        table(time, pa.decimal128(12, 4)), OUT / "decimal_int.parquet", store_decimal_as_integer=True
    )
    pq.write_table(table(time), OUT / "data_page_v2.parquet", data_page_version="2.0", row_group_size=2)
    pq.write_table(table(time), OUT / "wrong_lz4.parquet", compression="lz4")
    beside = {
        "Sentiment": pa.array([0.5, None, -1.0, 2.0, 3.25], pa.float32()),
        "Open Interest": pa.array([1, 2, 3, 4, None]),
        "Price Target": pa.array([decimal.Decimal("1.25")] * 5, pa.decimal128(9, 2)),
        "Flag": pa.array([True] * 5),
        "Steps": pa.array([[1.0, 2.0]] * 5),
        "Sector": pa.array(["tech"] * 5).dictionary_encode(),
        "Reported": pa.array([day.date() for day in DAYS]),
        "Nothing": pa.array([None] * 5, pa.float64()),
    }
    pq.write_table(table(time, **beside), OUT / "extra_columns.parquet", row_group_size=2)
    pq.write_table(table(pa.array([True] * 5)), OUT / "wrong_time_type.parquet")
    pq.write_table(
        table(pa.array([*DAYS[:2], None, *DAYS[3:]], pa.timestamp("us"))), OUT / "wrong_null_time.parquet"
    )
    holes = table(time).set_column(1, "close", pa.array([1.5, None, float("nan"), 4.5, 5.25]))
    pq.write_table(holes, OUT / "wrong_null_price.parquet")
    lists = table(time).set_column(1, "close", pa.array([[1.5]] * 5))
    pq.write_table(lists, OUT / "wrong_list.parquet")
    print(f"written to {OUT}", file=sys.stderr)


if __name__ == "__main__":
    main()
