/* The choice of a metric, arrow keys, and one command in place of a region's list. All else needs no script. */
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
  const place = (text, kind, edges) => {
    if (text === "\u2013") return "";
    return kind + (kind === "a" ? edges.indexOf(text) : edges.filter((edge) => value(edge) <= value(text)).length);
  };
  const show = (name) => {
    const source = document.getElementById(name);
    if (!source?.dataset.kind) return;
    const {kind, edges, breaks} = source.dataset;
    const steps = edges ? edges.split("|") : [];
    const broken = heads.map((head) => breaks.split(" ").includes(head.textContent));
    heads.forEach((head, column) => head.classList.toggle("b", broken[column]));
    [...source.tBodies[0].rows].forEach((row, at) => row.cells[1].textContent.trim().split("\t").forEach((text, column) => {
      own(rows[at][column]).textContent = text;
      rows[at][column].className = [place(text, kind, steps), broken[column] ? "b" : ""].join(" ").trim();
    }));
    const fold = source.closest("details");
    table.caption.textContent = fold.querySelector("summary").textContent;
    root.querySelector(":scope > .matrix-key").innerHTML = fold.querySelector(".matrix-key").innerHTML;
    root.querySelector(":scope > .matrix-note").innerHTML = fold.querySelector(".matrix-note").innerHTML;
    select.value = name;
  };
  select.addEventListener("change", () => {
    show(select.value);
    history.replaceState(null, "", `#${select.value}`);
  });
  const named = () => show(decodeURIComponent(location.hash.slice(1)));
  addEventListener("hashchange", named);
  named();

  /* The latest years that the metric has, rather than the first. */
  const last = heads.findLast((_, column) => rows.some((row) => own(row[column]).textContent !== "\u2013"));
  const box = table.parentElement;
  if (last) box.scrollLeft = last.offsetLeft + last.offsetWidth - box.clientWidth;

  /* One stop for the Tab key; arrow keys, Home and End from there. */
  const stops = rows.map((row) => row.map((cell) => cell.querySelector("a, button")));
  const all = stops.flat().filter(Boolean);
  const aim = (target) => {
    all.forEach((one) => { one.tabIndex = one === target ? 0 : -1; });
  };
  if (all.length) aim(table.querySelector(".marked :is(a, button)") || all[0]);
  table.addEventListener("focusin", (event) => { if (all.includes(event.target)) aim(event.target); });
  table.addEventListener("keydown", (event) => {
    const at = stops.findIndex((row) => row.includes(event.target));
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const column = stops[at].indexOf(event.target);
    const filled = stops[at].filter(Boolean);
    const walk = (step, along) => {
      for (let i = 1; i < 200; i += 1) {
        const next = along ? stops[at][column + i * step] : stops[at + i * step]?.[column];
        if (next) return next;
      }
      return null;
    };
    const next = {
      ArrowRight: () => walk(1, true), ArrowLeft: () => walk(-1, true), ArrowDown: () => walk(1, false),
      ArrowUp: () => walk(-1, false), Home: () => filled[0], End: () => filled[filled.length - 1],
    }[event.key]?.();
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });

  /* The command of the cell that was opened, out of those of its region. */
  table.addEventListener("click", (event) => {
    const button = event.target.closest("button[popovertarget]");
    if (!button) return;
    const made = document.getElementById(button.getAttribute("popovertarget"));
    const code = made.querySelector("pre");
    const year = heads[stops.find((row) => row.includes(button)).indexOf(button)].textContent;
    made.dataset.lines ??= code.textContent;
    code.textContent = made.dataset.lines.split("\n").find((line) => line.includes(`--year ${year}`));
    const told = made.querySelector("[data-one]");
    told.textContent = told.dataset.one;
    made.querySelector(".year").textContent = year;
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
