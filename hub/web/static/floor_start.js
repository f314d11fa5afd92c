// The floor's scripts, once the page stands there: a slow tablet shows it first.

const PARTS = ["./floor.js", "./lines.js", "./notices.js", "./install.js"];
const LATEST_MS = 1000;
let gone = false;

function go() {
  if (gone) return;
  gone = true;
  for (const part of PARTS) import(part);
}

requestAnimationFrame(() => setTimeout(go));
// A page that is not on the screen is not painted, and must hear of alerts all the same.
setTimeout(go, document.hidden ? 0 : LATEST_MS);
