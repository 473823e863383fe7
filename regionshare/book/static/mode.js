/* Before the page is drawn: dark or light (on paper always light), code shown or not, and that scripts run. */
(() => {
  "use strict";
  const kept = (key) => {
    try { return localStorage.getItem(key); } catch (error) { return null; /* storage refused */ }
  };
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = kept("mode") || (dark ? "dark" : "light");
  let onScreen = null;
  addEventListener("beforeprint", () => {
    onScreen ??= root.dataset.theme;
    root.dataset.theme = "light";
  });
  addEventListener("afterprint", () => {
    if (onScreen) root.dataset.theme = onScreen;
    onScreen = null;
  });
  root.dataset.scripted = "";
  if (kept("code")) root.dataset.code = "";
  /* Until the font with the report's Chinese is there, which is loaded where a reader has none: a box as
     wide as each character, so that nothing moves when it comes. A font of one glyph, zipped (WOFF). */
  const BOX = "{{box}}"; // `box_font` of styles.py
  if (root.lang.startsWith("zh") && globalThis.FontFace) {
    const bytes = Uint8Array.from(atob(BOX), (one) => one.charCodeAt(0));
    document.fonts.add(new FontFace("Box Han", bytes.buffer, {unicodeRange: "{{range}}"}));
  }
})();
