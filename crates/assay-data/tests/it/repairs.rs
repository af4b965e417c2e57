//! What is mended, and how it is told.

use assay_data::{Fix, LoadOptions, Loaded, Repair};
use proptest::prelude::*;

use crate::files::{error_text, load_bytes};

const HEADER: &str = "Date,Open,High,Low,Close,Volume\n";

fn repaired_with(rows: &str, repair: Repair) -> Result<Loaded, String> {
    let options = LoadOptions { repair, ..LoadOptions::default() };
    load_bytes(format!("{HEADER}{rows}").as_bytes(), &options).map_err(|error| error_text(&error))
}

fn told(rows: &str) -> String {
    let loaded = repaired_with(rows, Repair::all()).unwrap();
    let lines: Vec<String> = loaded.repairs.actions.iter().map(ToString::to_string).collect();
    format!("{} bars\n{}", loaded.bars.len(), lines.join("\n"))
}

#[test]
fn every_fix_says_what_it_did() {
    insta::assert_snapshot!(told(
        "2024-01-02,1,3,0.5,2,10\n\
         2024-01-04,2,1.5,4,3,20\n\
         2024-01-03,2,4,1.5,4.5,\n\
         2024-01-03,2,4,1.5,4.5,20\n\
         2024-01-04,9,9,9,9,9\n\
         2024-01-05,0,3,0.5,2,10\n\
         2024-01-08,1,3,,2,10\n\
         2024-01-09,1,3,x,2,10\n\
         yesterday,1,3,0.5,2,10\n\
         2024-01-10,1,3\n\
         2024-01-11,5,3,2,1,-7\n\
         2024-01-12,1,3,0.5,2,many\n"
    ), @r#"
5 bars
line 11: left out: column `#3`, `3`: the row has 3 cells; write 6, as the first row has
line 10: left out: column `Date`, `yesterday`: write a time like `2024-01-02T09:30:00Z` or `2024-01-02`
line 3: exchanged high `1.5` and low `4`
line 4: raised high `4` to the close `4.5`
line 5: raised high `4` to the close `4.5`
line 12: raised high `3` to the open `5`
line 12: lowered low `2` to the close `1`
line 4: took the missing volume as 0
line 12: took the volume `-7` as 0
line 13: took the unreadable volume as 0
line 7: left out: open `0`
line 8: left out: no low
line 9: left out: no low
line 4: moved 2024-01-03T00:00:00Z before 2024-01-04T00:00:00Z
line 5: moved 2024-01-03T00:00:00Z before 2024-01-04T00:00:00Z
line 5: left out: same time and prices as line 4
line 6: left out: same time as line 3, other prices (close `9`, there `3`)
"#);
}

#[test]
fn a_file_from_newest_to_oldest_is_reversed_in_one_action() {
    insta::assert_snapshot!(told(
        "2024-01-04,1,3,0.5,2,10\n2024-01-03,1,3,0.5,2,10\n2024-01-02,1,3,0.5,2,10\n"
    ), @r#"
3 bars
line 2: reversed all rows: the file runs from newest to oldest
"#);
}

#[test]
fn good_data_is_left_alone() {
    let rows = "2024-01-02,1,3,0.5,2,10\n2024-01-03,1,3,0.5,2,10\n";
    let loaded = repaired_with(rows, Repair::all()).unwrap();
    assert!(loaded.repairs.is_empty());
    assert_eq!(loaded.content_hash, repaired_with(rows, Repair::none()).unwrap().content_hash);
}

#[test]
fn what_may_not_be_fixed_is_refused_with_the_line_it_had() {
    let rows =
        "2024-01-03,1,3,0.5,2,10\n2024-01-02,1,3,4,2,10\n2024-01-05,1,3,0.5,2,10\n2024-01-04,,3,0.5,2,1\n";
    let error = repaired_with(rows, Repair::only([Fix::Sort])).unwrap_err();
    insta::assert_snapshot!(error, @r#"
`bars.csv` has 2 problems: 1 × missing price, 1 × high below low
  line 3, column `High`, `3`: the high is not below the low, here `4`
  line 5, column `Open`, empty: a price is missing; write it, or leave the row out
"#);
}

#[test]
fn several_symbols_cannot_be_repaired() {
    let text = b"date,symbol,open,high,low,close\n2024-01-02,A,1,3,0.5,2\n2024-01-03,B,1,3,0.5,2\n";
    let options = LoadOptions { repair: Repair::all(), ..LoadOptions::default() };
    assert!(load_bytes(text, &options).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn shuffled_rows_sort_to_the_rows_they_were(count in 3_usize..60, keys in proptest::collection::vec(any::<u32>(), 60)) {
        let rows: Vec<String> = (0..count)
            .map(|day| format!("2024-{:02}-{:02},{day}.5,{},{day}.25,{day}.75,{day}\n", day / 28 + 1, day % 28 + 1, day + 1))
            .collect();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|&index| keys[index]);
        let shuffled: String = order.iter().map(|&index| rows[index].as_str()).collect();
        let sorted = repaired_with(&rows.concat(), Repair::none()).unwrap();
        let repaired = repaired_with(&shuffled, Repair::only([Fix::Sort])).unwrap();
        prop_assert_eq!(&repaired.bars, &sorted.bars);
        prop_assert_eq!(repaired.repairs.is_empty(), order.is_sorted());
    }

    #[test]
    fn repairs_make_up_no_price(rows in proptest::collection::vec("2024-01-[0-2][0-9],[0-9]{0,2},[0-9]{0,2},[0-9]{0,2},[0-9]{0,2},[0-9]{0,2}", 1..20)) {
        let text = rows.join("\n");
        if let Ok(loaded) = repaired_with(&text, Repair::all()) {
            for index in 0..loaded.bars.len() {
                let bar = loaded.bars.get(index).unwrap();
                let day = &bar.time.to_string()[..10];
                let has = |price: f64| rows.iter().any(|row| {
                    row.starts_with(day) && row.split(',').skip(1).take(4).any(|cell| cell.parse() == Ok(price))
                });
                prop_assert!([bar.open, bar.high, bar.low, bar.close].into_iter().all(has), "{:?}", bar);
            }
        }
    }
}
