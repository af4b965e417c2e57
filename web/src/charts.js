// The charts of a report: price with trades, equity and drawdown over one time axis, in place of the drawings that stand
// still. Data come from the page, colours from its style.

/*! Includes fancy-canvas (c) its authors, under the MIT license: use, copy, modify and distribute it freely, with this notice;
    it comes without warranty of any kind. */
import {
  AreaSeries,
  CandlestickSeries,
  CrosshairMode,
  LineSeries,
  LineStyle,
  PriceScaleMode,
  createChart,
} from "lightweight-charts";

/** @typedef {import("lightweight-charts").UTCTimestamp} Time */
/** @typedef {import("lightweight-charts").ISeriesApi<"Candlestick">} Candles */
/** @typedef {import("lightweight-charts").ISeriesPrimitive<import("lightweight-charts").Time>} Primitive */
/** @typedef {import("lightweight-charts").SeriesAttachedParameter<import("lightweight-charts").Time>} Attached */
/** @typedef {import("lightweight-charts").IPrimitivePaneView} View */
/** @typedef {Parameters<import("lightweight-charts").IPrimitivePaneRenderer["draw"]>[0]} Target */
/** @typedef {import("lightweight-charts").Logical} Logical */

const byId = (/** @type {string} */ id) => document.getElementById(id);
const bytes = (/** @type {string} */ text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
const doubles = (/** @type {string} */ text) => new Float64Array(bytes(text));
const singles = (/** @type {string} */ text) => new Float32Array(bytes(text));
const wholes = (/** @type {string} */ text) => new Uint32Array(bytes(text));

const price = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 7 });
const short = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 5 });
const share = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const minus = (/** @type {string} */ text) => text.replace("-", "\u2212");

/** The trades of the page, by the points of the chart. */
class Trades {
  /** @param {Record<string, string>} packed @param {number} step */
  constructor(packed, step) {
    const points = (/** @type {string} */ name) => wholes(packed[name]).map((bar) => Math.floor(bar / step));
    this.entry = points("entryBar");
    this.exit = points("exitBar");
    this.entryPrice = doubles(packed.entryPrice);
    this.exitPrice = doubles(packed.exitPrice);
    this.long = new Uint8Array(bytes(packed.long));
    this.pnl = doubles(packed.pnl);
    this.returned = doubles(packed.return);
    this.number = doubles(packed.number);
    this.length = this.entry.length;
  }

  /** The trade that was open at a point and ended last. @param {number} point */
  openAt(point) {
    for (let trade = 0; trade < this.length; trade++) {
      if (this.entry[trade] <= point && point <= this.exit[trade]) return trade;
    }
    return -1;
  }
}

/**
 * Draws a stroke from the entry to the exit of every trade in sight: all that won at once, all that lost at once.
 * @implements {Primitive}
 */
class Strokes {
  /** @param {Trades} trades */
  constructor(trades) {
    this.trades = trades;
    this.chosen = -1;
    this.colours = { rise: "", fall: "", ink: "", card: "" };
    /** @type {Attached | null} */
    this.place = null;
    /** @type {View[]} */
    this.views = [{ zOrder: () => "top", renderer: () => ({ draw: (target) => this.draw(target) }) }];
  }

  /** @param {Attached} place */
  attached(place) {
    this.place = place;
  }

  detached() {
    this.place = null;
  }

  paneViews() {
    return this.views;
  }

  /** @param {number} trade */
  choose(trade) {
    this.chosen = trade;
    this.place?.requestUpdate();
  }

  /** @param {Target} target */
  draw(target) {
    const { trades, place } = this;
    if (!place) return;
    const scale = place.chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (!range) return;
    /** @type {number[]} */
    const inSight = [];
    for (let trade = 0; trade < trades.length; trade++) {
      if (trades.exit[trade] >= range.from && trades.entry[trade] <= range.to) inSight.push(trade);
    }
    const x = (/** @type {number} */ point) =>
      scale.logicalToCoordinate(/** @type {Logical} */ (point)) ?? 0;
    const y = (/** @type {number} */ value) => place.series.priceToCoordinate(value) ?? 0;
    target.useMediaCoordinateSpace(({ context }) => {
      context.lineCap = "round";
      const detailed = inSight.length <= 250;
      for (const won of [false, true]) {
        context.beginPath();
        for (const trade of inSight) {
          if (trades.pnl[trade] > 0 !== won) continue;
          context.moveTo(x(trades.entry[trade]), y(trades.entryPrice[trade]));
          context.lineTo(x(trades.exit[trade]), y(trades.exitPrice[trade]));
        }
        context.strokeStyle = won ? this.colours.rise : this.colours.fall;
        context.lineWidth = detailed ? 2 : 1;
        context.stroke();
      }
      if (!detailed) return;
      for (const trade of inSight) {
        const [left, top] = [x(trades.entry[trade]), y(trades.entryPrice[trade])];
        const chosen = trade === this.chosen;
        const [width, height] = chosen ? [7, 11] : [4, 7];
        const down = trades.long[trade] ? 1 : -1;
        context.beginPath();
        context.moveTo(left, top);
        context.lineTo(left - width, top + down * height);
        context.lineTo(left + width, top + down * height);
        context.closePath();
        context.fillStyle = trades.pnl[trade] > 0 ? this.colours.rise : this.colours.fall;
        context.fill();
        context.lineWidth = 1.5;
        context.strokeStyle = chosen ? this.colours.ink : this.colours.card;
        context.stroke();
      }
    });
  }
}

/** @param {HTMLElement} place @param {any} data */
function draw(place, data) {
  const time = doubles(data.time);
  const equity = singles(data.equity);
  const drawdown = singles(data.drawdown);
  const at = (/** @type {number} */ point) => /** @type {Time} */ (time[point]);
  const colour = () => {
    const style = getComputedStyle(document.documentElement);
    return (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  };
  const chart = createChart(place, {
    autoSize: true,
    layout: { attributionLogo: true, fontFamily: "system-ui, sans-serif", fontSize: 12 },
    rightPriceScale: { borderVisible: false, minimumWidth: 64, scaleMargins: { top: 0.1, bottom: 0.1 } },
    timeScale: {
      borderVisible: false,
      timeVisible: data.clock,
      secondsVisible: false,
      minBarSpacing: 0.001,
      rightOffset: 0,
      enableConflation: true,
      precomputeConflationOnInit: true,
    },
    crosshair: { mode: CrosshairMode.Normal },
    localization: { locale: "en-GB", dateFormat: "yyyy-MM-dd" },
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  });
  const quiet = { priceLineVisible: false, lastValueVisible: false };
  const priced = {
    type: /** @type {const} */ ("custom"),
    minMove: 1e-9,
    formatter: (/** @type {number} */ value) => minus(short.format(value)),
  };

  let pane = 0;
  /** @type {Candles | null} */
  let candles = null;
  /** @type {Strokes | null} */
  let strokes = null;
  const trades = data.trades ? new Trades(data.trades, data.step) : null;
  const bars = data.close
    ? { open: singles(data.open), high: singles(data.high), low: singles(data.low), close: singles(data.close) }
    : null;
  if (bars) {
    candles = chart.addSeries(CandlestickSeries, { ...quiet, wickVisible: true, borderVisible: false, priceFormat: priced }, pane);
    candles.setData(
      Array.from(time, (_, point) => ({
        time: at(point),
        open: bars.open[point],
        high: bars.high[point],
        low: bars.low[point],
        close: bars.close[point],
      })),
    );
    if (trades) {
      strokes = new Strokes(trades);
      candles.attachPrimitive(strokes);
    }
    pane += 1;
  }
  const held = bars
    ? chart.addSeries(LineSeries, { ...quiet, lineWidth: 1, priceFormat: priced, crosshairMarkerVisible: false }, pane)
    : null;
  if (held && bars) {
    held.setData(Array.from(time, (_, point) => ({ time: at(point), value: (equity[0] * bars.close[point]) / bars.close[0] })));
  }
  const account = chart.addSeries(LineSeries, { ...quiet, lineWidth: 2, priceFormat: priced }, pane);
  account.setData(Array.from(time, (_, point) => ({ time: at(point), value: equity[point] })));
  const under = chart.addSeries(
    AreaSeries,
    {
      ...quiet,
      lineWidth: 1,
      invertFilledArea: true,
      priceFormat: { type: "custom", minMove: 0.01, formatter: (/** @type {number} */ value) => `${minus(short.format(value))} %` },
    },
    pane + 1,
  );
  under.setData(Array.from(time, (_, point) => ({ time: at(point), value: drawdown[point] })));
  chart.panes().forEach((made, index, all) => {
    made.setStretchFactor(index === all.length - 1 ? 1 : index === 0 ? 3 : 2);
  });

  const paint = () => {
    const of = colour();
    chart.applyOptions({
      layout: {
        background: { color: of("card") },
        textColor: of("soft"),
        panes: { separatorColor: of("line"), separatorHoverColor: of("faint"), enableResize: true },
      },
      grid: { vertLines: { color: of("faint") }, horzLines: { color: of("faint") } },
      crosshair: {
        vertLine: { color: of("soft"), style: LineStyle.Dotted, labelBackgroundColor: of("soft") },
        horzLine: { color: of("soft"), style: LineStyle.Dotted, labelBackgroundColor: of("soft") },
      },
    });
    candles?.applyOptions({
      upColor: of("range"),
      wickUpColor: of("range"),
      downColor: of("held"),
      wickDownColor: of("held"),
    });
    held?.applyOptions({ color: of("held") });
    account.applyOptions({ color: of("accent") });
    under.applyOptions({ lineColor: of("fall"), topColor: `${of("fall")}14`, bottomColor: `${of("fall")}55` });
    if (strokes) {
      strokes.colours = { rise: of("rise"), fall: of("fall"), ink: of("ink"), card: of("card") };
      strokes.choose(strokes.chosen);
    }
  };

  const values = byId("chart-values");
  const tell = (/** @type {number} */ point) => {
    if (!values) return;
    /** @type {[string, string][]} */
    const told = [["", new Date(time[point] * 1000).toISOString().slice(0, data.clock ? 16 : 10).replace("T", " ")]];
    if (bars) {
      for (const [name, series] of Object.entries(bars)) told.push([name, price.format(series[point])]);
    }
    told.push(["equity", price.format(equity[point])]);
    told.push(["drawdown", `${minus(share.format(drawdown[point]))} %`]);
    const trade = trades?.openAt(point) ?? -1;
    if (trades && trade >= 0) {
      const returned = `${trades.returned[trade] > 0 ? "+" : ""}${minus(share.format(trades.returned[trade]))} %`;
      told.push([`trade ${trades.number[trade]}`, `${trades.long[trade] ? "long" : "short"} ${returned}`]);
    }
    values.replaceChildren(
      ...told.flatMap(([name, text]) => {
        const strong = document.createElement("b");
        strong.textContent = text;
        return [name ? `${name} ` : "", strong, "  "];
      }),
    );
  };
  // What is told while nothing is pointed at.
  let resting = time.length - 1;
  chart.subscribeCrosshairMove(({ logical }) => {
    const point = logical === undefined ? resting : Math.round(logical);
    tell(Math.min(Math.max(point, 0), time.length - 1));
  });

  // The wheel turns the page until the chart is clicked, and again when the pointer leaves it.
  const wheel = (/** @type {boolean} */ mouseWheel) => chart.applyOptions({ handleScale: { mouseWheel } });
  place.addEventListener("pointerdown", () => wheel(true));
  place.addEventListener("pointerleave", () => wheel(false));

  const all = byId("chart-all");
  all?.addEventListener("click", () => {
    strokes?.choose(-1);
    resting = time.length - 1;
    chart.clearCrosshairPosition();
    tell(resting);
    chart.timeScale().fitContent();
  });
  const log = byId("chart-log");
  log?.addEventListener("click", () => {
    const on = log.getAttribute("aria-pressed") !== "true";
    log.setAttribute("aria-pressed", String(on));
    const mode = on ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal;
    for (const series of [candles, account]) series?.priceScale().applyOptions({ mode });
  });
  document.addEventListener("assay:theme", paint);
  document.addEventListener("assay:trade", (event) => {
    const trade = /** @type {CustomEvent<number>} */ (event).detail;
    if (!trades || !(trade < trades.length)) return;
    const [from, to] = [trades.entry[trade], trades.exit[trade]];
    const room = Math.max(20, (to - from) * 1.5);
    strokes?.choose(trade);
    resting = to;
    chart.clearCrosshairPosition();
    chart.timeScale().setVisibleLogicalRange({ from: from - room, to: to + room });
    tell(resting);
    byId("charts")?.scrollIntoView({ behavior: "smooth" });
  });

  paint();
  chart.timeScale().fitContent();
  tell(resting);
}

const place = byId("chart");
const source = byId("data");
if (place && source) {
  const show = (/** @type {boolean} */ moving) => {
    for (const part of ["chart-bar", "chart", "chart-key"].map(byId)) {
      if (part) part.hidden = !moving;
    }
    const still = byId("still");
    if (still) still.hidden = moving;
  };
  try {
    const data = JSON.parse(source.textContent ?? "{}");
    if (data.time) {
      show(true);
      draw(place, data);
      byId("trade-list")?.classList.add("live");
      place.dataset.drawn = "true";
    }
  } catch (error) {
    // The drawings that stand still show the same.
    show(false);
    console.error(error);
  }
}
