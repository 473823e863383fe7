/* Before the page is drawn: dark or light, code shown or not, and that scripts run. */
(() => {
  "use strict";
  const kept = (key) => {
    try { return localStorage.getItem(key); } catch (error) { return null; /* storage refused */ }
  };
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = kept("mode") || (dark ? "dark" : "light");
  root.dataset.scripted = "";
  if (kept("code")) root.dataset.code = "";
})();
