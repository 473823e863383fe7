/* The explorer: looks up what Python computed, counts, and puts it into words. It computes no figure. */
(() => {
  "use strict";
  const all = (globalThis.regionshareTables ??= {});
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
    return options.findIndex((one) => KEYS.every((key) => one[key] === (wanted[key] ?? base[key])));
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

  globalThis.regionshareExplorer = {all, cell, tenths, whole, printed, label, statedOf, agrees, optionOf, lacking, could,
    rowOf, nationOf, hundredths, CONCEPTS, KEYS};
})();
