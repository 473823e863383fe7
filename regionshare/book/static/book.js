/* What the page frame needs of JavaScript. Every page can be read and left without it. */
(() => {
  "use strict";
  const root = document.documentElement;
  const own = document.currentScript.src;
  const all = (selector, base = document) => [...base.querySelectorAll(selector)];
  const stored = (key, value) => {
    try {
      if (value === undefined) return localStorage.getItem(key);
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch (error) { /* storage refused: the choice lasts for this page */ }
    return null;
  };

  /* Dark and light: the system's choice until the reader makes one. */
  const system = matchMedia("(prefers-color-scheme: dark)");
  const systemTheme = () => (system.matches ? "dark" : "light");
  all(".theme-button").forEach((button) => button.addEventListener("click", () => {
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    root.dataset.theme = theme;
    stored("mode", theme === systemTheme() ? null : theme);
  }));
  /* The code of a page: shown for every page until it is hidden again. */
  all(".code-button").forEach((button) => {
    const show = (on) => {
      root.toggleAttribute("data-code", on);
      button.setAttribute("aria-pressed", String(on));
      all("details.hide").forEach((box) => { box.open = on; });
    };
    button.addEventListener("click", () => {
      const on = !("code" in root.dataset);
      stored("code", on ? "shown" : null);
      show(on);
    });
    show("code" in root.dataset);
  });
  system.addEventListener("change", () => { if (!stored("mode")) root.dataset.theme = systemTheme(); });

  /* The two drawers of narrow screens. */
  const drawers = all("button[data-drawer]").map((button) => ({
    button,
    box: document.getElementById(button.dataset.drawer),
    panel: document.getElementById(button.getAttribute("aria-controls")),
  }));
  const show = (drawer, open) => {
    drawer.box.checked = open;
    drawer.button.setAttribute("aria-expanded", String(open));
  };
  drawers.forEach((drawer) => {
    drawer.button.addEventListener("click", () => {
      show(drawer, !drawer.box.checked);
      if (drawer.box.checked) {
        setTimeout(() => drawer.panel.querySelector("a, input, button")?.focus(), 250);
      }
    });
    drawer.box.addEventListener("change", () => show(drawer, drawer.box.checked));
    drawer.panel.addEventListener("click", (event) => {
      if (event.target.closest("a")) show(drawer, false);
    });
    drawer.panel.addEventListener("focusout", (event) => {
      if (drawer.box.checked && event.relatedTarget && !drawer.panel.contains(event.relatedTarget)) {
        show(drawer, false);
      }
    });
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      drawers.filter((drawer) => drawer.box.checked).forEach((drawer) => {
        show(drawer, false);
        drawer.button.focus();
      });
    }
  });

  /* The contents of the page: mark the section that is read. */
  const entries = all(".bd-toc-nav a[href^='#']");
  const sections = entries
    .map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))))
    .filter(Boolean);
  let current = "";
  const mark = () => {
    const atEnd = scrollY + innerHeight >= root.scrollHeight - 2;
    const read = sections.filter((s) => atEnd || s.getBoundingClientRect().top < 140).pop();
    current = read && scrollY > 100 ? `#${read.id}` : "";
    entries.forEach((link) => link.classList.toggle("active", link.hash === current));
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, {passive: true});
  mark();

  /* The same place in the other language. */
  all(".twin-link").forEach((link) => {
    const plain = link.getAttribute("href");
    const aim = () => {
      link.href = plain + location.search + (location.hash || current);
    };
    /* Not on click: the browser may scroll to bring the focused link's own place into view. */
    ["focus", "pointerenter", "pointerdown"].forEach((kind) => link.addEventListener(kind, aim));
    addEventListener("hashchange", aim);
    aim();
  });

  /* A term's meaning: Escape shuts it; the first touch shows it, the next follows the link. */
  all(".term").forEach((term) => {
    let touched = false;
    const shut = (on) => term.toggleAttribute("data-shut", on);
    ["pointerleave", "focusout"].forEach((kind) => term.addEventListener(kind, () => shut(false)));
    addEventListener("keydown", (event) => { if (event.key === "Escape") shut(true); });
    term.addEventListener("pointerdown", (event) => {
      touched = event.pointerType === "touch" && !term.matches(":focus-within");
    });
    term.addEventListener("click", (event) => {
      if (!touched) return;
      event.preventDefault();
      term.querySelector("a").focus();
    });
  });

  /* Other releases, where the site has any: the same page there. */
  all(".release-switch").forEach(async (box) => {
    const known = new URL(box.dataset.releases, location.href);
    if (!known.protocol.startsWith("http")) return;
    const answer = await fetch(known).catch(() => null);
    const found = answer?.ok ? (await answer.json()).releases : [];
    if (found.length < 2) return;
    const page = location.pathname.slice(new URL(".", known).pathname.length);
    const choice = box.querySelector("select");
    found.forEach(({version, address}) => {
      const place = new URL(address, known);
      choice.add(new Option(version, new URL(page, place).href + location.hash, false, address === "./"));
    });
    choice.addEventListener("change", () => { location.href = choice.value; });
    box.hidden = false;
  });

  /* The ledger's filter stands in the address, and says how many statements it leaves. */
  all(".ledger-overview").forEach((box) => {
    const choices = all("input[name=verdict]", box);
    const rows = all("tr[data-verdict]", box);
    const told = box.querySelector("[role=status]");
    const tell = () => {
      const {value} = choices.find((one) => one.checked);
      const left = rows.filter((row) => [row.dataset.verdict, "all"].includes(value)).length;
      told.textContent = told.dataset.shown.replace("{n}", left).replace("{all}", rows.length);
      return value;
    };
    const named = () => {
      const asked = new URLSearchParams(location.search).get("label") ?? "all";
      (choices.find((one) => one.value === asked) ?? choices[0]).checked = true;
      tell();
    };
    box.addEventListener("change", () => {
      const value = tell();
      const address = new URL(location.href);
      if (value === "all") address.searchParams.delete("label");
      else address.searchParams.set("label", value);
      history.replaceState(null, "", address);
      dispatchEvent(new Event("hashchange")); // the other language's link follows the address
    });
    named();
  });

  /* A link to something folded away unfolds it. */
  const aimed = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/-$/, "");
    return name && (document.getElementById(name) || document.getElementById(plain));
  };
  const unfold = () => {
    const target = aimed();
    const folds = target ? all("details").filter((box) => !box.open && box.contains(target)) : [];
    folds.forEach((box) => { box.open = true; });
    if (folds.length) target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  document.addEventListener("click", (event) => {
    if (event.target.closest("a[href^='#']")) setTimeout(unfold);
  });
  unfold();

  /* Copy: code blocks get a button; any element with data-copy copies that text. */
  const {copy, copied, unpublished} = document.body.dataset;
  const put = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.body.appendChild(document.createElement("textarea"));
    area.value = text;
    area.select();
    document.execCommand("copy");
    return area.remove();
  };
  const confirm = (button, said = copied) => {
    const word = (button.dataset.word ??= button.textContent);
    button.textContent = said;
    setTimeout(() => { button.textContent = word; }, said === copied ? 1500 : 4000);
  };
  all("div.highlight").forEach((block) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-code";
    button.textContent = copy;
    button.addEventListener("click", () => put(block.querySelector("pre").textContent.trimEnd())
      .then(() => confirm(button)));
    block.append(button);
  });
  /* The address of a page is the published one, where that is known; one of the reader's own computer is none. */
  const published = () => document.querySelector("link[rel=canonical]")?.href ?? location.href;
  const isOwn = ({protocol, hostname}) => !protocol.startsWith("http")
    || /^(?:.*\.)?localhost$|^127\.|^0\.0\.0\.0$|^\[::1?\]$/.test(hostname);
  const copiedText = ({dataset, parentElement: group}) => {
    const place = new URL(group.dataset.url ?? "", published());
    /* {@5} stands for what the texts of a card, or of its page, repeat; that may hold marks itself. */
    const shared = JSON.parse(group.closest("[data-shared]")?.dataset.shared ?? "[]");
    const parts = [...(group.dataset.own?.split(" ") ?? []), ...shared];
    const filled = (text) => text.replace(/\{@(\d+)\}/g, (mark, at) => parts[at]);
    const whole = ({copy: text}) => filled(filled(text));
    const text = whole(dataset);
    if (!isOwn(place)) return text.replaceAll("{url}", place.href).replaceAll("{root}", new URL(".", place).href);
    if (text === "{url}" || text.includes("{root}")) return "";
    /* A link in Markdown that leads nowhere: the text of the first button says it without one. */
    const said = text.includes("]({url}") ? whole(group.querySelector("[data-copy]").dataset) : text;
    return said.replace(/\s*\{url\}/g, "");
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    const text = button && copiedText(button);
    if (text) put(text).then(() => confirm(button));
    else if (button) confirm(button, unpublished);
  });

  /* Cards: a number leads to its entry on a page of such entries; where the browser can, the entry
     is taken from there and opens over the page that is read. */
  const sheets = new Map();
  const entry = async (address) => {
    const page = address.origin + address.pathname;
    if (!sheets.has(page)) {
      sheets.set(page, fetch(page).then(async (answer) => {
        if (!answer.ok) throw new Error(answer.statusText);
        return new DOMParser().parseFromString(await answer.text(), "text/html");
      }));
    }
    const sheet = await sheets.get(page);
    const found = sheet.getElementById(address.hash.slice(1)).cloneNode(true);
    /* What an earlier entry of the page has, too, stands there. */
    all("[data-above]", found).forEach((one) => {
      one.replaceWith(sheet.getElementById(one.dataset.above).cloneNode(true));
    });
    all("dl [id]", found).forEach((one) => one.removeAttribute("id"));
    found.dataset.shared = sheet.querySelector("[data-shared]")?.dataset.shared ?? "[]";
    const whole = (one, name) => one.setAttribute(name, new URL(one.getAttribute(name), address).href);
    all("a[href]", found).forEach((link) => whole(link, "href"));
    all("[data-url]", found).forEach((group) => whole(group, "data-url"));
    found.removeAttribute("id");
    return found;
  };
  let card = null;
  const opened = (content, close) => {
    card ??= document.body.appendChild(Object.assign(document.createElement("div"), {
      className: "number-card", popover: "auto", tabIndex: -1, autofocus: true,
    }));
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-labelledby", content.getAttribute("aria-labelledby"));
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "card-close", textContent: "\u00d7",
    });
    button.setAttribute("aria-label", close);
    button.addEventListener("click", () => card.hidePopover());
    content.querySelector("h2").after(button);
    card.replaceChildren(content);
    card.scrollTop = 0;
    card.showPopover();
  };
  if ("popover" in HTMLElement.prototype) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a.num[href*='numbers/']");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      entry(new URL(link.href)).then((found) => opened(found, document.body.dataset.close))
        .catch(() => { location.href = link.href; });
    });
  }

  /* Python in the page: loaded where a reader asks for it; a page that was opened from a file has none. */
  const python = () => import(new URL("check.js", own));
  const form = document.getElementById("check");
  if (form && location.protocol === "file:") {
    const words = JSON.parse(document.getElementById("check-words").textContent);
    all(".ask").forEach((one) => {
      one.querySelector(".ask-state").textContent = words.file;
      one.querySelector("[type=submit]").disabled = true;
    });
  } else if (form) python().then(({begin}) => begin(form, document.getElementById("derive")));
  document.addEventListener("click", (event) => {
    const link = location.protocol !== "file:" && event.target.closest("a.derive-here");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    python().then(({here}) => here(link, root.lang.slice(0, 2))).catch(() => { location.href = link.href; });
  });

  /* Boxes that scroll sideways take the keyboard's focus, only while they do scroll. */
  const boxes = all("pre, .pst-scrollable-table-container, .math-scroll, .cell_output .output");
  const reach = () => boxes.forEach((box) => {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  });
  addEventListener("resize", reach);
  addEventListener("load", reach);
  reach();

  /* "/" goes to the search field, as on many sites; not while somebody types. */
  addEventListener("keydown", (event) => {
    const field = document.querySelector(".site-search input");
    if (event.key !== "/" || !field || event.target.closest("input, textarea, select")) return;
    if (field.offsetParent === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
  });
})();
