//! What a strategy may look at: the columns of the bars, as the tape has them.

use assay_cell::board::column_len;
use assay_engine::simulator::Options;
use assay_sandbox::Memory;
use assay_types::Bars;

/// The bars and what stands beside them.
#[derive(Debug, Clone)]
pub struct Market {
    bars: Bars,
    /// Time, open, high, low, close, volume, then the further columns: the bits of each value.
    columns: Vec<Vec<u64>>,
    names: Vec<String>,
}

impl Market {
    /// The market that `options` trades: prices per fractional unit where one is set, as the [`Broker`] has them.
    ///
    /// `further` are columns beside those of bars, each as long as the bars.
    ///
    /// [`Broker`]: assay_engine::simulator::Broker
    ///
    /// # Panics
    /// If a further column is not as long as the bars.
    pub fn new(bars: &Bars, further: &[(&str, &[f64])], options: &Options) -> Self {
        let unit = options.fractional_unit;
        let price = |column: &[f64]| match unit {
            Some(unit) => column.iter().map(|price| (price * unit).to_bits()).collect(),
            None => column.iter().map(|price| price.to_bits()).collect::<Vec<u64>>(),
        };
        let volume = match bars.volume() {
            Some(volume) => volume.iter().map(|units| (units / unit.unwrap_or(1.0)).to_bits()).collect(),
            None => vec![f64::NAN.to_bits(); bars.len()],
        };
        let time = bars.time().iter().map(|time| time.unix_nanos().cast_unsigned()).collect();
        let mut columns = vec![
            time,
            price(bars.open()),
            price(bars.high()),
            price(bars.low()),
            price(bars.close()),
            volume,
        ];
        let mut names: Vec<String> = ["Open", "High", "Low", "Close", "Volume"].map(str::to_owned).to_vec();
        for (name, values) in further {
            assert_eq!(values.len(), bars.len(), "a further column is as long as the bars");
            columns.push(values.iter().map(|value| value.to_bits()).collect());
            names.push((*name).to_owned());
        }
        Self { bars: bars.clone(), columns, names }
    }

    /// The bars, in prices of the data.
    pub fn bars(&self) -> &Bars {
        &self.bars
    }

    pub(crate) fn len(&self) -> usize {
        self.bars.len()
    }

    /// Names of the columns after the time.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// All columns, the time first.
    pub(crate) fn columns(&self) -> &[Vec<u64>] {
        &self.columns
    }

    /// The market before a bar: what comes later does not exist.
    ///
    /// # Panics
    /// If that is no bar, or lies beyond the end.
    #[must_use]
    pub fn until(&self, end: usize) -> Self {
        let columns = self.columns.iter().map(|column| column[..end].to_vec()).collect();
        Self { bars: self.bars.slice(0..end), columns, names: self.names.clone() }
    }
}

/// Columns on a tape.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TapeLayout {
    pub(crate) columns: usize,
    /// From one column to the next, in values.
    pub(crate) stride: usize,
}

impl TapeLayout {
    pub(crate) fn new(columns: usize, bars: usize) -> Self {
        Self { columns, stride: column_len(bars) }
    }

    pub(crate) fn bytes(self) -> usize {
        self.columns * self.stride * 8
    }

    /// Writes values into a column, from a bar on.
    pub(crate) fn write(self, tape: &Memory, column: usize, at: usize, values: &[u64]) {
        let start = column * self.stride + at;
        let words = &tape.words()[start..start + values.len()];
        for (word, value) in words.iter().zip(values) {
            word.store(*value, std::sync::atomic::Ordering::Relaxed);
        }
    }
}

/// A tape that is revealed bar by bar.
#[derive(Debug)]
pub(crate) struct Tape<'t> {
    pub(crate) memory: &'t Memory,
    pub(crate) layout: TapeLayout,
    /// Every column, the future included.
    pub(crate) columns: Vec<&'t [u64]>,
    /// How many bars are on the tape.
    pub(crate) revealed: usize,
}

impl Tape<'_> {
    /// Reveals the bars before `until`.
    pub(crate) fn reveal(&mut self, until: usize) {
        if until > self.revealed + 1 {
            for (position, column) in self.columns.iter().enumerate() {
                self.layout.write(self.memory, position, self.revealed, &column[self.revealed..until]);
            }
            self.revealed = until;
        }
        let words = self.memory.words();
        if self.revealed < until {
            for (position, column) in self.columns.iter().enumerate() {
                words[position * self.layout.stride + self.revealed]
                    .store(column[self.revealed], std::sync::atomic::Ordering::Relaxed);
            }
            self.revealed += 1;
        }
    }
}
