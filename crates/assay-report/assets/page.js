// The switch between light and dark, and the list of trades. The page is whole without it.
"use strict";
(() => {
  const element = (/** @type {string} */ id) => document.getElementById(id);
  const tell = (/** @type {string} */ name, /** @type {unknown} */ detail) =>
    document.dispatchEvent(new CustomEvent(`assay:${name}`, { detail }));

  const theme = element("theme");
  if (theme) {
    const night = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (document.documentElement.dataset.theme ?? (night.matches ? "dark" : "light")) === "dark";
    const label = () => {
      theme.textContent = isDark() ? "Light" : "Dark";
      theme.title = `Show the page in ${isDark() ? "light" : "dark"} colours`;
      tell("theme", null);
    };
    theme.addEventListener("click", () => {
      document.documentElement.dataset.theme = isDark() ? "light" : "dark";
      label();
    });
    night.addEventListener("change", label);
    theme.hidden = false;
    label();
  }

  const source = element("data");
  const table = element("trade-list");
  if (!source || !table) return;
  const data = JSON.parse(source.textContent ?? "{}");
  const packed = data.trades;
  if (!packed) return;
  const bytes = (/** @type {string} */ text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
  const doubles = (/** @type {string} */ name) => new Float64Array(bytes(packed[name]));
  const wholes = (/** @type {string} */ name) => new Uint32Array(bytes(packed[name]));

  const number = doubles("number");
  const long = new Uint8Array(bytes(packed.long));
  const entryTime = doubles("entryTime");
  const exitTime = doubles("exitTime");
  const reason = wholes("reason");
  const tag = wholes("tag");
  /** @type {string[]} */
  const texts = packed.texts;

  const plain = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 10 });
  const price = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 7 });
  const two = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const minus = (/** @type {string} */ text) => text.replace("-", "\u2212");
  const signed = (/** @type {number} */ value) => {
    const text = two.format(value);
    return /[1-9]/.test(text) ? (value > 0 ? `+${text}` : minus(text)) : text.replace("-", "");
  };
  const clock = [...entryTime, ...exitTime].some((time) => time % 86400 !== 0);
  const when = (/** @type {number} */ time) =>
    new Date(time * 1000).toISOString().slice(0, clock ? 16 : 10).replace("T", " ");
  const tone = (/** @type {number} */ value) => (value > 0 ? "up" : value < 0 ? "down" : "flat");

  /**
   * The columns: how a cell is classed, what it shows, and what it is sorted by.
   * @type {{ kind: string, show: (row: number) => string, key: (row: number) => number | string, tone?: ArrayLike<number> }[]}
   */
  const columns = [
    { kind: "number", show: (row) => String(number[row]), key: (row) => number[row] },
    { kind: "", show: (row) => (long[row] ? "long" : "short"), key: (row) => long[row] },
    (() => { const size = doubles("size"); return { kind: "number", show: (/** @type {number} */ row) => plain.format(size[row]), key: (/** @type {number} */ row) => size[row] }; })(),
    { kind: "when", show: (row) => when(entryTime[row]), key: (row) => entryTime[row] },
    { kind: "when", show: (row) => when(exitTime[row]), key: (row) => exitTime[row] },
    ...["entryPrice", "exitPrice"].map((name) => {
      const values = doubles(name);
      return { kind: "number", show: (/** @type {number} */ row) => minus(price.format(values[row])), key: (/** @type {number} */ row) => values[row] };
    }),
    ...["return", "pnl"].map((name) => {
      const values = doubles(name);
      return { kind: "number", show: (/** @type {number} */ row) => signed(values[row]), key: (/** @type {number} */ row) => values[row], tone: values };
    }),
    { kind: "", show: (row) => texts[reason[row]].replaceAll("_", " "), key: (row) => texts[reason[row]] },
    { kind: "tag", show: (row) => texts[tag[row]], key: (row) => texts[tag[row]] },
  ];

  const rowsPerPage = 25;
  const order = Array.from(number, (_, row) => row);
  let page = 0;
  const body = table.querySelector("tbody");
  const pages = element("trade-pages");
  if (!body || !pages) return;

  const button = (/** @type {string} */ text, /** @type {() => void} */ action) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", action);
    return made;
  };
  const turn = (/** @type {number} */ by) => {
    page += by;
    fill();
  };
  const back = button("‹ Earlier", () => turn(-1));
  const on = button("Later ›", () => turn(1));
  const where = document.createElement("span");

  const fill = () => {
    const first = page * rowsPerPage;
    const shown = order.slice(first, first + rowsPerPage);
    body.replaceChildren(
      ...shown.map((row) => {
        const line = document.createElement("tr");
        // A chart can show the trade, if there is one.
        if (data.time) line.tabIndex = 0;
        line.dataset.trade = String(row);
        for (const column of columns) {
          const cell = document.createElement("td");
          cell.className = column.tone ? `${column.kind} ${tone(column.tone[row])}` : column.kind;
          cell.textContent = column.show(row);
          line.append(cell);
        }
        return line;
      }),
    );
    where.textContent = `${plain.format(first + 1)} to ${plain.format(first + shown.length)} of ${plain.format(order.length)}`;
    back.disabled = page === 0;
    on.disabled = first + rowsPerPage >= order.length;
  };

  const heads = [...table.querySelectorAll("thead th")];
  heads.forEach((head, index) => {
    const sort = button(head.textContent ?? "", () => {
      const rises = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", rises ? "ascending" : "descending");
      const { key } = columns[index];
      order.sort((a, b) => {
        const [x, y] = [key(a), key(b)];
        return (x < y ? -1 : x > y ? 1 : 0) * (rises ? 1 : -1) || a - b;
      });
      page = 0;
      fill();
    });
    head.replaceChildren(sort);
  });

  const open = (/** @type {Event} */ event) => {
    const line = event.target instanceof Element ? event.target.closest("tr") : null;
    if (line?.dataset.trade) tell("trade", Number(line.dataset.trade));
  };
  body.addEventListener("click", open);
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter") open(event);
  });

  pages.append(back, where, on);
  pages.hidden = order.length <= rowsPerPage;
  const rest = element("trade-rest");
  if (rest) rest.hidden = true;
  fill();
})();
