/* The explorer: looks up what Python computed, counts, and puts it into words. It computes no figure. */
(() => {
  "use strict";
  const all = (globalThis.regionshareTables ??= Object.create(null));
  const KEYS = ["release", "denominator", "imports"];
  const PACES = [1000, 350, 100];
  const MOST = 3;
  const ORDER = ["inventory", "vintage", "denominator", "imports", "year", "source"];
  const range = (from, to) => Array.from({length: to - from + 1}, (_, i) => from + i);
  const fill = (text, fields) => text.replace(/\{(\w+)\}/g, (_, key) => fields[key]);

  /* -- the table of a nation: cells as `matrix.choices.packed` wrote them -- */
  const nationOf = (region) => region.split("-")[0];
  const conceptsOf = (D) => Object.keys(D.concepts);
  const product = (counts) => counts.reduce((all, one) => all * one, 1);
  const rowOf = (D, region) => D.regions.findIndex((one) => one[0] === region);
  const cell = (D, concept, option, row, year) => {
    const run = D.concepts[concept]?.options[option]?.cells[row];
    return (run && run[year - D.years[0] - run[0] + 1] && year - D.years[0] >= run[0]) ? run[year - D.years[0] - run[0] + 1] : 0;
  };
  const hundredths = (packed) => packed >> 3;
  const tenths = (packed) => Math.floor(hundredths(packed) / 10) + ((packed >> 2) & 1);
  const whole = (packed) => Math.floor(hundredths(packed) / 100) + ((packed >> 1) & 1);
  const decimal = (count, places = 1) => (count / 10 ** places).toFixed(places);
  const percent = (D, text) => fill(D.words.percent, {value: text});
  /* A share that is there does not print as zero. */
  const figure = (packed) => tenths(packed) ? decimal(tenths(packed)) : decimal(hundredths(packed), 2);
  const printed = (D, packed) => percent(D, figure(packed));

  /* -- a statement and its label, by the rules of `claims.verdict` -- */
  const statedOf = (D, concept, packed) => {
    const fine = tenths(packed) === 0 ? 2 : Number(D.concepts[concept].fine || whole(packed) === 0);
    return [fine, rounded(fine, packed)];
  };
  const rounded = (fine, packed) => [whole, tenths, hundredths][fine](packed);
  const agrees = ([fine, stated], packed) => rounded(fine, packed) === stated;
  const isOut = (out, concept, option) => KEYS.some((key) => out.has(`${concept}.${key}.${option[key]}`));
  const evidence = (D, concept, row, year, out) => {
    const {options, since} = D.concepts[concept];
    const column = year - D.years[0];
    const first = since ? since[row][column] : 0;
    const found = [];
    if (!first && !options.some((one) => declared(one, year, D) && !one.splice)) return earlier(D, concept, row, year, out);
    range(first || year, year).forEach((when) => options.forEach((option, place) => {
      const packed = cell(D, concept, place, row, when);
      const kind = option.kinds[when - D.years[0]];
      if (!packed || !(packed & 1) || isOut(out, concept, option) || (first && !option.crossed)) return;
      if (!first && !declared(option, when, D)) return;
      found.push({place, when, packed, direct: (kind & 1) && when === year, tier: first ? 0 : kind >> 1, origin: option.origin,
        open: Boolean(first), hung: {...option.hung, year: String(when)}});
    }));
    return found;
  };
  /* Where a year has a splice alone: of every choice the latest value; the splice decides last. */
  const earlier = (D, concept, row, year, out) => D.concepts[concept].options.flatMap((option, place) => {
    const when = range(D.years[0], year).findLast((one) => declared(option, one, D) && cell(D, concept, place, row, one));
    const packed = when ? cell(D, concept, place, row, when) : 0;
    if (!(packed & 1) || isOut(out, concept, option)) return [];
    return [{place, when, packed, direct: false, tier: option.splice * 1e6 + (year - when) * 1e3 + (option.kinds[when - D.years[0]] >> 1),
      origin: option.origin, open: false, hung: {...option.hung, year: String(when)}}];
  });
  const declared = (option, year, D) => option.kinds[year - D.years[0]] >= 0;
  const differing = (a, b) => {
    const found = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key]);
    const drop = found.includes("inventory") && ("vintage" in a) !== ("vintage" in b);
    return drop ? found.filter((key) => key !== "vintage") : found;
  };
  const hangsOn = (deciding, stated) => {
    const asked = {}, turned = {}, turning = [];
    deciding.forEach((a, i) => deciding.slice(i + 1).forEach((b) => {
      const names = differing(a.hung, b.hung);
      const turns = agrees(stated, a.packed) !== agrees(stated, b.packed);
      if (turns) turning.push(names);
      if (names.length !== 1) return;
      asked[names[0]] = (asked[names[0]] || 0) + 1;
      if (turns) turned[names[0]] = (turned[names[0]] || 0) + 1;
    }));
    let names = Object.keys(turned);
    const part = (name) => (turned[name] ? turned[name] / asked[name] : 1);
    if (!names.length && turning.length) {
      const least = Math.min(...turning.filter((one) => one.length).map((one) => one.length));
      names = [...new Set(turning.filter((one) => one.length === least).flat())];
      if (!names.length) names = ["source"];
    }
    const place = (name) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
    return names.sort((a, b) => part(b) - part(a) || place(a) - place(b) || (a < b ? -1 : 1));
  };
  const label = (D, concept, region, year, stated, out = new Set()) => {
    const counted = evidence(D, concept, rowOf(D, region), year, out);
    if (!counted.length) return {code: "no_evidence", k: 0, n: 0, hung: []};
    const best = Math.min(...counted.map((one) => one.tier));
    const deciding = counted.filter((one) => one.tier === best);
    const seen = new Set(deciding.map((one) => [Number(agrees(stated, one.packed)), one.origin,
      one.open ? `${one.place}/${one.when}` : "", stated[0] ? hundredths(one.packed) : tenths(one.packed)].join("|")));
    const n = seen.size, k = [...seen].filter((one) => one[0] === "1").length;
    const direct = deciding.some((one) => one.direct);
    const code = k && k < n ? "depends" : k ? (direct ? "holds" : "plausible") : direct ? "wrong" : "not_borne_out";
    return {code, k, n, hung: code === "depends" ? hangsOn(deciding, stated) : []};
  };

  /* -- which choice is meant, and why a share may not be formed -- */
  const optionOf = (D, concept, year, wanted = {}) => {
    const {options, headline} = D.concepts[concept];
    const named = KEYS.some((key) => key in wanted);
    const usual = headline[year - D.years[0]];
    if (!named) return usual;
    const base = options[usual >= 0 ? usual : 0];
    const fits = (given) => options.findIndex((one) => KEYS.every((key) => given[key] === undefined || one[key] === given[key]));
    const exact = fits(Object.fromEntries(KEYS.map((key) => [key, wanted[key] ?? base[key]])));
    return exact >= 0 ? exact : fits(wanted);
  };
  const lacking = (D, concept, option, row, year) => {
    const {options, have, columns, headline} = D.concepts[concept], one = options[option], w = D.words.lacks;
    const years = range(...D.years).filter((_, at) => headline[at] >= 0);
    if (!one) return fill(w.no_headline, {year, first: years[0], last: years.at(-1)});
    const counts = have[one.series], there = counts[1 + year - D.years[0]];
    const fields = {have: there, of: counts[0], year, release: columns.release[one.release]};
    if (there && there < counts[0]) return fill(w.some, fields);
    return fill(there ? w.not_admissible : w.none, fields);
  };
  /* Whether a burden's share is below a carried one's: "1", "0", "-". */
  const below = (D, burden, carried, places, row, year) => {
    const signs = D.below[`${burden}.${places[burden]}:${carried}.${places[carried]}`];
    return signs ? signs[row * (D.years[1] - D.years[0] + 1) + year - D.years[0]] : "-";
  };
  const could = (D, places, row, year) => {
    const signs = D.burdens.flatMap((b) => D.carried.map((c) => below(D, b, c, places, row, year)));
    return !signs.length || signs.includes("-") ? "-" : signs.includes("0") ? "0" : "1";
  };

  /* -- all combinations of the choices that are left: each differs from the one before in one choice -- */
  const left = (D, concept, row, year, out) => {
    const {options, headline} = D.concepts[concept], usual = headline[year - D.years[0]];
    return range(0, options.length - 1).filter((place) => cell(D, concept, place, row, year) && !isOut(out, concept, options[place]))
      .sort((a, b) => (b === usual) - (a === usual));
  };
  const setsOf = (D, concepts, row, year, out) => concepts.map((concept) => ({concept, places: left(D, concept, row, year, out)}))
    .filter(({places}) => places.length);
  const countOf = (sets) => (sets.length ? product(sets.map(({places}) => places.length)) : 0);
  const combination = (sets, at) => {
    let size = countOf(sets), rest = at;
    return sets.map(({places}) => {
      size /= places.length;
      const digit = Math.floor(rest / size);
      rest = digit % 2 ? size - 1 - (rest % size) : rest % size;
      return places[digit];
    });
  };
  const placeOf = (sets, chosen) => {
    let at = 0, size = 1;
    for (let i = sets.length - 1; i >= 0; i -= 1) {
      const digit = sets[i].places.indexOf(chosen[i]);
      if (digit < 0) return -1;
      at = digit * size + (digit % 2 ? size - 1 - at : at);
      size *= sets[i].places.length;
    }
    return at;
  };
  /* In how many combinations each burden's share is below all that is carried, and of how many that can be asked. */
  const couldIn = (D, row, year, out) => {
    const held = setsOf(D, D.carried, row, year, out);
    if (held.length < D.carried.length) return [0, 0];
    let yes = 0, asked = 0;
    range(0, countOf(held) - 1).forEach((at) => {
      const chosen = Object.fromEntries(combination(held, at).map((place, i) => [held[i].concept, place]));
      const signs = D.burdens.map((burden) => left(D, burden, row, year, out).map((place) => (
        D.carried.map((one) => below(D, burden, one, {...chosen, [burden]: place}, row, year)).join(""))).filter((one) => !one.includes("-")));
      asked += product(signs.map((all) => all.length));
      yes += product(signs.map((all) => all.filter((one) => !one.includes("0")).length));
    });
    return [yes, asked];
  };

  /* -- the state, as the address has it -- */
  const paramsOf = (concept) => [["release", concept], ["denominator", `${concept}_base`], ["imports", concept === "co2" ? "power" : `${concept}_power`]];
  const parse = (search, usual) => {
    const asked = new URLSearchParams(search);
    const get = (name) => (asked.get(name) || "").slice(0, 60);
    const list = (name) => (asked.get(name) || "").split(",").filter(Boolean).map((one) => one.slice(0, 60));
    const wanted = {};
    new Set(Object.values(all).flatMap(conceptsOf)).forEach((concept) => paramsOf(concept).forEach(([key, name]) => {
      if (asked.has(name)) (wanted[concept] ??= {})[key] = get(name);
    }));
    const year = get("year") || String(usual.year);
    return {region: get("region") || usual.region, year: /^\d{1,4}$/.test(year) ? Number(year) : year, wanted, concepts: list("concepts"),
      beside: list("with"), out: new Set(list("without")), show: get("show"), said: get("figures") === "said", version: get("v")};
  };
  const written = (state, D) => {
    const asked = new URLSearchParams({region: state.region, year: state.year});
    Object.entries(state.wanted).forEach(([concept, tokens]) => paramsOf(concept).forEach(([key, name]) => {
      if (tokens[key] !== undefined) asked.set(name, tokens[key]);
    }));
    if (state.concepts.join() !== D.main.join()) asked.set("concepts", state.concepts.join(","));
    if (state.beside.length) asked.set("with", state.beside.join(","));
    if (state.out.size) asked.set("without", [...state.out].sort().join(","));
    if (state.show !== D.main[0]) asked.set("show", state.show);
    if (state.said) asked.set("figures", "said");
    asked.set("v", D.release);
    return `?${asked.toString().replaceAll("%2C", ",")}`;
  };
  const nameOf = (region) => {
    const D = all[nationOf(region)];
    return D.regions[rowOf(D, region)][1];
  };
  const conceptName = (concept) => Object.values(all).map((D) => D.words.concepts[concept]).find(Boolean) || concept;
  /* Whatever the address has that is not there: left out, and told in a sentence each. */
  const mended = (state, usual) => {
    const told = [];
    const known = (region) => Object.hasOwn(all, nationOf(region)) && rowOf(all[nationOf(region)], region) >= 0;
    const w = all[nationOf(usual.region)].words.fallback;
    if (!known(state.region) && known(state.region.toUpperCase())) state.region = state.region.toUpperCase();
    if (!known(state.region)) {
      told.push(fill(w.region, {region: state.region}));
      state.region = usual.region;
    }
    const D = all[nationOf(state.region)], own = conceptsOf(D);
    const [first, last] = D.years;
    if (!Number.isInteger(state.year) || state.year < first || state.year > last) {
      told.push(fill(w.year, {year: state.year, first, last}));
      state.year = D.latest;
    }
    Object.entries(state.wanted).forEach(([concept, wanted]) => {
      if (own.includes(concept) && optionOf(D, concept, state.year, wanted) >= 0) return;
      told.push(fill(w.choice, {concept: conceptName(concept), choice: Object.values(wanted).join(", ")}));
      delete state.wanted[concept];
    });
    [...state.concepts, state.show].filter((one) => one && !own.includes(one)).forEach((concept) => told.push(fill(w.concept, {concept, nation: D.words.nation})));
    state.concepts = own.filter((one) => state.concepts.includes(one));
    if (!state.concepts.length) state.concepts = [...D.main];
    if (!own.includes(state.show)) state.show = D.main[0];
    const asked = state.beside.map((region) => (known(region) ? region : region.toUpperCase()));
    asked.filter((region) => !known(region)).forEach((region) => told.push(fill(w.region, {region})));
    const beside = [...new Set(asked.filter(known))].filter((region) => region !== state.region);
    beside.slice(MOST).forEach((region) => told.push(fill(w.most, {region: nameOf(region)})));
    state.beside = beside.slice(0, MOST);
    const options = (concept) => (own.includes(concept) ? D.concepts[concept].options : []);
    state.out = new Set([...state.out].filter((one) => {
      const [concept, key, ...token] = one.split(".");
      const found = KEYS.includes(key) && options(concept).some((option) => option[key] === token.join("."));
      if (!found) told.push(fill(w.excluded, {choice: one}));
      return found;
    }));
    state.said &&= Boolean(D.said);
    if (state.version && state.version !== D.release) told.push(fill(w.release, {asked: state.version, release: D.release}));
    return told;
  };

  globalThis.regionshareExplorer = {parse, written, mended, all, cell, tenths, whole, printed, label, statedOf, agrees, optionOf, lacking, could,
    rowOf, nationOf, hundredths, conceptsOf, left, setsOf, countOf, combination, placeOf, couldIn, KEYS};

  /* -- the page -- */
  const make = (tag, attributes = {}, ...children) => {
    const svg = ["svg", "rect", "path", "circle", "line", "text"].includes(tag);
    const one = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => {
      if (value !== undefined && value !== false) one.setAttribute(name, value === true ? "" : value);
    });
    one.append(...children.filter((child) => child !== undefined && child !== ""));
    return one;
  };
  const load = (nation, base) => new Promise((done) => {
    if (Object.hasOwn(all, nation)) return done();
    const script = make("script", {src: `${base}${nation.toLowerCase()}.js`});
    script.onload = script.onerror = () => done();
    return document.head.append(script);
  });
  const listed = (comma, and, parts) => [parts.slice(0, -1).join(comma), ...parts.slice(-1)].filter(Boolean).join(and);
  const optionName = (D, concept, option, keys = KEYS) => keys.map((key) => {
    const names = D.concepts[concept].columns[key];
    return Object.keys(names).length > 1 || key === "release" ? names[option[key]] : "";
  }).filter(Boolean).join(D.words.comma);

  /* A choice in short: its figures, and what else is not as in the headline. */
  const shortName = (D, concept, place, year) => {
    const {options, headline} = D.concepts[concept], one = options[place], usual = options[headline[year - D.years[0]]];
    return one ? optionName(D, concept, one, KEYS.filter((key) => key === "release" || one[key] !== usual?.[key])) : "\u2013";
  };

  /* Everything that is shown of one region, year and concept. */
  const look = (D, state, region, concept) => {
    const own = D === all[nationOf(state.region)];
    const row = rowOf(D, region), wanted = own ? state.wanted[concept] : undefined;
    if (!D.concepts[concept]) return {place: -1, packed: 0, why: fill(D.words.lacks.no_concept, {concept: conceptName(concept), nation: D.words.nation})};
    if (state.year < D.years[0] || state.year > D.years[1]) {
      return {place: -1, packed: 0, why: fill(D.words.lacks.outside, {first: D.years[0], last: D.years[1]})};
    }
    const place = optionOf(D, concept, state.year, wanted);
    const packed = cell(D, concept, place, row, state.year);
    if (!packed) return {place, packed, why: lacking(D, concept, place, row, state.year)};
    const stated = (state.said && own && D.said[concept]) || statedOf(D, concept, packed);
    const out = own ? state.out : new Set();
    return {place, packed, stated, text: percent(D, stated[0] ? decimal(stated[1], stated[0]) : String(stated[1])),
      label: label(D, concept, region, state.year, stated, out)};
  };
  /* Whether a bar says another figure than the sentence: about 6, and 5.5. */
  const rounds = ({packed, stated}) => packed && Number(figure(packed)) !== stated[1] / 10 ** stated[0];
  const labelText = (D, {code, hung}) => (code === "depends"
    ? fill(D.words.depends_on, {choices: listed(D.words.marks.listed, D.words.marks.and, hung.map((one) => D.words.hung_on[one] || one))})
    : D.words.verdict[code]);
  const counted = (words, k, n, more) => fill(words[n === 1 ? (k ? "one" : "not_one") : n === 2 && k === 2 ? "both" : k === n ? "all" : k ? "some" : "none"], {k, n, ...more});
  const countText = (D, {label: {k, n}, text}) => (n ? counted(D.words.agree, k, n, {x: text}) : "");

  class View {
    constructor(root) {
      this.root = root;
      this.full = root.dataset.explorer === "full";
      this.base = root.dataset.base;
      this.usual = {region: root.dataset.region, year: Number(root.dataset.year)};
      this.here = root.dataset.nations.split(" ");
      this.still = matchMedia("(prefers-reduced-motion: reduce)");
    }

    async start() {
      const first = parse(location.search, this.usual);
      const asked = [this.usual.region, first.region, ...first.beside].map((region) => nationOf(region));
      const nations = this.here.filter((one) => asked.includes(one) || asked.includes(one.toLowerCase()));
      await Promise.all(nations.map((nation) => load(nation, this.base)));
      if (!all[nationOf(this.usual.region)]) return this.root.classList.add("x-alone"); // the links to the regions' pages stay
      const state = parse(location.search, this.usual);
      this.told = mended(state, this.usual);
      this.state = state;
      if (!this.shell) this.build();
      if (location.search && (this.told.length || this.full)) this.write("replaceState");
      this.draw();
    }

    get D() { return all[nationOf(this.state.region)]; }
    write(how) {
      try {
        history[how](null, "", written(this.state, this.D) + location.hash);
      } catch { /* A browser takes so many addresses in a minute, and no more. */ }
    }

    change(update, how = "pushState") {
      if (how === "pushState") {
        this.halt();
        this.moved = "";
      }
      update(this.state);
      this.told = mended(this.state, this.usual);
      if (how) this.write(how);
      this.draw();
    }

    select(name, label, change, className = "") {
      const one = make("select", {"aria-label": label, class: className, "data-name": name});
      one.addEventListener("change", () => change(one.value));
      return one;
    }

    button(text, press, className = "", label = undefined) {
      const one = make("button", {type: "button", class: className, "aria-label": label}, text);
      one.addEventListener("click", press);
      return one;
    }

    build() {
      const w = this.D.words;
      const year = (step) => () => this.change((state) => { state.year += step; });
      this.region = this.select("region", w.region, (value) => this.go(value));
      this.year = this.select("year", w.year, (value) => this.change((state) => { state.year = Number(value); }));
      this.before = this.button("\u2039", year(-1), "x-step", w.earlier);
      this.after = this.button("\u203a", year(1), "x-step", w.later);
      this.basis = {};
      this.sentence = make("p", {class: "x-sentence"});
      this.say = make("p", {class: "x-say", "aria-live": "polite"});
      this.notice = make("p", {class: "x-notice", role: "status"});
      this.figures = this.select("figures", w.figures, (value) => this.change((state) => { state.said = value === "said"; }));
      this.bars = make("ul", {class: "x-bars"});
      this.ticks = make("p", {class: "x-note"}, w.ticks);
      this.rounded = make("p", {class: "x-note"}, w.rounded);
      this.abroad = make("p", {class: "x-abroad", hidden: true});
      this.who = make("div", {class: "x-who"});
      this.step = this.buildSteps(w);
      this.out = make("details", {class: "x-out"});
      /* Copied by book.js, as all texts are: of an address of the reader's own computer the published one, or none. */
      const copies = (text, copied) => make("button", {type: "button", "data-copy": copied}, text);
      const tools = this.tools = make("p", {class: "x-tools"}, copies(w.copy, ""), copies(w.link, "{url}"),
        this.button(w.reset, () => this.change((state) => { Object.assign(state, {wanted: {}, out: new Set(), said: false}); }), "x-reset"));
      if (!this.full) tools.append(make("a", {class: "x-more"}, w.more));
      this.shell = make("div", {class: "x-shell"}, this.sentence, this.notice, this.abroad, this.bars, this.rounded, this.ticks, this.say, tools, this.step, this.who, this.out);
      this.shell.addEventListener("focusin", (event) => { if (!this.step.contains(event.target)) this.halt(); });
      this.shell.addEventListener("keydown", (event) => { if (event.key === "Escape") this.halt(); });
      if (this.full) this.buildMore(w);
      const fallback = this.root.querySelector("[data-fallback]");
      fallback.before(this.shell);
      this.sentence.after(...this.root.querySelectorAll(".x-opens"));
      fallback.hidden = true;
      addEventListener("popstate", () => { this.halt(false); this.start(); });
      let wait = 0;
      const measure = () => { this.width = Math.max(240, this.root.clientWidth); };
      measure();
      addEventListener("resize", () => { clearTimeout(wait); wait = setTimeout(() => { measure(); this.draw(); }, 150); });
    }

    buildMore(w) {
      this.beside = [0, 1, 2].map((place) => this.select(`beside${place}`, fill(w.beside, {n: place + 1}), (value) => this.go(value, place)));
      this.show = this.select("show", w.show, (value) => this.change((state) => { state.show = value; }));
      this.table = make("div", {class: "x-table", tabindex: 0, role: "region", "aria-label": w.table});
      this.history = make("figure", {class: "x-figure x-history"});
      this.strip = make("figure", {class: "x-figure x-strip"});
      this.map = make("div", {class: "x-map", role: "group", "aria-label": w.map});
      this.map.addEventListener("keydown", (event) => this.walk(event));
      this.list = make("details", {class: "x-list"});
      this.nations = this.here.length > 4 ? [] : this.here.map((nation) => this.button(w.nations[nation], () => this.go(nation)));
      this.nation = this.select("nation", w.of_nations, (value) => this.go(value));
      this.nation.append(...this.here.map((nation) => make("option", {value: nation}, w.nations[nation])));
      this.concepts = make("div", {class: "x-concepts", role: "group", "aria-label": w.in_sentence});
      this.shell.prepend(make("p", {class: "x-nations"}, ...(this.nations.length ? this.nations : [w.of_nations, this.nation])));
      this.shell.firstChild.hidden = this.here.length < 2;
      this.abroad.before(this.concepts, make("div", {class: "x-beside"}, make("p", {}, w.beside_title), ...this.beside));
      this.shell.append(
        make("h2", {}, w.table), this.table, make("h2", {}, w.over),
        make("p", {class: "x-choose"}, make("span", {}, w.show), this.show),
        this.history, this.strip, this.map, this.list);
    }

    /* A region, a nation, or a region beside it; its table is fetched first where it is not here yet. */
    async go(value, place = -1) {
      if (value) await load(nationOf(value), this.base);
      const D = all[nationOf(value)];
      if (value && !D) {
        this.told = [fill(this.D.words.fallback.nation, {nation: this.D.words.nations[value]})];
        return this.draw();
      }
      return this.change((state) => {
        const region = value && value === nationOf(value) ? D.regions.find(([one]) => one !== state.region && !state.beside.includes(one))[0] : value;
        if (place >= 0) {
          state.beside.splice(place, 1, ...(value ? [region] : []));
          return;
        }
        if (nationOf(value) !== nationOf(state.region)) {
          Object.assign(state, {wanted: {}, out: new Set(), said: false, concepts: [], show: ""});
          state.year = D.latest;
        }
        state.region = region === value ? region : D.first;
        state.beside = state.beside.filter((one) => one !== state.region);
      });
    }

    choose(chosen, how = "pushState") {
      this.change((state) => Object.entries(chosen).forEach(([concept, place]) => {
        const {options, headline, columns} = this.D.concepts[concept];
        if (place === headline[state.year - this.D.years[0]]) delete state.wanted[concept];
        else {
          const keys = KEYS.filter((key) => key !== "imports" || Object.keys(columns[key]).length > 1);
          state.wanted[concept] = Object.fromEntries(keys.map((key) => [key, options[place][key]]));
        }
      }), how);
    }

    basisOf(concept) {
      this.basis[concept] ??= this.select(concept, fill(this.D.words.counted_by, {concept: conceptName(concept)}),
        (value) => this.choose({[concept]: Number(value)}), "x-basis");
      return this.basis[concept];
    }

    draw() {
      const {D, state} = this, w = D.words, row = rowOf(D, state.region);
      this.found = Object.fromEntries(conceptsOf(D).map((concept) => [concept, look(D, state, state.region, concept)]));
      this.sets = setsOf(D, state.concepts, row, state.year, state.out);
      this.address = `${this.root.dataset.page}${written(state, D)}`;
      this.tools.dataset.url = this.address;
      this.fillSelects(D, state, row);
      this.drawSentence(D, state);
      this.notice.textContent = this.told.join(w.space);
      this.notice.hidden = !this.told.length;
      const mixed = this.full && state.beside.some((region) => nationOf(region) !== D.nation);
      this.abroad.hidden = !mixed;
      this.abroad.textContent = mixed ? `${w.abroad}${w.space}${w.own_nation}` : "";
      this.drawBars(D, state);
      this.drawWho(D, state, row);
      this.drawSteps(D, w);
      this.drawOut(D, state, row);
      this.root.querySelectorAll(".x-reset").forEach((one) => {
        one.hidden = !Object.keys(state.wanted).length && !state.out.size && !state.said;
      });
      this.root.querySelectorAll(".x-more").forEach((one) => { one.href = this.address; });
      if (!this.full) return;
      this.nations.forEach((one, place) => one.setAttribute("aria-pressed", String(this.here[place] === D.nation)));
      this.nation.value = D.nation;
      this.drawConcepts(D, state);
      this.drawTable(D, state);
      this.drawHistory(D, state);
      this.drawRegions(D, state);
    }

    fillSelects(D, state, row) {
      const w = D.words;
      const options = (select, list, value, key = "") => {
        if (!key || select.dataset.key !== key) select.replaceChildren(...list());
        select.dataset.key = key;
        select.value = value;
      };
      const names = (nation) => nation.regions.map(([id, name]) => make("option", {value: id}, name));
      options(this.region, () => names(D), state.region, D.nation);
      options(this.year, () => range(...D.years).map((year) => make("option", {value: year}, String(year))), String(state.year), D.nation);
      this.before.disabled = state.year <= D.years[0];
      this.after.disabled = state.year >= D.years[1];
      options(this.figures, () => [make("option", {value: "own"}, w.figures_own), make("option", {value: "said"}, w.figures_said)], state.said ? "said" : "own", "both");
      state.concepts.forEach((concept) => {
        const groups = new Map();
        D.concepts[concept].options.forEach((option, place) => {
          const packed = cell(D, concept, place, row, state.year);
          if (!packed && place !== this.found[concept].place) return;
          const group = D.concepts[concept].columns.release[option.release];
          const name = optionName(D, concept, option);
          const note = isOut(state.out, concept, option) ? w.out_note : "";
          const text = fill(w.option, {name, value: packed ? printed(D, packed) : "\u2013"}) + note;
          if (!groups.has(group)) groups.set(group, make("optgroup", {label: group}));
          groups.get(group).append(make("option", {value: place, disabled: !packed}, text));
        });
        if (this.found[concept].place < 0) groups.set("", make("option", {value: -1, disabled: true}, "\u2013"));
        options(this.basisOf(concept), () => groups.values(), String(this.found[concept].place));
      });
      if (!this.full) return;
      const {here} = this;
      this.beside.forEach((select, place) => {
        select.hidden = place > state.beside.length;
        options(select, () => [make("option", {value: ""}, w.nobody), ...here.map((nation) => make("optgroup", {label: w.nations[nation]},
          ...(all[nation] ? names(all[nation]) : [make("option", {value: nation}, w.load)])))],
        state.beside[place] || "", here.filter((nation) => all[nation]).join());
      });
      options(this.show, () => conceptsOf(D).map((one) => make("option", {value: one}, w.concepts[one])), state.show, D.nation);
    }

    drawConcepts(D, state) {
      const key = `${D.nation} ${state.concepts.join()}`, focused = this.concepts.contains(document.activeElement) ? document.activeElement.value : "";
      if (this.concepts.dataset.key === key) return;
      this.concepts.dataset.key = key;
      const boxes = conceptsOf(D).map((concept) => {
        const box = make("input", {type: "checkbox", value: concept});
        box.checked = state.concepts.includes(concept);
        box.disabled = box.checked && state.concepts.length < 2;
        box.addEventListener("change", () => this.change((one) => { one.concepts = conceptsOf(D).filter((c) => (c === concept ? box.checked : one.concepts.includes(c))); }));
        return make("label", {}, box, ` ${D.words.concepts[concept]}`);
      });
      this.concepts.hidden = boxes.length < 2;
      this.concepts.replaceChildren(make("span", {}, D.words.in_sentence), ...boxes);
      if (focused) this.concepts.querySelector(`[value="${focused}"]`)?.focus({preventScroll: true});
    }

    drawSentence(D, state) {
      const w = D.words, focus = document.activeElement;
      const name = nameOf(state.region);
      const put = (text, parts) => text.split(/\{(\w+)\}/).flatMap((piece, i) => (i % 2 ? parts[piece] : [piece]));
      /* The first clause names the nation, those behind it say "its". */
      const whose = (i) => ({whose: w.whose[+(i > 0)], of: fill(w.of[+(i > 0)], {nation: w.nation})});
      const clauses = state.concepts.map((concept, place) => {
        const one = this.found[concept];
        const figure = make("strong", {class: `concept-${D.tones[concept]}`}, one.packed ? one.text : "\u2013");
        const shown = make("span", {"aria-hidden": "true"}, shortName(D, concept, one.place, state.year));
        const chosen = make("span", {class: "x-chosen"}, shown, this.basis[concept]);
        const exact = rounds(one) && make("span", {class: "x-exact"}, fill(w.exact, {value: printed(D, one.packed)}));
        const parts = exact ? [make("span", {class: "x-both"}, figure, exact), " ", make("span", {class: "x-stated"}, chosen)]
          : [make("span", {class: "x-stated"}, figure, " ", chosen)];
        return put(w.clauses[concept], {...whose(place), x: parts});
      });
      /* A clause is a block of its own, kept on one line where it fits, with the mark that parts it from the next. */
      const clause = (...parts) => make("span", {class: "x-clause"}, ...parts);
      let begins = "";
      const joined = clauses.flatMap((parts, i) => {
        const ends = i === clauses.length - 1 ? [w.end] : [];
        const [, stop, gap, next] = (ends.length ? "" : i === clauses.length - 2 ? w.and : w.comma).match(/^(\S*)(\s?)(.*)$/);
        const made = [clause(begins, ...parts, stop, ...ends), gap];
        begins = next;
        return made;
      });
      this.sentence.replaceChildren(
        clause(...put(w.open, {year: [make("span", {class: "x-year"}, this.before, this.year, this.after)], region: [this.region]})), /\s?$/.exec(w.open)[0],
        ...joined,
        ...(D.said ? [w.space, make("span", {class: "x-against"}, w.against, this.figures)] : []),
      );
      /* A mark behind a control stays on its line. */
      this.sentence.normalize();
      this.sentence.querySelectorAll(".x-stated").forEach((one) => {
        const next = one.nextSibling;
        if (/^[\uff0c\u3002,.]/.test(next?.data || "")) one.append(next.splitText(1) && next);
      });
      if (focus && this.sentence.contains(focus)) focus.focus({preventScroll: true});
      const formed = state.concepts.filter((concept) => this.found[concept].packed);
      const lacks = state.concepts.filter((concept) => !this.found[concept].packed);
      const plain = formed.length ? fill(w.open, {year: state.year, region: name})
        + listed(w.comma, w.and, formed.map((concept, i) => fill(w.clauses[concept], {...whose(i), x: this.found[concept].text}))) + w.end : "";
      const rest = lacks.map((concept) => fill(w.not_formed, {concept: w.concepts[concept], why: this.found[concept].why}));
      this.say.textContent = [plain, ...rest].filter(Boolean).join(w.space);
      this.tools.firstChild.dataset.copy = this.say.textContent;
    }

    shown() {
      const {D, state} = this;
      return [state.region, ...(this.full ? state.beside : [])].map((region) => ({region, D: all[nationOf(region)],
        name: nationOf(region) === D.nation ? nameOf(region) : fill(D.words.of_nation, {region: nameOf(region), nation: D.words.nations[nationOf(region)]}),
        found: region === state.region ? this.found : Object.fromEntries(state.concepts.map((c) => [c, look(all[nationOf(region)], state, region, c)]))}));
    }

    drawBars(D, state) {
      const w = D.words, regions = this.shown();
      const row = rowOf(D, state.region);
      const others = Object.fromEntries(this.sets.map(({concept, places}) => [concept, places.map((place) => hundredths(cell(D, concept, place, row, state.year)))]));
      const top = Math.max(1, ...Object.values(others).flat(), ...regions.flatMap((one) => state.concepts.map((c) => hundredths(one.found[c].packed)))) * 1.25;
      this.bars.replaceChildren(...state.concepts.map((concept) => {
        const one = this.found[concept];
        const bars = regions.map(({region, D: nation, found, name}) => {
          const {packed, why} = found[concept];
          const width = `${((100 * hundredths(packed)) / top).toFixed(2)}%`;
          const ticks = region === state.region && one.packed && others[concept]?.length > 1 ? others[concept] : [];
          const svg = make("svg", {width: "100%", height: ticks.length ? 34 : 26, "aria-hidden": "true"}, make("rect", {class: "x-ground", width: "100%", height: 26}),
            make("rect", {class: "x-share", width, height: 26, opacity: region === state.region ? undefined : 0.55}));
          new Set(ticks).forEach((value) => {
            const x = `${((100 * value) / top).toFixed(2)}%`;
            svg.append(make("line", {class: "x-tick", x1: x, x2: x, y1: 27, y2: 34}));
          });
          const mark = state.said && region === state.region ? D.said[concept] : null;
          if (mark) {
            const x = `${((100 * (mark[0] ? mark[1] * 10 : mark[1] * 100)) / top).toFixed(2)}%`;
            svg.append(make("line", {class: "x-said", x1: x, x2: x, y1: -2, y2: 28}));
          }
          const text = packed ? printed(nation, packed) : fill(w.bar_lacks, {why});
          return make("div", {class: ticks.length ? "x-bar x-ticked" : "x-bar"}, regions.length > 1 ? make("span", {class: "x-of"}, name) : "", svg,
            make("span", {class: packed ? "x-value" : "x-value x-lacks", style: `left: ${packed ? width : 0}`}, text));
        });
        return make("li", {class: `x-row concept-${D.tones[concept]}`}, make("p", {class: "x-name"}, w.concepts[concept]), make("div", {class: "x-place"}, ...bars),
          make("p", {class: "x-label"}, ...(one.packed ? this.badge(D, one) : [])));
      }));
      this.ticks.hidden = !this.bars.querySelector(".x-tick");
      this.rounded.hidden = !this.sentence.querySelector(".x-exact");
    }

    badge(D, found) {
      const text = countText(D, found), {label} = found;
      return [make("span", {class: `badge-${D.words.badges[label.code]}`}, labelText(D, label)), text ? make("span", {class: "x-count"}, text) : ""];
    }

    drawWho(D, state, row) {
      const w = D.words.who, title = make("strong", {}, w.title);
      if (w.unasked) return this.who.replaceChildren(make("p", {}, title, this.D.words.space, w.unasked));
      const places = Object.fromEntries([...D.burdens, ...D.carried].map((concept) => [concept, this.found[concept].place]));
      const sign = could(D, places, row, state.year);
      const name = nameOf(state.region);
      const text = fill(w[sign === "1" ? "could" : sign === "0" ? "could_not" : "open"], {region: name, year: state.year});
      const others = D.regions.map(([, other], at) => [other, could(D, places, at, state.year)]).filter(([, one]) => one !== "-");
      const able = others.filter(([, one]) => one === "1").map(([other]) => other);
      const key = [state.region, state.year, ...state.out].join();
      if (this.tally?.key !== key) this.tally = {key, counts: couldIn(D, row, state.year, state.out)};
      const [k, n] = this.tally.counts;
      return this.who.replaceChildren(make("p", {}, title, this.D.words.space, text),
        others.length ? make("p", {}, fill(w.others, {k: able.length, n: others.length, names: able.join(D.words.marks.listed) || w.nobody})) : "",
        n > 1 ? make("p", {}, counted(w.combinations, k, n, {region: name})) : "",
        w.lacking ? make("p", {}, w.lacking) : "");
    }

    /* -- stepping through all combinations of the choices that are left, one choice changed at a time -- */
    buildSteps(w) {
      const step = (by) => () => { this.halt(); this.move(by, "replaceState"); };
      this.play = this.button(w.step, () => (this.timer ? this.halt() : this.run()), "x-play");
      this.pace = this.select("pace", w.pace, () => { if (this.timer) this.run(); });
      this.pace.append(...PACES.map((pace, i) => make("option", {value: pace, selected: i === 1}, w.paces[i])));
      this.slide = make("input", {type: "range", min: 1, step: 1, class: "x-slide", "aria-label": w.slide});
      this.slide.addEventListener("input", () => { this.hush(true); this.move(0, "", Number(this.slide.value) - 1); });
      this.slide.addEventListener("change", () => { this.hush(false); this.write("replaceState"); });
      this.stepText = make("span", {class: "x-at", "aria-live": "polite"});
      this.moving = [this.play, this.pace];
      this.stepping = [this.button("\u2039", step(-1), "x-step", w.step_back), this.button("\u203a", step(1), "x-step", w.step_on), this.slide];
      return make("div", {class: "x-steps", role: "group", "aria-label": w.step}, this.play, ...this.stepping, this.pace, this.stepText);
    }

    /* The combination so many steps on, or the one at a place; false behind the last, where nothing wraps. */
    move(by, how, place = -1) {
      const {sets} = this, n = countOf(sets);
      const here = placeOf(sets, sets.map(({concept}) => this.found[concept].place));
      const at = place >= 0 ? place : here < 0 && by < 0 ? n - 1 : here + by;
      if (!n || (!how && at >= n)) return false;
      const chosen = combination(sets, (at + n) % n);
      const moved = sets.findIndex(({concept}, i) => this.found[concept].place !== chosen[i]);
      this.moved = moved >= 0 ? sets[moved].concept : "";
      this.choose(Object.fromEntries(sets.map(({concept}, i) => [concept, chosen[i]])), how);
      return at < n - 1;
    }

    /* While it runs nothing is read out, and the address waits. */
    hush(quiet) {
      [this.say, this.stepText].forEach((one) => one.setAttribute("aria-live", quiet ? "off" : "polite"));
    }

    run() {
      clearInterval(this.timer);
      this.hush(true);
      const n = countOf(this.sets), here = placeOf(this.sets, this.sets.map(({concept}) => this.found[concept].place));
      this.timer = setInterval(() => { if (!this.move(1, "")) this.halt(); }, Number(this.pace.value));
      this.move(0, "", here === n - 1 ? 0 : Math.min(here + 1, n - 1));
    }

    halt(stays = true) {
      if (!this.timer) return;
      clearInterval(this.timer);
      this.timer = 0;
      this.hush(false);
      if (stays) this.write("replaceState");
      this.draw();
    }

    drawSteps(D, w) {
      const n = countOf(this.sets), at = placeOf(this.sets, this.sets.map(({concept}) => this.found[concept].place));
      this.step.hidden = !n;
      this.moving.forEach((one) => { one.hidden = n < 2 || this.still.matches; });
      this.stepping.forEach((one) => { one.hidden = n < 2; });
      this.play.textContent = this.timer ? w.halt : w.step;
      this.slide.max = n;
      this.slide.value = at + 1;
      const moved = this.moved && this.found[this.moved], of = n < 2 ? w.step_one : at < 0 ? w.step_of : w.step_at;
      const changed = moved?.packed ? fill(w.step_changed, {concept: w.concepts[this.moved], choice: optionName(D, this.moved, D.concepts[this.moved].options[moved.place]), value: printed(D, moved.packed)}) : "";
      const text = [fill(of, {k: at + 1, n}), changed, n > 1 && this.still.matches ? w.still : ""].filter(Boolean).join(w.space);
      if (this.stepText.textContent !== text) this.stepText.textContent = text;
      this.slide.setAttribute("aria-valuetext", text);
    }

    /* -- what is left out -- */
    drawOut(D, state, row) {
      const w = D.words, focused = this.out.contains(document.activeElement) ? document.activeElement.value : "";
      const groups = state.concepts.map((concept) => {
        const options = D.concepts[concept].options.filter((_, place) => cell(D, concept, place, row, state.year));
        const boxes = KEYS.flatMap((key) => {
          const tokens = [...new Set(options.map((option) => option[key]))];
          return tokens.length < 2 ? [] : tokens.map((token) => {
            const value = `${concept}.${key}.${token}`;
            const box = make("input", {type: "checkbox", value});
            box.checked = !state.out.has(value);
            box.addEventListener("change", () => this.change((one) => { one.out[box.checked ? "delete" : "add"](value); }));
            return make("label", {}, box, ` ${D.concepts[concept].columns[key][token]}`);
          });
        });
        return boxes.length ? make("fieldset", {}, make("legend", {}, w.concepts[concept]), ...boxes) : "";
      });
      const open = this.out.open || state.out.size > 0;
      this.out.replaceChildren(make("summary", {}, state.out.size ? fill(w.out_some, {n: state.out.size}) : w.out), make("p", {}, w.out_lead), ...groups.filter(Boolean));
      this.out.open = open;
      if (focused) [...this.out.querySelectorAll("input")].find((one) => one.value === focused)?.focus({preventScroll: true});
    }

    /* -- the numbers, each with its card -- */
    card(D, region, concept, found, year) {
      const w = D.words.card, option = D.concepts[concept].options[found.place];
      const columns = D.concepts[concept].columns, headline = D.concepts[concept].headline[year - D.years[0]] === found.place;
      const id = `share/${concept}/${region}/${year}${headline ? "" : `@${option.token}`}`;
      const inGrid = declared(option, year, D), known = (this.root.dataset.cards ?? "").split(" ").includes(id);
      const page = known && `numbers.html#num-${id.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
      const rows = [[w.formula, fill(w.formula_text, {region: nameOf(region), year, concept: D.words.concepts[concept]})],
        [w.release, columns.release[option.release]], [w.denominator, columns.denominator[option.denominator]],
        Object.keys(columns.imports).length > 1 ? [w.imports, columns.imports[option.imports]] : null, [w.series, option.series],
        inGrid ? [w.number, id] : [w.number, w.crossing]].filter(Boolean);
      return make("details", {class: "x-card"}, make("summary", {}, printed(D, found.packed)),
        make("dl", {}, ...rows.flatMap(([key, text]) => [make("dt", {}, key), make("dd", {}, text)])),
        page ? make("p", {}, make("a", {href: `${this.root.dataset.root}${page}`}, w.open)) : "",
        inGrid ? make("p", {}, w.again, make("code", {}, fill(D.words.command, {id}))) : "",
        make("p", {}, make("a", {href: `${this.root.dataset.root}sources.html`}, w.sources)));
    }

    drawTable(D, state) {
      const w = D.words, regions = this.shown();
      const heads = [w.quantity, w.region, fill(w.share_of, {year: state.year}), w.choice, w.label];
      const rows = state.concepts.flatMap((concept) => regions.map(({D: nation, region, found, name}, at) => {
        const one = found[concept];
        const option = one.place >= 0 ? nation.concepts[concept].options[one.place] : null;
        return make("tr", {class: `concept-${D.tones[concept]}`}, at ? "" : make("th", {scope: "rowgroup", rowspan: regions.length}, w.concepts[concept]),
          make("th", {scope: "row"}, name),
          make("td", {"data-head": heads[2]}, one.packed ? this.card(nation, region, concept, one, state.year) : fill(w.bar_lacks, {why: one.why})),
          make("td", {"data-head": heads[3]}, option ? optionName(nation, concept, option) : "\u2013"),
          make("td", {"data-head": heads[4]}, ...(one.packed ? this.badge(nation, one) : ["\u2013"])));
      }));
      this.table.replaceChildren(make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", {scope: "col"}, text)))), make("tbody", {}, ...rows)));
    }

    /* The years of a region: values, parted where a figure is missing, the choice changes or the series breaks. */
    runs(D, state, region) {
      const concept = state.show, row = rowOf(D, region), own = D === this.D, found = [];
      if (!D.concepts[concept]) return found;
      let before = -2, place = -1;
      range(...D.years).forEach((year) => {
        const option = optionOf(D, concept, year, own ? state.wanted[concept] : undefined);
        const packed = cell(D, concept, option, row, year);
        if (!packed) return;
        const series = D.concepts[concept].options[option].series;
        const broken = D.concepts[concept].breaks[series].includes(year);
        if (year !== before + 1 || option !== place || broken) found.push([]);
        found.at(-1).push([year, packed]);
        [before, place] = [year, option];
      });
      return found;
    }

    drawHistory(D, state) {
      const w = D.words, width = this.width, height = 220, left = 56, right = 12, bottom = 26, topEdge = 10;
      const lines = this.shown().map((one) => ({...one, runs: this.runs(one.D, state, one.region)}));
      const points = lines.flatMap((one) => one.runs.flat());
      const caption = make("figcaption", {}, fill(w.history, {concept: w.concepts[state.show], regions: lines.map((one) => one.name).join(w.marks.listed)}));
      if (!points.length) return this.history.replaceChildren(caption, make("p", {}, w.no_history));
      const top = Math.max(...points.map(([, packed]) => hundredths(packed)));
      const years = points.map(([year]) => year), first = Math.min(...years), last = Math.max(...years, first + 1);
      const x = (year) => left + ((year - first) / (last - first)) * (width - left - right);
      const y = (value) => height - bottom - (value / top) * (height - bottom - topEdge);
      const svg = make("svg", {width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-hidden": "true", class: `concept-${D.tones[state.show]}`},
        make("line", {class: "x-axis", x1: left, x2: width - right, y1: y(0), y2: y(0)}),
        make("text", {x: left - 6, y: y(0) + 4, "text-anchor": "end"}, percent(D, "0")),
        make("text", {x: left - 6, y: y(top) + 8, "text-anchor": "end"}, printed(D, points.find(([, packed]) => hundredths(packed) === top)[1])),
        make("text", {x: left, y: height - 6}, String(first)), make("text", {x: width - right, y: height - 6, "text-anchor": "end"}, String(last)));
      lines.forEach(({runs}, at) => {
        const style = `x-line x-line-${at}`;
        runs.forEach((run) => svg.append(make("path", {class: style, d: run.map(([year, packed], i) => `${i ? "L" : "M"}${x(year).toFixed(1)} ${y(hundredths(packed)).toFixed(1)}`).join("") + (run.length < 2 ? "h0" : "")})));
        const now = runs.flat().find(([year]) => year === state.year);
        if (!now) return;
        const [cx, cy] = [x(now[0]), y(hundredths(now[1]))];
        svg.append(make("circle", {class: style, cx, cy, r: 4.5}));
        if (!at) svg.append(make("text", {class: "x-ring", x: cx > width / 2 ? cx - 8 : cx + 8, y: cy + (cy > height / 2 ? -12 : 22), "text-anchor": cx > width / 2 ? "end" : "start"}, fill(w.at, {year: now[0], value: printed(lines[0].D, now[1])})));
      });
      if (state.year >= first && state.year <= last) svg.prepend(make("line", {class: "x-now", x1: x(state.year), x2: x(state.year), y1: topEdge, y2: y(0)}));
      const key = lines.length > 1 ? make("p", {class: `x-key concept-${D.tones[state.show]}`}, ...lines.map((one, at) => make("span", {}, make("svg", {width: 32, height: 10, "aria-hidden": "true"}, make("line", {class: `x-line x-line-${at}`, x1: 2, x2: 30, y1: 5, y2: 5})), one.name))) : "";
      const rows = range(first, last).map((year) => make("tr", {}, make("th", {scope: "row"}, String(year)), ...lines.map((one) => {
        const found = one.runs.flat().find(([when]) => when === year);
        return make("td", {}, found ? printed(one.D, found[1]) : "\u2013");
      })));
      const open = this.history.querySelector("details")?.open;
      const table = make("details", {}, make("summary", {}, w.as_table), make("table", {}, make("thead", {}, make("tr", {},
        make("th", {scope: "col"}, w.year), ...lines.map((one) => make("th", {scope: "col"}, one.name)))), make("tbody", {}, ...rows)));
      table.open = Boolean(open);
      const chosen = state.wanted[state.show] ? "" : w.history_headline;
      return this.history.replaceChildren(caption, svg, key, make("p", {class: "x-note"}, w.history_note, w.space, chosen), table);
    }

    /* All regions: a strip, a map of tiles and a table, of the concept shown, by the choice made. */
    drawRegions(D, state) {
      const w = D.words, concept = state.show, place = this.found[concept].place, year = state.year;
      const shares = D.regions.map(([id, name, r, c, short], row) => ({id, name, r, c, short, packed: cell(D, concept, place, row, year)}));
      const known = shares.filter((one) => one.packed).sort((a, b) => hundredths(b.packed) - hundredths(a.packed));
      const top = Math.max(1, ...known.map((one) => hundredths(one.packed)));
      const own = known.find((one) => one.id === state.region);
      const larger = own ? known.filter((one) => hundredths(one.packed) > hundredths(own.packed)).length : 0;
      const fields = {concept: w.concepts[concept], year, n: known.length, k: larger + 1, region: nameOf(state.region), value: own ? printed(D, own.packed) : ""};
      const width = this.width;
      const x = (one) => 10 + (hundredths(one.packed) / top) * (width - 20);
      const svg = make("svg", {width, height: 58, viewBox: `0 0 ${width} 58`, role: "img", "aria-hidden": "true", class: `concept-${D.tones[concept]}`},
        make("line", {class: "x-axis", x1: 10, x2: width - 10, y1: 34, y2: 34}),
        ...known.map((one) => make("circle", {class: one.id === state.region ? "x-own" : state.beside.includes(one.id) ? "x-other" : "x-dot", cx: x(one).toFixed(1), cy: 34, r: one.id === state.region ? 7 : 5})));
      if (own) svg.append(make("text", {x: Math.min(x(own), width - 60), y: 18, "text-anchor": x(own) < 60 ? "start" : "middle"}, own.name));
      svg.append(make("text", {x: 10, y: 55}, percent(D, "0")), make("text", {x: width - 10, y: 55, "text-anchor": "end"}, known.length ? printed(D, known[0].packed) : ""));
      this.strip.replaceChildren(make("figcaption", {}, fill(own ? w.strip : w.strip_lacks, fields)), svg,
        make("p", {class: "x-note"}, w.dots, shares.some((one) => one.r !== null) ? `${w.space}${w.tiles}` : ""));
      const current = this.map.contains(document.activeElement) ? document.activeElement.value : "";
      this.map.replaceChildren(...shares.filter((one) => one.r !== null).map((one) => {
        const here = one.id === state.region;
        const tile = make("button", {type: "button", value: one.id, class: `x-tile concept-${D.tones[concept]}`, tabindex: here ? 0 : -1, "aria-pressed": String(here),
          style: `grid-area: ${one.r} / ${one.c}; --level: ${((100 * hundredths(one.packed)) / top).toFixed(1)}%`,
          "aria-label": `${one.short} ${one.packed ? printed(D, one.packed) : w.no_figure}${w.comma}${one.name}`, title: one.name},
          make("span", {class: "x-short"}, one.short), make("span", {}, one.packed ? figure(one.packed) : "\u2013"), make("i", {}));
        tile.addEventListener("click", () => this.go(one.id));
        return tile;
      }));
      this.map.hidden = !this.map.children.length;
      if (current) this.map.querySelector(`[value="${current}"]`)?.focus({preventScroll: true});
      const open = this.list.open;
      this.list.replaceChildren(make("summary", {}, w.as_table), make("table", {}, make("thead", {}, make("tr", {}, make("th", {scope: "col"}, w.region), make("th", {scope: "col"}, fill(w.share_of, {year})))),
        make("tbody", {}, ...[...known, ...shares.filter((one) => !one.packed)].map((one) => make("tr", {class: one.id === state.region ? "marked" : undefined}, make("th", {scope: "row"}, one.name), make("td", {}, one.packed ? printed(D, one.packed) : "\u2013"))))));
      this.list.open = open;
    }

    walk(event) {
      const tiles = [...this.map.children], at = tiles.indexOf(event.target);
      const by = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
      if (at < 0 || !by) return;
      event.preventDefault();
      tiles[(at + by + tiles.length) % tiles.length].focus();
    }
  }

  const begin = () => document.querySelectorAll("[data-explorer]").forEach((root) => {
    const view = new View(root);
    root.explorer = view;
    view.start();
  });
  if (globalThis.document?.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else if (globalThis.document) begin();
})();
