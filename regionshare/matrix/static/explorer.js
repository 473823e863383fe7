/* The explorer: looks up what Python computed, counts, and puts it into words. It computes no figure. */
(() => {
  "use strict";
  const all = (globalThis.regionshareTables ??= Object.create(null));
  const CONCEPTS = ["energy", "co2", "population", "gdp"];
  const KEYS = ["release", "denominator", "imports"];
  const ORDER = ["inventory", "vintage", "denominator", "imports", "year", "source"];
  const range = (from, to) => Array.from({length: to - from + 1}, (_, i) => from + i);
  const fill = (text, fields) => text.replace(/\{(\w+)\}/g, (_, key) => fields[key]);

  /* -- the table of a nation: cells as `matrix.choices.packed` wrote them -- */
  const nationOf = (region) => region.split("-")[0];
  const rowOf = (D, region) => D.regions.findIndex((one) => one[0] === region);
  const cell = (D, concept, option, row, year) => {
    const run = D.concepts[concept]?.options[option]?.cells[row];
    return (run && run[year - D.years[0] - run[0] + 1] && year - D.years[0] >= run[0]) ? run[year - D.years[0] - run[0] + 1] : 0;
  };
  const hundredths = (packed) => packed >> 3;
  const tenths = (packed) => Math.floor(hundredths(packed) / 10) + ((packed >> 2) & 1);
  const whole = (packed) => Math.floor(hundredths(packed) / 100) + ((packed >> 1) & 1);
  const decimal = (count) => `${Math.floor(count / 10)}.${count % 10}`;
  const percent = (D, text) => fill(D.words.percent, {value: text});
  const printed = (D, packed) => percent(D, decimal(tenths(packed)));

  /* -- a statement and its label, by the rules of `claims.verdict` -- */
  const statedOf = (D, concept, packed) => {
    const fine = D.concepts[concept].fine || whole(packed) === 0;
    return [Number(fine), fine ? tenths(packed) : whole(packed)];
  };
  const agrees = ([fine, figure], packed) => (fine ? tenths(packed) : whole(packed)) === figure;
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
    const {options, have, columns} = D.concepts[concept], one = options[option], w = D.words.lacks;
    if (!one) return w.no_headline;
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
    const signs = ["energy", "co2"].flatMap((b) => ["population", "gdp"].map((c) => below(D, b, c, places, row, year)));
    return signs.includes("-") ? "-" : signs.includes("0") ? "0" : "1";
  };

  /* -- the state, as the address has it -- */
  const PARAMS = CONCEPTS.flatMap((concept) => KEYS.map((key) => [concept, key,
    key === "release" ? concept : key === "denominator" ? `${concept}_base` : concept === "co2" ? "power" : ""]))
    .filter(([, , name]) => name);
  const parse = (search, usual) => {
    const asked = new URLSearchParams(search);
    const list = (name) => (asked.get(name) || "").split(",").filter(Boolean);
    const wanted = {};
    PARAMS.forEach(([concept, key, name]) => {
      if (asked.has(name)) (wanted[concept] ??= {})[key] = asked.get(name);
    });
    return {region: asked.get("region") || usual.region, year: Number(asked.get("year") || usual.year), wanted,
      beside: list("with"), out: new Set(list("without")), show: asked.get("show") || "energy",
      said: asked.get("figures") === "said", version: asked.get("v") || ""};
  };
  const written = (state, release) => {
    const asked = new URLSearchParams({region: state.region, year: state.year});
    PARAMS.forEach(([concept, key, name]) => {
      const token = state.wanted[concept]?.[key];
      if (token !== undefined) asked.set(name, token);
    });
    if (state.beside.length) asked.set("with", state.beside.join(","));
    if (state.out.size) asked.set("without", [...state.out].sort().join(","));
    if (state.show !== "energy") asked.set("show", state.show);
    if (state.said) asked.set("figures", "said");
    asked.set("v", release);
    return `?${asked.toString().replaceAll("%2C", ",")}`;
  };
  /* Whatever the address has that is not there: left out, and told in a sentence each. */
  const mended = (state, usual) => {
    const told = [];
    let D = all[nationOf(state.region)];
    const w = (D || all[nationOf(usual.region)]).words.fallback;
    if (!D || rowOf(D, state.region) < 0) {
      told.push(fill(w.region, {region: state.region}));
      state.region = usual.region;
      D = all[nationOf(state.region)];
    }
    const [first, last] = D.years;
    if (!Number.isInteger(state.year) || state.year < first || state.year > last) {
      told.push(fill(w.year, {year: state.year, first, last}));
      state.year = D.latest;
    }
    CONCEPTS.forEach((concept) => {
      const wanted = state.wanted[concept];
      if (!wanted || optionOf(D, concept, state.year, wanted) >= 0) return;
      told.push(fill(w.choice, {concept: D.words.concepts[concept], choice: Object.values(wanted).join(", ")}));
      delete state.wanted[concept];
    });
    const known = (region) => all[nationOf(region)] && rowOf(all[nationOf(region)], region) >= 0;
    const beside = [...new Set(state.beside)].filter((region) => region !== state.region);
    beside.filter((region) => !known(region)).forEach((region) => told.push(fill(w.region, {region})));
    state.beside = beside.filter(known).slice(0, 3);
    const options = (concept) => D.concepts[concept]?.options || [];
    state.out = new Set([...state.out].filter((one) => {
      const [concept, key, ...token] = one.split(".");
      const found = KEYS.includes(key) && options(concept).some((option) => option[key] === token.join("."));
      if (!found) told.push(fill(w.excluded, {choice: one}));
      return found;
    }));
    if (!CONCEPTS.includes(state.show)) state.show = "energy";
    state.said &&= Boolean(D.said);
    if (state.version && state.version !== D.release) told.push(fill(w.release, {asked: state.version, release: D.release}));
    return told;
  };

  globalThis.regionshareExplorer = {parse, written, mended, all, cell, tenths, whole, printed, label, statedOf, agrees, optionOf, lacking, could,
    rowOf, nationOf, hundredths, CONCEPTS, KEYS};

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
    if (all[nation]) return done();
    const script = make("script", {src: `${base}${nation.toLowerCase()}.js`});
    script.onload = script.onerror = () => done();
    return document.head.append(script);
  });
  const nameOf = (region) => {
    const D = all[nationOf(region)];
    return D.regions[rowOf(D, region)][1];
  };
  const listed = (D, parts) => {
    const {comma, and} = D.words;
    return parts.length < 2 ? parts.join("") : parts.slice(0, -1).join(comma) + and + parts.at(-1);
  };
  const optionName = (D, concept, option, keys = KEYS) => keys.map((key) => {
    const names = D.concepts[concept].columns[key];
    return Object.keys(names).length > 1 || key === "release" ? names[option[key]] : "";
  }).filter(Boolean).join(D.words.comma);

  /* Everything that is shown of one region, year and concept. */
  const look = (D, state, region, concept) => {
    const own = D === all[nationOf(state.region)];
    const row = rowOf(D, region), wanted = own ? state.wanted[concept] : undefined;
    if (!D.concepts[concept] || state.year < D.years[0] || state.year > D.years[1]) {
      return {place: -1, packed: 0, why: fill(D.words.lacks.outside, {first: D.years[0], last: D.years[1]})};
    }
    const place = optionOf(D, concept, state.year, wanted);
    const packed = cell(D, concept, place, row, state.year);
    if (!packed) return {place, packed, why: lacking(D, concept, place, row, state.year)};
    const stated = state.said && own ? D.said[concept] : statedOf(D, concept, packed);
    const out = own ? state.out : new Set();
    return {place, packed, stated, text: percent(D, stated[0] ? decimal(stated[1]) : String(stated[1])),
      label: label(D, concept, region, state.year, stated, out)};
  };
  const labelText = (D, {code, hung}) => (code === "depends"
    ? fill(D.words.depends_on, {choices: hung.slice(0, 2).map((one) => D.words.hung_on[one] || one).join(D.words.marks.and)})
    : D.words.verdict[code]);
  const countText = (D, {k, n}) => (n ? fill(n > 1 ? D.words.agree : D.words.agree_one, {k, n}) : "");

  class View {
    constructor(root) {
      this.root = root;
      this.full = root.dataset.explorer === "full";
      this.base = root.dataset.base;
      this.usual = {region: root.dataset.region, year: Number(root.dataset.year)};
      this.steps = null;
    }

    async start() {
      const state = parse(location.search, this.usual);
      const regions = [this.usual.region, state.region, ...state.beside].filter((one) => /^[A-Z]{2}-/.test(one));
      const nations = [...new Set(regions.map(nationOf))].filter((one) => this.root.dataset.nations.split(" ").includes(one));
      await Promise.all(nations.map((nation) => load(nation, this.base)));
      this.told = mended(state, this.usual);
      this.state = state;
      if (!this.shell) this.build();
      if (location.search && (this.told.length || this.full)) this.write("replaceState");
      this.draw();
    }

    get D() { return all[nationOf(this.state.region)]; }
    write(how) { history[how](null, "", written(this.state, this.D.release) + location.hash); }

    change(update, how = "pushState") {
      this.told = [];
      update(this.state);
      if (how === "pushState") this.stop();
      this.told = mended(this.state, this.usual);
      this.write(how);
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
      this.basis = Object.fromEntries(CONCEPTS.map((concept) => [concept, this.select(concept,
        fill(w.counted_by, {concept: w.concepts[concept]}), (value) => this.choose(concept, Number(value)), "x-basis")]));
      this.sentence = make("p", {class: "x-sentence"});
      this.say = make("p", {class: "x-say", "aria-live": "polite"});
      this.notice = make("p", {class: "x-notice", role: "status"});
      this.figures = this.select("figures", w.figures, (value) => this.change((state) => { state.said = value === "said"; }));
      this.bars = make("ul", {class: "x-bars"});
      this.who = make("div", {class: "x-who"});
      this.step = make("p", {class: "x-steps"});
      this.out = make("details", {class: "x-out"});
      const copy = (text) => (event) => this.copy(event.currentTarget, text());
      const tools = make("p", {class: "x-tools"}, this.button(w.copy, copy(() => this.say.textContent)),
        this.button(w.link, copy(() => (this.full ? location.href : this.address))),
        this.button(w.reset, () => this.change((state) => { Object.assign(state, {wanted: {}, out: new Set(), said: false}); }), "x-reset"));
      if (!this.full) tools.append(make("a", {class: "x-more"}, w.more));
      this.shell = make("div", {class: "x-shell"}, this.sentence, this.notice, this.bars, this.say, tools, this.who, this.step, this.out);
      if (this.full) this.buildMore(w);
      const fallback = this.root.querySelector("[data-fallback]");
      fallback.before(this.shell);
      this.sentence.after(...this.root.querySelectorAll(".x-opens"));
      fallback.hidden = true;
      addEventListener("popstate", () => { this.stop(); this.start(); });
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
      const nations = make("p", {class: "x-nations"}, ...this.root.dataset.nations.split(" ").map((nation) => (
        this.button(w.nations[nation], () => this.go(nation), "", undefined))));
      this.nations = [...nations.children];
      this.shell.prepend(nations);
      this.shell.append(make("div", {class: "x-beside"}, make("p", {}, w.beside_title), ...this.beside),
        make("h2", {}, w.table), this.table, make("h2", {}, w.over),
        make("p", {class: "x-choose"}, make("span", {}, w.show), this.show),
        this.history, this.strip, this.map, this.list);
    }

    /* A region, a nation, or a region beside it; its table is fetched first where it is not here yet. */
    async go(value, place = -1) {
      if (value) await load(nationOf(value), this.base);
      this.change((state) => {
        if (place >= 0) {
          const beside = [...state.beside];
          if (value) beside[place] = value;
          else beside.splice(place, 1);
          state.beside = beside.filter(Boolean);
          return;
        }
        const D = all[nationOf(value)];
        if (!D) return;
        if (nationOf(value) !== nationOf(state.region)) {
          Object.assign(state, {wanted: {}, out: new Set(), said: false});
          state.year = D.latest;
        }
        state.region = value === nationOf(value) ? D.first : value;
        state.beside = state.beside.filter((one) => one !== state.region);
      });
    }

    choose(concept, place, how = "pushState") {
      this.change((state) => {
        const option = this.D.concepts[concept].options[place];
        if (place === this.D.concepts[concept].headline[state.year - this.D.years[0]]) delete state.wanted[concept];
        else state.wanted[concept] = Object.fromEntries(PARAMS.filter(([c]) => c === concept).map(([, key]) => [key, option[key]]));
      }, how);
    }

    draw() {
      const {D, state} = this, w = D.words, row = rowOf(D, state.region);
      this.found = Object.fromEntries(CONCEPTS.map((concept) => [concept, look(D, state, state.region, concept)]));
      this.address = new URL(`${this.root.dataset.page}${written(state, D.release)}`, location.href).href;
      this.fillSelects(D, state, row);
      this.drawSentence(D, state);
      this.notice.textContent = this.told.join(" ");
      this.notice.hidden = !this.told.length;
      this.drawBars(D, state);
      this.drawWho(D, state, row);
      this.drawSteps(D, w);
      this.drawOut(D, state, row);
      this.root.querySelectorAll(".x-reset").forEach((one) => {
        one.hidden = !Object.keys(state.wanted).length && !state.out.size && !state.said;
      });
      this.root.querySelectorAll(".x-more").forEach((one) => { one.href = this.address; });
      if (!this.full) return;
      this.nations.forEach((one, place) => one.setAttribute("aria-pressed", String(this.root.dataset.nations.split(" ")[place] === D.nation)));
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
      CONCEPTS.forEach((concept) => {
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
        options(this.basis[concept], () => groups.values(), String(this.found[concept].place));
      });
      if (!this.full) return;
      const here = this.root.dataset.nations.split(" ");
      this.beside.forEach((select, place) => {
        select.hidden = place > state.beside.length;
        options(select, () => [make("option", {value: ""}, w.nobody), ...here.map((nation) => make("optgroup", {label: w.nations[nation]},
          ...(all[nation] ? names(all[nation]) : [make("option", {value: nation}, w.load)])))],
        state.beside[place] || "", here.filter((nation) => all[nation]).join());
      });
      options(this.show, () => CONCEPTS.map((one) => make("option", {value: one}, w.concepts[one])), state.show, "all");
    }

    drawSentence(D, state) {
      const w = D.words, focus = document.activeElement;
      const name = nameOf(state.region);
      const put = (text, parts) => text.split(/\{(\w+)\}/).flatMap((piece, i) => (i % 2 ? parts[piece] : [piece]));
      const clauses = CONCEPTS.map((concept) => {
        const one = this.found[concept];
        const figure = make("strong", {class: `concept-${concept}`}, one.packed ? one.text : "\u2013");
        return put(w.clauses[concept], {x: [make("span", {class: "x-stated"}, figure, " ", this.basis[concept])]});
      });
      this.sentence.replaceChildren(
        ...put(w.open, {year: [make("span", {class: "x-year"}, this.before, this.year, this.after)], region: [this.region]}),
        ...clauses.flatMap((clause, i) => (i ? [i === clauses.length - 1 ? w.and : w.comma, ...clause] : clause)),
        ...put(w.end, {nation: [w.nation]}),
        ...(D.said ? [" ", make("span", {class: "x-against"}, w.against, this.figures)] : []),
      );
      /* A mark behind a control stays on its line. */
      this.sentence.normalize();
      this.sentence.querySelectorAll(".x-stated").forEach((one) => {
        const next = one.nextSibling;
        if (/^[\uff0c\u3002,.]/.test(next?.data || "")) one.append(next.splitText(1) && next);
      });
      if (focus && this.sentence.contains(focus)) focus.focus({preventScroll: true});
      const formed = CONCEPTS.filter((concept) => this.found[concept].packed);
      const lacks = CONCEPTS.filter((concept) => !this.found[concept].packed);
      const plain = formed.length ? fill(w.open, {year: state.year, region: name})
        + listed(D, formed.map((concept) => fill(w.clauses[concept], {x: this.found[concept].text}))) + fill(w.end, {nation: w.nation}) : "";
      const rest = lacks.map((concept) => fill(w.not_formed, {concept: w.concepts[concept], why: this.found[concept].why}));
      this.say.textContent = [plain, ...rest].filter(Boolean).join(w.space);
    }

    shown() {
      const {D, state} = this;
      return [state.region, ...(this.full ? state.beside : [])].map((region) => ({region, D: all[nationOf(region)],
        found: region === state.region ? this.found : Object.fromEntries(CONCEPTS.map((c) => [c, look(all[nationOf(region)], state, region, c)])), own: D}));
    }

    drawBars(D, state) {
      const w = D.words, regions = this.shown();
      const top = Math.max(1, ...regions.flatMap((one) => CONCEPTS.map((c) => hundredths(one.found[c].packed)))) * 1.25;
      this.bars.replaceChildren(...CONCEPTS.map((concept) => {
        const one = this.found[concept];
        const bars = regions.map(({region, D: nation, found}) => {
          const {packed, why} = found[concept];
          const width = `${((100 * hundredths(packed)) / top).toFixed(2)}%`;
          const svg = make("svg", {width: "100%", height: 26, "aria-hidden": "true"}, make("rect", {class: "x-ground", width: "100%", height: 26}),
            make("rect", {class: "x-share", width, height: 26, opacity: region === state.region ? undefined : 0.55}));
          const mark = state.said && region === state.region ? D.said[concept] : null;
          if (mark) {
            const x = `${((100 * (mark[0] ? mark[1] * 10 : mark[1] * 100)) / top).toFixed(2)}%`;
            svg.append(make("line", {class: "x-said", x1: x, x2: x, y1: -2, y2: 28}));
          }
          const text = packed ? printed(nation, packed) : fill(w.bar_lacks, {why});
          return make("div", {class: "x-bar"}, regions.length > 1 ? make("span", {class: "x-of"}, nameOf(region)) : "", svg,
            make("span", {class: packed ? "x-value" : "x-value x-lacks", style: `left: ${packed ? width : 0}`}, text));
        });
        return make("li", {class: `x-row concept-${concept}`}, make("p", {class: "x-name"}, w.concepts[concept]), make("div", {class: "x-place"}, ...bars),
          make("p", {class: "x-label"}, ...(one.packed ? this.badge(D, one.label) : [])));
      }));
    }

    badge(D, found) {
      const text = countText(D, found);
      return [make("span", {class: `badge-${D.words.badges[found.code]}`}, labelText(D, found)), text ? make("span", {class: "x-count"}, text) : ""];
    }

    drawWho(D, state, row) {
      const w = D.words.who;
      const places = Object.fromEntries(CONCEPTS.map((concept) => [concept, this.found[concept].place]));
      const sign = could(D, places, row, state.year);
      const name = nameOf(state.region);
      const text = fill(w[sign === "1" ? "yes" : sign === "0" ? "no" : "open"], {region: name, year: state.year});
      const others = D.regions.map(([, other], at) => [other, could(D, places, at, state.year)]).filter(([, one]) => one !== "-");
      const able = others.filter(([, one]) => one === "1").map(([other]) => other);
      const left = Object.fromEntries(CONCEPTS.map((concept) => [concept, this.left(D, concept, row).map(({place}) => place)]));
      let yes = 0, asked = 0;
      left.population.forEach((population) => left.gdp.forEach((gdp) => {
        const signs = (burden) => left[burden].map((place) => ["population", "gdp"].map((carried) => (
          below(D, burden, carried, {[burden]: place, population, gdp}, row, state.year))).join("")).filter((one) => !one.includes("-"));
        const [energy, co2] = [signs("energy"), signs("co2")];
        const both = (all) => all.filter((one) => one === "11").length;
        asked += energy.length * co2.length;
        yes += both(energy) * both(co2);
      }));
      this.who.replaceChildren(make("p", {}, make("strong", {}, w.title), " ", text),
        others.length ? make("p", {}, fill(w.others, {k: able.length, n: others.length, names: able.join(D.words.marks.listed) || w.nobody})) : "",
        asked ? make("p", {}, fill(w.combinations, {k: yes, n: asked, region: name})) : "");
    }

    /* -- stepping through all choices: one concept's after the other's, the rest as chosen -- */
    left(D, concept, row) {
      return D.concepts[concept].options.map((option, place) => ({concept, option, place}))
        .filter(({option, place}) => cell(D, concept, place, row, this.state.year) && !isOut(this.state.out, concept, option));
    }

    plan() {
      const row = rowOf(this.D, this.state.region);
      return CONCEPTS.flatMap((concept) => this.left(this.D, concept, row));
    }

    move(by) {
      if (!this.steps) this.steps = {plan: this.plan(), at: by > 0 ? -1 : 0, wanted: structuredClone(this.state.wanted)};
      const {plan, wanted} = this.steps;
      if (!plan.length) return;
      this.steps.at = (this.steps.at + by + plan.length) % plan.length;
      this.state.wanted = structuredClone(wanted);
      const {concept, place} = plan[this.steps.at];
      this.choose(concept, place, "replaceState");
    }

    play() {
      if (this.timer) return this.halt();
      this.say.setAttribute("aria-live", "off");
      this.timer = setInterval(() => this.move(1), 900);
      return this.move(1);
    }

    halt() {
      clearInterval(this.timer);
      this.timer = 0;
      this.say.setAttribute("aria-live", "polite");
      this.draw();
    }

    stop() {
      clearInterval(this.timer);
      this.timer = 0;
      this.steps = null;
      this.say?.setAttribute("aria-live", "polite");
    }

    drawSteps(D, w) {
      if (!this.stepButtons) {
        this.stepButtons = [this.button(w.step, () => this.play(), "x-play"), this.button("\u2039", () => { this.halt(); this.move(-1); }, "x-step", w.step_back),
          this.button("\u203a", () => { this.halt(); this.move(1); }, "x-step", w.step_on)];
        this.stepText = make("span", {});
        this.step.append(...this.stepButtons, " ", this.stepText);
      }
      this.stepButtons[0].textContent = this.timer ? w.halt : w.step;
      const at = this.steps?.plan[this.steps.at];
      this.stepText.textContent = at ? fill(w.step_at, {k: this.steps.at + 1, n: this.steps.plan.length, concept: w.concepts[at.concept],
        choice: optionName(D, at.concept, at.option)}) : fill(w.step_of, {n: this.plan().length});
    }

    /* -- what is left out -- */
    drawOut(D, state, row) {
      const w = D.words, focused = this.out.contains(document.activeElement) ? document.activeElement.value : "";
      const groups = CONCEPTS.map((concept) => {
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
      const inGrid = declared(option, year, D), page = D.cards[id];
      const rows = [[w.formula, fill(w.formula_text, {region: nameOf(region), year, concept: D.words.concepts[concept]})],
        [w.release, columns.release[option.release]], [w.denominator, columns.denominator[option.denominator]],
        concept === "co2" ? [w.imports, columns.imports[option.imports]] : null, [w.series, option.series],
        inGrid ? [w.number, id] : [w.number, w.crossing]].filter(Boolean);
      return make("details", {class: "x-card"}, make("summary", {}, printed(D, found.packed)),
        make("dl", {}, ...rows.flatMap(([key, text]) => [make("dt", {}, key), make("dd", {}, text)])),
        page ? make("p", {}, make("a", {href: `${this.root.dataset.root}${page}`}, w.open)) : "",
        inGrid ? make("p", {}, w.again, make("code", {}, `regionshare explain ${id}`)) : "",
        make("p", {}, make("a", {href: `${this.root.dataset.root}sources.html`}, w.sources)));
    }

    drawTable(D, state) {
      const w = D.words, regions = this.shown();
      const rows = CONCEPTS.flatMap((concept) => regions.map(({region, D: nation, found}, at) => {
        const one = found[concept];
        const option = one.place >= 0 ? nation.concepts[concept].options[one.place] : null;
        return make("tr", {class: `concept-${concept}`}, at ? "" : make("th", {scope: "rowgroup", rowspan: regions.length}, w.concepts[concept]),
          make("th", {scope: "row"}, nameOf(region)),
          make("td", {}, one.packed ? this.card(nation, region, concept, one, state.year) : fill(w.bar_lacks, {why: one.why})),
          make("td", {}, option ? optionName(nation, concept, option) : "\u2013"),
          make("td", {}, ...(one.packed ? this.badge(nation, one.label) : ["\u2013"])));
      }));
      const heads = [w.quantity, w.region, fill(w.share_of, {year: state.year}), w.choice, w.label];
      const mixed = new Set(regions.map((one) => one.D.nation)).size > 1;
      this.table.replaceChildren(make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", {scope: "col"}, text)))), make("tbody", {}, ...rows)),
        mixed ? make("p", {class: "x-note"}, w.two_nations) : "");
    }

    /* The years of a region: values, parted where a figure is missing, the choice changes or the series breaks. */
    runs(D, state, region) {
      const concept = state.show, row = rowOf(D, region), own = D === this.D, found = [];
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
      const w = D.words, width = this.width, height = 220, left = 44, right = 12, bottom = 26, topEdge = 10;
      const lines = this.shown().map((one) => ({...one, runs: this.runs(one.D, state, one.region)}));
      const points = lines.flatMap((one) => one.runs.flat());
      const caption = make("figcaption", {}, fill(w.history, {concept: w.concepts[state.show], regions: lines.map((one) => nameOf(one.region)).join(w.marks.listed)}));
      if (!points.length) return this.history.replaceChildren(caption, make("p", {}, w.no_history));
      const top = Math.max(...points.map(([, packed]) => hundredths(packed)));
      const years = points.map(([year]) => year), first = Math.min(...years), last = Math.max(...years, first + 1);
      const x = (year) => left + ((year - first) / (last - first)) * (width - left - right);
      const y = (value) => height - bottom - (value / top) * (height - bottom - topEdge);
      const svg = make("svg", {width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", class: `concept-${state.show}`},
        make("line", {class: "x-axis", x1: left, x2: width - right, y1: y(0), y2: y(0)}),
        make("text", {x: left - 6, y: y(0) + 4, "text-anchor": "end"}, percent(D, "0")),
        make("text", {x: left - 6, y: y(top) + 8, "text-anchor": "end"}, printed(D, points.find(([, packed]) => hundredths(packed) === top)[1])),
        make("text", {x: left, y: height - 6}, String(first)), make("text", {x: width - right, y: height - 6, "text-anchor": "end"}, String(last)));
      lines.forEach(({runs}, at) => {
        const style = `x-line x-line-${at}`;
        runs.forEach((run) => svg.append(make("path", {class: style, d: run.map(([year, packed], i) => `${i ? "L" : "M"}${x(year).toFixed(1)} ${y(hundredths(packed)).toFixed(1)}`).join("") + (run.length < 2 ? "h0" : "")})));
        const now = runs.flat().find(([year]) => year === state.year);
        if (now) svg.append(make("circle", {class: style, cx: x(now[0]), cy: y(hundredths(now[1])), r: 4.5}));
      });
      if (state.year >= first && state.year <= last) svg.prepend(make("line", {class: "x-now", x1: x(state.year), x2: x(state.year), y1: topEdge, y2: y(0)}));
      const key = lines.length > 1 ? make("p", {class: "x-key"}, ...lines.map((one, at) => make("span", {class: `x-key-${at}`}, nameOf(one.region)))) : "";
      const rows = range(first, last).map((year) => make("tr", {}, make("th", {scope: "row"}, String(year)), ...lines.map((one) => {
        const found = one.runs.flat().find(([when]) => when === year);
        return make("td", {}, found ? printed(one.D, found[1]) : "\u2013");
      })));
      const open = this.history.querySelector("details")?.open;
      const table = make("details", {}, make("summary", {}, w.as_table), make("table", {}, make("thead", {}, make("tr", {},
        make("th", {scope: "col"}, w.year), ...lines.map((one) => make("th", {scope: "col"}, nameOf(one.region))))), make("tbody", {}, ...rows)));
      table.open = Boolean(open);
      const chosen = state.wanted[state.show] ? "" : w.history_headline;
      return this.history.replaceChildren(caption, svg, key, make("p", {class: "x-note"}, w.history_note, " ", chosen), table);
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
      const svg = make("svg", {width, height: 58, viewBox: `0 0 ${width} 58`, "aria-hidden": "true", class: `concept-${concept}`},
        make("line", {class: "x-axis", x1: 10, x2: width - 10, y1: 34, y2: 34}),
        ...known.map((one) => make("circle", {class: one.id === state.region ? "x-own" : state.beside.includes(one.id) ? "x-other" : "x-dot", cx: x(one).toFixed(1), cy: 34, r: one.id === state.region ? 7 : 5})));
      if (own) svg.append(make("text", {x: Math.min(x(own), width - 60), y: 18, "text-anchor": x(own) < 60 ? "start" : "middle"}, own.name));
      svg.append(make("text", {x: 10, y: 55}, percent(D, "0")), make("text", {x: width - 10, y: 55, "text-anchor": "end"}, known.length ? printed(D, known[0].packed) : ""));
      this.strip.replaceChildren(make("figcaption", {}, fill(own ? w.strip : w.strip_lacks, fields)), svg);
      const current = this.map.contains(document.activeElement) ? document.activeElement.value : "";
      this.map.replaceChildren(...shares.filter((one) => one.r !== null).map((one) => {
        const here = one.id === state.region;
        const tile = make("button", {type: "button", value: one.id, class: `x-tile concept-${concept}`, tabindex: here ? 0 : -1, "aria-pressed": String(here),
          style: `grid-area: ${one.r} / ${one.c}; --level: ${((100 * hundredths(one.packed)) / top).toFixed(1)}%`,
          "aria-label": `${one.name}${w.comma}${one.packed ? printed(D, one.packed) : w.no_figure}`, title: one.name},
          make("span", {class: "x-short"}, one.short), make("span", {}, one.packed ? decimal(tenths(one.packed)) : "\u2013"));
        tile.addEventListener("click", () => this.go(one.id));
        return tile;
      }));
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

    async copy(button, text) {
      const word = button.textContent;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const area = document.body.appendChild(make("textarea", {}));
        area.value = text;
        area.select();
        document.execCommand("copy");
        area.remove();
      }
      button.textContent = this.D.words.copied;
      setTimeout(() => { button.textContent = word; }, 1500);
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
