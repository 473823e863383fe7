/* The choice of a metric, arrow keys, and where a cell leads. All else needs no script. */
(() => {
  "use strict";
  document.documentElement.dataset.scripted = "";
  const root = document.querySelector(".matrix");
  const table = root.querySelector("table");
  const select = root.querySelector("select");
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].slice(1));
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const own = (cell) => cell.firstElementChild || cell;
  const value = (text) => Number(text.replaceAll(",", "").replace("\u2212", "-"));

  /* As `Scale.place` does it: by what a cell prints. */
  const colour = (text, kind, edges) => {
    if (text === "\u2013") return "";
    return kind + (kind === "a" ? edges.indexOf(text) : edges.filter((edge) => value(edge) <= value(text)).length);
  };
  const show = (name) => {
    const source = document.getElementById(name);
    if (source?.closest(".matrix-pages")) location.replace(source.href);
    if (!source?.dataset.kind) return;
    const {kind, edges, breaks, key} = source.dataset;
    const steps = edges ? edges.split("|") : [];
    const broken = heads.map((head) => breaks.split(" ").includes(head.textContent));
    heads.forEach((head, column) => head.classList.toggle("b", broken[column]));
    [...source.tBodies[0].rows].forEach((row, at) => row.cells[1].textContent.trim().split("\t").slice(-heads.length).forEach((text, column) => {
      own(rows[at][column]).textContent = text;
      rows[at][column].className = [colour(text, kind, steps), broken[column] ? "b" : ""].join(" ").trim();
    }));
    const fold = source.closest("details");
    table.caption.textContent = fold.querySelector("summary").textContent;
    root.querySelector(":scope > .matrix-key").replaceChildren(...key.split("|").map((text, at) => {
      const one = document.createElement("span");
      one.className = kind + at;
      one.textContent = text;
      return one;
    }));
    root.querySelector(":scope > .matrix-note").innerHTML = fold.querySelector(".matrix-note").innerHTML;
    select.value = name;
  };
  select.addEventListener("change", () => {
    const page = root.querySelector(`.matrix-pages #${CSS.escape(select.value)}`);
    if (page) return location.assign(page.href);
    show(select.value);
    return history.replaceState(null, "", `#${select.value}`);
  });
  const named = () => show(decodeURIComponent(location.hash.slice(1)));
  addEventListener("hashchange", named);
  named();

  /* The latest years that the metric has, rather than the first. */
  const last = heads.findLast((_, column) => rows.some((row) => own(row[column]).textContent !== "\u2013"));
  const box = table.parentElement, names = table.tHead.rows[0].cells[0].offsetWidth;
  if (last) { /* no column stands half under the names */
    const from = heads.find((head) => last.offsetLeft + last.offsetWidth - head.offsetLeft <= box.clientWidth - names) || last;
    const lacking = from.offsetLeft - names + box.clientWidth - box.scrollWidth;
    if (lacking > 0 && from !== heads[0]) table.style.marginRight = `${lacking}px`;
    box.scrollLeft = from.offsetLeft - names;
  }

  /* Where a cell leads: its edition, the explorer, or the command that makes its edition. */
  const {views} = table.dataset;
  const made = document.getElementById("matrix-make");
  const lines = made ? made.querySelector("pre").textContent.split("\n") : [];
  const commands = new Map(lines.map((line) => [/--region (\S+) --year (\d+)/.exec(line)?.slice(1).join(" "), line]));
  const place = (cell) => [cell.parentElement.dataset.region, heads[cell.cellIndex - 1].textContent];
  const leads = (cell) => Boolean(views || cell?.querySelector("a") || (cell && commands.has(place(cell).join(" "))));
  if (views || made) table.dataset.opens = "";
  const link = (cell) => {
    if (own(cell) !== cell || !leads(cell)) return own(cell);
    const [region, year] = place(cell);
    const one = document.createElement(views ? "a" : "button");
    if (views) one.href = views.replace("{region}", region).replace("{year}", year);
    else one.setAttribute("popovertarget", made.id);
    one.tabIndex = -1;
    one.textContent = cell.textContent;
    cell.replaceChildren(one);
    return one;
  };
  const over = (event) => event.target.closest?.("tbody td");
  table.addEventListener("pointerover", (event) => { if (over(event)) link(over(event)); });
  table.addEventListener("click", (event) => { /* a finger's first touch, a screen reader's */
    if (event.target.localName === "td" && link(event.target) !== event.target) own(event.target).click();
  });

  /* One stop for the Tab key; arrow keys, Home and End from there. */
  let stop = null;
  const aim = (target) => {
    if (stop) stop.tabIndex = -1;
    stop = target;
    stop.tabIndex = 0;
  };
  table.querySelectorAll("td a").forEach((one) => { one.tabIndex = -1; });
  const all = [...table.querySelectorAll(".marked td"), ...rows.flat()];
  const first = all.find((cell) => cell.closest(".marked") && cell.querySelector("a")) || all.find(leads);
  if (first) aim(link(first));
  table.addEventListener("focusin", (event) => { if (over(event)) aim(event.target); });
  table.addEventListener("keydown", (event) => {
    const cell = over(event);
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = cell.parentElement.sectionRowIndex;
    const line = rows[row];
    const above = rows.map((one) => one[cell.cellIndex - 1]);
    const next = {
      ArrowRight: () => line.slice(cell.cellIndex).find(leads), ArrowLeft: () => line.slice(0, cell.cellIndex - 1).findLast(leads),
      ArrowDown: () => above.slice(row + 1).find(leads), ArrowUp: () => above.slice(0, row).findLast(leads),
      Home: () => line.find(leads), End: () => line.findLast(leads),
    }[event.key]?.();
    if (next) {
      event.preventDefault();
      link(next).focus();
    }
  });

  /* The command of the cell that was opened, out of all. */
  table.addEventListener("click", (event) => {
    const button = event.target.closest("button[popovertarget]");
    if (!button) return;
    const [region, year] = place(button.closest("td"));
    const named = document.getElementById(`row-${region.toLowerCase()}`);
    made.querySelector("pre").textContent = commands.get(`${region} ${year}`);
    const told = made.querySelector("[data-one]");
    told.textContent = told.dataset.one;
    made.querySelector("strong").textContent = `${named.firstChild.textContent.trim()} ${year}`;
  });
  const put = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.body.appendChild(document.createElement("textarea"));
    area.value = text;
    area.select();
    document.execCommand("copy");
    return area.remove();
  };
  root.querySelectorAll(".copy").forEach((button) => {
    const word = button.textContent;
    button.hidden = false;
    button.addEventListener("click", () => put(button.closest("[popover]").querySelector("pre").textContent).then(() => {
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = word; }, 1500);
    }));
  });
})();
