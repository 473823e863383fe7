/* The page "Check a sentence", and "Derive again here" on a number's card: forms whose answers Python
   gives, in a worker. What is shown is text; nothing that is read becomes markup. */
const SHORT = 2000; /* characters of a text that an address holds */

/* Python: one worker for a page, started when it is first asked. */
let worker = null;
let waiting = null;
let last = 0;
const end = (error) => {
  worker?.terminate();
  worker = null;
  waiting?.reject(error);
  waiting = null;
};
const ask = (folder, call, given, tell) => new Promise((resolve, reject) => {
  waiting?.reject(null);
  last += 1;
  waiting = {resolve, reject, tell, task: last};
  if (!worker) {
    worker = new Worker(new URL("check-worker.js", import.meta.url), {type: "module"});
    worker.onerror = (event) => end(new Error(event.message || "Worker"));
    worker.onmessage = ({data}) => {
      if (!waiting) return;
      if (data.task === undefined) { waiting.tell(data); return; }
      if (data.task !== waiting.task) return;
      const {resolve: good, reject: bad} = waiting;
      waiting = null;
      if (data.error === undefined) good(JSON.parse(data.found));
      else bad(new Error(data.error));
    };
  }
  worker.postMessage({folder, call, given, task: last});
});

const put = (name, text = "", className = "") => {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
};
/* As the pages are set: a figure stays with its sign, and apostrophes are bent. */
const set = (text) => text.replace(/(?<=\d) (?=[%\uff05])/g, "\u00a0").replace(/(?<=\p{L})'/gu, "\u2019");
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const wordsOf = (page) => JSON.parse(page.getElementById("check-words").textContent);
const page = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address.pathname}: ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

/* A call with what a reader sees of it: its state, a button that stops it, an answer. */
const run = async (box, words, {folder, call, given}) => {
  const state = box.querySelector(".ask-state");
  const stop = box.querySelector(".ask-stop");
  const answer = box.querySelector(".ask-answer");
  const mine = String(last + 1); /* a later call takes the box over */
  const current = () => box.dataset.call === mine;
  const say = (text) => { if (current() && state.textContent !== text) state.textContent = text; };
  let bar = null;
  box.dataset.call = mine;
  const tell = ({part, ready}) => {
    if (ready) bar?.remove();
    else {
      if (!bar) {
        bar = put("progress");
        bar.setAttribute("aria-label", words.loading);
        state.after(bar);
      }
      bar.value = part;
    }
    say(ready ? words.working : part < 1 ? words.loading : words.starting);
  };
  stop.onclick = () => end(null);
  stop.hidden = false;
  answer.hidden = true;
  answer.replaceChildren();
  say(worker ? words.working : words.loading);
  try {
    const found = await ask(folder, call, given, tell);
    if (found.error !== undefined) throw new Error(found.error);
    return {found, answer, say};
  } catch (error) {
    say(error ? fill(words.failed, {error: error.message}) : words.stopped);
    return null;
  } finally {
    bar?.remove();
    if (current()) {
      if (stop === document.activeElement) (box.querySelector("[type=submit]") ?? box).focus();
      stop.hidden = true;
    }
  }
};

/* -- a sentence ------------------------------------------------------------------------------------ */

/* Where the card of a number is, by the page that lists them all; none for a number not published. */
let register = null;
const card = async (number) => {
  register ??= page(new URL("numbers.html", location.href));
  const name = `#num-${number.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/-$/, "")}`;
  const links = [...(await register).querySelectorAll("a[href*='numbers/']")];
  return links.map((link) => link.getAttribute("href")).find((one) => one.endsWith(name));
};

/* Where the choices of a share are changed: in the explorer, of a nation that it has. */
let explorer = null;
const explored = async (number) => {
  const [, region, year] = /^share\/[^/]+\/([^/]+)\/(\d{4})/.exec(number) ?? [];
  if (!region) return null;
  explorer ??= page(new URL("explorer.html", location.href));
  const nations = (await explorer).querySelector("[data-explorer]")?.dataset.nations.split(" ") ?? [];
  return nations.includes(region.split("-")[0]) ? `explorer.html?region=${region}&year=${year}` : null;
};
const statement = (one, words) => {
  const section = put("section", "", "ask-statement");
  const label = put("p");
  label.append(put("span", one.label, `badge-${one.badge}`), one.firm ? ` ${fill(words.firm, {firm: one.firm})}` : "");
  section.append(put("h2", set(fill(words.said, {text: one.text}))), label);
  [one.told, one.read, one.compared].filter(Boolean).forEach((text) => section.append(put("p", set(text))));
  const value = put("p", one.shown ? fill(words.ours, {value: one.number ? "" : one.shown}) : "");
  if (one.number) {
    const link = put("a", one.shown || one.number);
    link.href = `?number=${encodeURIComponent(one.number)}#check-number`;
    value.append(link);
    card(one.number).then((found) => {
      if (!found) return;
      link.href = found;
      link.className = "num";
    }).catch(() => { /* the link derives it */ });
    explored(one.number).then((found) => {
      if (!found) return;
      const choices = put("a", words.choices);
      choices.href = found;
      const line = put("p");
      line.append(choices);
      value.after(line);
    }).catch(() => { /* a book without an explorer */ });
  }
  const tests = put("ul");
  one.tests.forEach((text) => tests.append(put("li", text)));
  section.append(value, tests);
  return section;
};
const asJson = (found, words) => {
  const box = put("details", "", "ask-json");
  const text = JSON.stringify(found, null, 2);
  const copy = put("button", words.copy);
  copy.type = "button";
  copy.dataset.copy = text;
  const shown = put("pre", text);
  shown.tabIndex = 0;
  box.append(put("summary", words.json), copy, shown);
  return box;
};
const check = async (form, words) => {
  const {python, lang} = form.dataset;
  const [text, region, year, spoken] = ["text", "region", "year", "spoken"].map((name) => form.elements[name].value.trim());
  if (!text) { form.querySelector(".ask-state").textContent = words.empty; return; }
  const address = new URL(location.pathname, location.href);
  Object.entries({text: text.length > SHORT ? "" : text, region, year, spoken})
    .filter(([, value]) => value).forEach(([name, value]) => address.searchParams.set(name, value));
  if (address.href !== location.href) history.pushState(null, "", address);
  const done = await run(form, words, {
    folder: new URL(python, location.href).href, call: "check", given: [text, region, year, spoken, lang],
  });
  if (!done) return;
  const {found, answer, say} = done;
  found.statements.forEach((one) => answer.append(statement(one, words)));
  answer.append(put("h2", words.not_read));
  if (found.left.length) {
    const list = put("ul");
    found.left.forEach((one) => list.append(put("li", set(one))));
    answer.append(list);
  } else answer.append(put("p", words.all_read));
  answer.append(asJson(found.json, words));
  answer.hidden = false;
  say(fill(words.done, {read: found.statements.length, left: found.left.length}));
};

/* -- a number ---------------------------------------------------------------------------------------- */

const published = async (number, root) => {
  const name = `${number.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/-$/, "")}.json`;
  const answer = await fetch(new URL(`numbers/${name}`, root));
  if (!answer.ok) return null;
  const found = await answer.json();
  return found.id === number ? found : null;
};
const derive = async (box, words, {number, folder, root, lang, named}) => {
  const done = await run(box, words, {folder, call: "derive", given: [number, lang, named ?? ""]});
  if (!done) return;
  const {found, answer, say} = done;
  const before = await published(number, root).catch(() => null);
  const steps = put("ol");
  found.steps.forEach((one) => steps.append(put("li", one)));
  const table = put("table");
  const row = (head, ...texts) => {
    const made = put("tr");
    const name = made.appendChild(put(head ? "th" : "td", head));
    if (head) name.scope = "row";
    texts.forEach((text) => {
      const one = made.appendChild(put(head ? "td" : "th", text));
      if (!head) one.scope = "col";
    });
    table.append(made);
  };
  table.append(put("caption", fill(words.page, {id: number})));
  row("", words.published, words.derived);
  row(words.value, before?.display[lang] ?? "\u2013", found.shown);
  row(words.exact, before?.value ?? "\u2013", found.value);
  row(words.hash, before?.hash ?? "\u2013", found.hash);
  const agree = before && before.hash === found.hash && before.value === found.value;
  const told = before ? words[agree ? "agree" : "differ"] : words.unpublished;
  const kind = before ? agree ? "agrees" : "disagrees" : "unknown";
  const label = put("p");
  label.append(put("span", told, `badge-${kind}`));
  answer.append(put("h3", words.steps), steps, table, label);
  answer.hidden = false;
  say(told);
  label.scrollIntoView({block: "nearest"});
};

/* From a card: the words, and where Python lies, are those of the page that the link leads to. */
export const here = async (link, lang) => {
  const address = new URL(link.href);
  const found = await page(address);
  const form = found.getElementById("derive");
  const box = document.importNode(form.querySelector(".ask-answer").parentElement, true);
  const made = put("div", "", "ask");
  made.tabIndex = -1;
  made.append(box.querySelector(".ask-stop"), box.querySelector(".ask-state"), box.querySelector(".ask-answer"));
  link.after(made);
  link.hidden = true;
  const {python, root, named} = form.dataset;
  await derive(made, wordsOf(found), {
    number: address.searchParams.get("number"), lang, named,
    folder: new URL(python, address).href, root: new URL(root || ".", address).href,
  });
};

/* -- the page's own forms ------------------------------------------------------------------------------ */

export const begin = (form, number) => {
  const words = wordsOf(document);
  const submits = [form, number].map((one) => one.querySelector("[type=submit]"));
  const started = () => submits.forEach((one) => { one.textContent = one.dataset.ready; });
  const fromAddress = () => {
    const state = new URLSearchParams(location.search);
    [form, number].forEach((one) => [...one.elements].filter(({name}) => name).forEach((field) => {
      const given = state.get(field.name);
      if (given !== null) field.value = given;
    }));
    form.querySelector("details").open ||= ["region", "year", "spoken"].some((name) => state.get(name));
  };
  addEventListener("popstate", () => { /* what the address does not hold was not said then */
    [form, number].forEach((one) => one.reset());
    fromAddress();
  });
  fromAddress();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    started();
    check(form, words);
  });
  number.addEventListener("submit", (event) => {
    event.preventDefault();
    started();
    const {python, root, lang, named} = number.dataset;
    const whole = (place) => new URL(place || ".", location.href).href;
    derive(number, words, {number: number.elements.number.value.trim(), lang, named, folder: whole(python), root: whole(root)});
  });
};
