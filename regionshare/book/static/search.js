/* Search as readers expect it: every word counts, headings most, pages in reading order.
   Where no page holds every word, those with half of them are found, and a word with one letter wrong.

   Taken up after Sphinx's searchtools.js, whose index it reads. Chinese is indexed by pairs of
   characters and by single ones: a page is found that holds all characters of the query and at
   least half of its pairs, so that two words may be written together. */
(() => {
  "use strict";
  const {_parseQuery, htmlToText, makeSearchSummary} = Search;
  const HAN = /^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+$/u;
  const box = () => document.getElementById("search-results");

  const given = (name) => JSON.parse(box()?.dataset[name] ?? "[]");
  const anyOf = (names) => new RegExp(names.length ? [...names].sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .map((name) => (/[a-z]/.test(name) ? `\\b${name}\\b` : name)).join("|") : "(?!)", "g");
  /* Other names of a thing, from the catalogue: the query is also one for what they stand for. */
  const plain = (query) => {
    const others = Object.fromEntries(given("synonyms"));
    return query.toLowerCase().replace(anyOf(Object.keys(others)), (name) => others[name].toLowerCase());
  };
  /* Without the words of a question that say nothing of what is asked. */
  const weighty = (query) => query.toLowerCase().replace(anyOf(given("weightless")), " ");
  /* Whether a region is named beside something that it has a share of: the explorer has it. */
  let explored = false;
  const asksShare = (query) => ["regions", "measures"].every((key) => anyOf(given(key)).test(query));
  /* What Sphinx says of the result, in the report's words. */
  const SAID = {
    found: "Search finished, found ${resultCount} page(s) matching the search query.",
    results: "Search Results",
    nothing: "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.",
  };
  Search._parseQuery = (query) => {
    Object.entries(SAID).forEach(([key, text]) => { Documentation.TRANSLATIONS[text] = box()?.dataset[key] ?? text; });
    const asked = plain(query);
    explored = asksShare(asked);
    const parsed = _parseQuery(weighty(asked).trim() || asked);
    parsed[0] = query;
    parsed[3] = new Set((weighty(query).trim() || query.toLowerCase()).trim().split(/\s+/)); // mark what was typed
    return parsed;
  };

  const listed = (files) => (files === undefined ? [] : [].concat(files));
  const partly = (table, word) => Object.keys(table).filter((term) => term.includes(word))
    .flatMap((term) => listed(table[term]));
  const found = (word) => {
    const {terms, titleterms} = Search._index;
    const tables = [[terms, Scorer.term, Scorer.partialTerm], [titleterms, Scorer.title, Scorer.partialTitle]];
    const scores = new Map();
    const add = (file, score) => scores.set(file, (scores.get(file) ?? 0) + score);
    tables.forEach(([table, score]) => new Set(listed(table[word])).forEach((file) => add(file, score)));
    if (!scores.size && word.length > 2 && !HAN.test(word)) {
      tables.forEach(([table, , score]) => new Set(partly(table, word)).forEach((file) => add(file, score)));
    }
    if (!scores.size && word.length > 4 && !HAN.test(word)) {
      tables.forEach(([table, , score]) => Object.keys(table).filter((term) => slip(term, word))
        .forEach((term) => listed(table[term]).forEach((file) => add(file, score))));
    }
    return scores;
  };
  /* Whether two words differ by one letter: another, one more or less, or two the other way round. */
  const slip = (a, b) => {
    if (Math.abs(a.length - b.length) > 1) return false;
    let at = 0;
    while (at < a.length && a[at] === b[at]) at += 1;
    const [x, y] = [a.slice(at), b.slice(at)];
    return [x.slice(1) === y, x === y.slice(1), x.slice(1) === y.slice(1),
      x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2)].some(Boolean);
  };
  const order = () => {
    const pages = [...document.querySelectorAll(".bd-links a")].map((link) => link.getAttribute("href"));
    /* The front page names what the chapters are about: of two as good, the chapter comes first. */
    return (name) => {
      const place = pages.indexOf(name);
      return place < 1 ? 0 : (pages.length - place) / (pages.length + 2);
    };
  };
  Search.performTermsSearch = (searchTerms, excludedTerms) => {
    const {filenames, docnames, titles} = Search._index;
    const words = [...searchTerms];
    const pairs = words.filter((word) => word.length > 1 && HAN.test(word));
    const scores = new Map(words.map((word) => [word, found(word)]));
    const needed = [
      ...words.filter((word) => !pairs.includes(word)).map((word) => scores.get(word)),
      ...new Set(pairs.join("")),
    ].map((one) => (typeof one === "string" ? found(one) : one));
    const excluded = [...excludedTerms].map(found);
    const early = order();
    const holding = (enough) => docnames.flatMap((name, file) => {
      const hits = pairs.filter((pair) => scores.get(pair).has(file)).length;
      if (!words.length || hits < pairs.length / 2 || !enough(needed.filter((one) => one.has(file)).length)
        || excluded.some((one) => one.has(file))) return [];
      const score = words.reduce((sum, word) => sum + (scores.get(word).get(file) ?? 0), 0);
      return [[name, titles[file], "", null, score + early(`${name}.html`), filenames[file]]];
    });
    const whole = holding((count) => count === needed.length);
    const pages = whole.length || pairs.length ? whole : holding((count) => count >= needed.length / 2);
    const place = explored ? docnames.indexOf("explorer") : -1;
    if (place < 0) return pages;
    /* Second at least. */
    const first = Math.max(1, ...pages.map((one) => one[4]));
    return [...pages.filter(([name]) => name !== "explorer"), ["explorer", titles[place], "", null, first - 1e-6, filenames[place]]];
  };

  /* Quote prose, not code, tables, figures and the meanings of terms; what stands apart is read apart. */
  const LEFT_OUT = ".cell_input, summary, .table-scroll, h1, math, .number-list, .figure-bar, .term-told, .front-figure, .explorer, .front-strip";
  const APART = "p, li, dt, dd, h2, h3, h4, pre, figcaption, div, caption, th, td, label, option, br";
  Search.htmlToText = (text, anchor) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    page.querySelectorAll(LEFT_OUT).forEach((e) => e.remove());
    page.querySelectorAll(APART).forEach((e) => { e.before(" "); e.after(" "); });
    return htmlToText(page.documentElement.outerHTML, anchor);
  };
  /* No word is quoted in part; a page of which a part that is left out has the words is quoted from its beginning. */
  Search.makeSearchSummary = (html, keywords, anchor) => {
    const text = Search.htmlToText(html, anchor).toLowerCase();
    const held = [...keywords].some((word) => text.includes(word.toLowerCase()));
    const made = makeSearchSummary(html, held ? keywords : [text.trim().slice(0, 20)], anchor);
    if (made) made.textContent = made.textContent.replace(/^\.\.\.(?:[\w\u2019-]*\s)?/u, "\u2026 ").replace(/(?:\s[\w\u2019-]*)?\.\.\.$/u, " \u2026");
    return made;
  };
})();
