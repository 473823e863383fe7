/* Search as readers expect it: every word counts, headings most, pages in reading order.

   Taken up after Sphinx's searchtools.js, whose index it reads. Chinese is indexed by pairs of
   characters and by single ones: a page is found that holds all characters of the query and at
   least half of its pairs, so that two words may be written together. */
(() => {
  "use strict";
  const {_parseQuery, htmlToText, makeSearchSummary} = Search;
  const HAN = /^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+$/u;
  const box = () => document.getElementById("search-results");

  /* Other names of a thing, from the catalogue: the query is also one for what they stand for. */
  const plain = (query) => {
    let text = query.toLowerCase();
    Object.entries(JSON.parse(box()?.dataset.synonyms ?? "{}")).forEach(([name, meant]) => {
      text = text.replaceAll(name.toLowerCase(), meant.toLowerCase());
    });
    return text;
  };
  /* What Sphinx says of the result, in the report's words. */
  const SAID = {
    found: "Search finished, found ${resultCount} page(s) matching the search query.",
    nothing: "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.",
  };
  Search._parseQuery = (query) => {
    Object.entries(SAID).forEach(([key, text]) => { Documentation.TRANSLATIONS[text] = box()?.dataset[key] ?? text; });
    const parsed = _parseQuery(plain(query));
    parsed[0] = query;
    parsed[3] = new Set(query.toLowerCase().trim().split(/\s+/)); // mark what was typed
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
    return scores;
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
    return docnames.flatMap((name, file) => {
      const hits = pairs.filter((pair) => scores.get(pair).has(file)).length;
      if (!words.length || hits < pairs.length / 2 || !needed.every((one) => one.has(file))
        || excluded.some((one) => one.has(file))) return [];
      const score = words.reduce((sum, word) => sum + (scores.get(word).get(file) ?? 0), 0);
      return [[name, titles[file], "", null, score + early(`${name}.html`), filenames[file]]];
    });
  };

  /* Quote prose, not code, tables, figures and the meanings of terms; what stands apart is read apart. */
  const LEFT_OUT = ".cell_input, summary, .table-scroll, h1, math, .number-list, .figure-bar, .term-told, .front-figure, .explorer, .front-strip";
  const APART = "p, li, dt, dd, h2, h3, figcaption, div";
  Search.htmlToText = (text, anchor) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    page.querySelectorAll(LEFT_OUT).forEach((e) => e.remove());
    page.querySelectorAll(APART).forEach((e) => e.append(" "));
    return htmlToText(page.documentElement.outerHTML, anchor);
  };
  /* No word is quoted in part. */
  Search.makeSearchSummary = (...given) => {
    const made = makeSearchSummary(...given);
    if (made) made.textContent = made.textContent.replace(/^\.\.\.(?:[\w\u2019-]*\s)?/u, "\u2026 ").replace(/(?:\s[\w\u2019-]*)?\.\.\.$/u, " \u2026");
    return made;
  };
})();
