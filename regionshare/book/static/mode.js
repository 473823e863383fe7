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
  const BOX = "d09GRgABAAAAAAKEAAoAAAAAp5AAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAABPUy8yAAABZAAAADQAAABgRlHOnWNtYXAAAAGgAAAAkgAApX79PI3VZ2x5ZgAAAjwAAAAyAAAAUPBwrqhoZWFkAAAA9AAAADYAAAA2LfNzxGhoZWEAAAEsAAAAIAAAACQIcgMkaG10eAAAAZgAAAAGAAAABgRCAFpsb2NhAAACNAAAAAYAAAAGACgAFG1heHAAAAFMAAAAFgAAACAABQAKbmFtZQAAAnAAAAAGAAAABgAGAABwb3N0AAACeAAAAAwAAAAgAAMAAAABAAAAAQAAx9xdhV8PPPUAAwPoAAAAAOV6GAAAAAAA5XoYAABa/8QDjgMgAAAAAwACAAAAAAAAeJxjYGRgYOn494CBgfkFQxRDFHMfA1AEBTACAHmpBJ54nGNgZGBgYGLgAGIGMAsNAAABjQAQAAB4nGNgZn7BOIGBlYGFgQBoYGBg4mAEMwVAhD0QAKnt/xOYC/53MDCwdDAqoGkB8gFR6Qf9A+gAWgBaAAB4nO3MsQkCQRBA0Vk1FgMDBYWNBDPrMLAEudimTLQGizGwlHHu7ELePnYHPuxExCwi5nXX9bZpLp63mqsy9lff9n0/nI73zCFzKpu+q9IukS0zz9Xi847fGXcs6++4YXhcpwIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/J0vvClkPgAAAAAAFAAoAAB4nGNgYoj6f4S5j1mBgZmBnYFBXFBRUB2Io5hNNP7K2DDH/Fmiwczz5wsDkeoAyG4TqwAAAAAAAAAGAAB4nGNgZsALAAB9AAQ=";
  if (root.lang.startsWith("zh") && globalThis.FontFace) {
    const bytes = Uint8Array.from(atob(BOX), (one) => one.charCodeAt(0));
    const range = "U+B7,U+2018-2019,U+201C-201D,U+2026,U+3001-3029,U+4E00-9FFF,U+FF01-FF60";
    document.fonts.add(new FontFace("Box Han", bytes.buffer, {unicodeRange: range}));
  }
})();
