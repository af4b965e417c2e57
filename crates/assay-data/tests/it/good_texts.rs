//! Text files as people have them.

use assay_data::{DateOrder, EpochUnit, LoadOptions};

use crate::files::{load_bytes, report};

const ROWS: &str = "2024-01-02,1,3,0.5,2,10\n2024-01-03,2,4,1.5,3,20\n";

#[test]
fn files_as_people_have_them_are_read() {
    let with_rows = |header: &str| format!("{header}\n{ROWS}").into_bytes();
    let crlf = with_rows("time,open,high,low,close,volume").iter().fold(Vec::new(), |mut text, &byte| {
        if byte == b'\n' {
            text.push(b'\r');
        }
        text.push(byte);
        text
    });
    let bom = [b"\xef\xbb\xbf".to_vec(), with_rows("Date,Open,High,Low,Close,Volume")].concat();
    let no_last_break = with_rows("date,o,h,l,c,v").trim_ascii_end().to_vec();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("plain", with_rows("time,open,high,low,close,volume")),
        ("upper case", with_rows("DATE,OPEN,HIGH,LOW,CLOSE,VOLUME")),
        ("unnamed index, as pandas writes it", with_rows(",Open,High,Low,Close,Volume")),
        ("named index column", with_rows("Unnamed: 0,Open,High,Low,Close,Volume")),
        ("byte order mark", bom),
        ("CRLF", crlf),
        ("no last line break", no_last_break),
        (
            "Yahoo",
            b"Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-02,187.15,188.44,183.89,185.64,184.53,82488700\n".to_vec(),
        ),
        (
            "yfinance with three header lines",
            b"Price,Close,High,Low,Open,Volume\nTicker,AAPL,AAPL,AAPL,AAPL,AAPL\nDate,,,,,\n2024-01-02,185,188,183,187,82488700\n".to_vec(),
        ),
        (
            "yfinance with an offset",
            b"Datetime,Open,High,Low,Close,Volume\n2024-01-02 09:30:00-05:00,1,3,0.5,2,10\n2024-01-02 09:31:00-05:00,2,4,1.5,3,20\n".to_vec(),
        ),
        (
            "Binance klines in milliseconds",
            b"1704067200000,42283.58,42554.57,42261.02,42475.23,1271.68,1704070799999,53957248.97,47134,682.57,28957416.82,0\n1704070800000,42475.23,42775,42431.65,42613.56,1196.37,1704074399999,50984573.86,48137,619.31,26421043.55,0\n".to_vec(),
        ),
        (
            "Binance klines in microseconds",
            b"1735689600000000,93576,93610.93,93537.5,93610.93,8.21,1735689659999999,768978.46,2631,3.95,369757.45,0\n".to_vec(),
        ),
        (
            "Binance klines with a header",
            b"open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n1704067200000,1,3,0.5,2,10,1704070799999,5,1,1,1,0\n".to_vec(),
        ),
        ("Kraken without a header", b"1704067200,1,3,0.5,2,10,7\n1704070800,2,4,1.5,3,20,9\n".to_vec()),
        ("time and prices without a header", b"2024-01-02 09:30,1,3,0.5,2\n2024-01-02 09:31,2,4,1.5,3\n".to_vec()),
        (
            "histdata without a header",
            b"20240102 000000;1.1039;1.1041;1.1038;1.104;0\n20240102 000100;1.104;1.1042;1.1039;1.1041;0\n".to_vec(),
        ),
        (
            "MetaTrader 4 without a header",
            b"2024.01.02,09:30,1.1039,1.1041,1.1038,1.104,120\n2024.01.02,09:31,1.104,1.1042,1.1039,1.1041,99\n".to_vec(),
        ),
        (
            "MetaTrader 5",
            b"<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n2024.01.02\t09:30:00\t1\t3\t0.5\t2\t10\t0\t4\n".to_vec(),
        ),
        (
            "date and time of day apart",
            b"Date,Time,Open,High,Low,Close,Volume\n01/31/2024,93000,1,3,0.5,2,10\n01/31/2024,93100,2,4,1.5,3,20\n".to_vec(),
        ),
        (
            "Dukascopy",
            b"Gmt time,Open,High,Low,Close,Volume\n31.01.2024 00:00:00.000,1,3,0.5,2,10\n01.02.2024 00:00:00.000,2,4,1.5,3,20\n".to_vec(),
        ),
        (
            "CryptoDataDownload",
            b"https://www.CryptoDataDownload.com\nunix,date,symbol,open,high,low,close,Volume BTC,Volume USD\n1704067200,2024-01-01 00:00:00,BTC/USD,1,3,0.5,2,10,20\n1704070800,2024-01-01 01:00:00,BTC/USD,2,4,1.5,3,20,60\n".to_vec(),
        ),
        (
            "Polygon, nanoseconds, columns in another order",
            b"ticker,volume,open,close,high,low,window_start,transactions\nAAPL,10,1,2,3,0.5,1704205800000000000,4\n".to_vec(),
        ),
        ("Alpha Vantage names", b"timestamp,1. open,2. high,3. low,4. close,5. volume\n2024-01-02,1,3,0.5,2,10\n".to_vec()),
        ("Nasdaq names", b"Date,Close/Last,Volume,Open,High,Low\n01/31/2024,2,10,1,3,0.5\n".to_vec()),
        ("month names", b"Date,Price,Open,High,Low,Vol.\n\"Jan 02, 2024\",2,1,3,0.5,10\n\"Jan 03, 2024\",3,2,4,1.5,20\n".to_vec()),
        ("semicolons and decimal commas", b"Datum;Date;Open;High;Low;Close\nx;2024-01-02;1,0;3,0;0,5;2,0\n".to_vec()),
        ("semicolons and points", b"Date;Open;High;Low;Close\n2024-01-02;1.0;3.0;0.5;2.0\n".to_vec()),
        ("decimal commas without a header", b"2024-01-02;1,0;3,0;0,5;2,0;100\n2024-01-03;2,0;4,0;1,5;3,0;200\n".to_vec()),
        ("bars", b"Date|Open|High|Low|Close\n2024-01-02|1|3|0.5|2\n".to_vec()),
        ("quoted decimal commas", b"Date;Open;High;Low;Close\n\"2024-01-02\";\"1,0\";\"3,0\";\"0,5\";\"2,0\"\n".to_vec()),
        ("all quoted", b"\"Date\",\"Open\",\"High\",\"Low\",\"Close\"\n\"2024-01-02\",\"1\",\"3\",\"0.5\",\"2\"\n".to_vec()),
        ("a quoted line break in an extra column", b"Date,Open,High,Low,Close,Note\n2024-01-02,1,3,0.5,2,\"two\nlines\"\n2024-01-03,2,4,1.5,3,x\n".to_vec()),
        ("comments and blank lines", b"# made by hand\n\nDate,Open,High,Low,Close\n\n2024-01-02,1,3,0.5,2\n# later\n2024-01-03,2,4,1.5,3\n\n".to_vec()),
        ("a separator at the end of lines", b"Date,Open,High,Low,Close,\n2024-01-02,1,3,0.5,2,\n".to_vec()),
        ("spare separators in rows only", b"Date,Open,High,Low,Close\n2024-01-02,1,3,0.5,2,,\n".to_vec()),
        ("blanks around cells", b" Date , Open , High , Low , Close \n 2024-01-02 , 1 , 3 , 0.5 , 2 \n".to_vec()),
        ("an empty volume column", b"Date,Open,High,Low,Close,Volume\n2024-01-02,1,3,0.5,2,\n2024-01-03,2,4,1.5,3,\n".to_vec()),
        ("exponents and signs", b"Date,Open,High,Low,Close,Volume\n2024-01-02,1e-5,+3e-5,1e-5,2.0E-5,1e6\n".to_vec()),
        ("epoch seconds as floats", b"time,open,high,low,close\n1704067200.0,1,3,0.5,2\n1704153600.0,2,4,1.5,3\n".to_vec()),
        ("a numbered index beside the date", b",Date,Open,High,Low,Close\n0,2024-01-02,1,3,0.5,2\n1,2024-01-03,2,4,1.5,3\n".to_vec()),
        ("zero volume and equal prices", b"Date,Open,High,Low,Close,Volume\n2024-01-02,1,1,1,1,0\n".to_vec()),
    ];
    let cases: Vec<(&str, &[u8])> = cases.iter().map(|(name, text)| (*name, text.as_slice())).collect();
    let report = report(&cases);
    assert!(!report.contains("= `bars"), "a good file was refused:\n{report}");
    insta::assert_snapshot!(report);
}

#[test]
fn options_settle_what_a_file_leaves_open() {
    let slashed = b"Date,Open,High,Low,Close\n01/02/2024,1,3,0.5,2\n02/02/2024,1,3,0.5,2\n";
    let options = LoadOptions { date_order: Some(DateOrder::DayMonthYear), ..LoadOptions::default() };
    let loaded = load_bytes(slashed, &options).unwrap();
    assert_eq!(loaded.bars.time()[0].to_string(), "2024-02-01T00:00:00Z");

    let counted = b"time,open,high,low,close\n60,1,3,0.5,2\n120,1,3,0.5,2\n";
    let options = LoadOptions { epoch_unit: Some(EpochUnit::Seconds), ..LoadOptions::default() };
    let loaded = load_bytes(counted, &options).unwrap();
    assert_eq!(loaded.bars.time()[1].to_string(), "1970-01-01T00:02:00Z");
}
