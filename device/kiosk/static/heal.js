// While the page's scripts are not alive: a page that lost one of its files loads anew as
// soon as the program answers, and what was pressed meanwhile is pressed when it lives.
// It runs before all other scripts, because an error is told only to who listens then.

(() => {
  const ALIVE_WITHIN_MS = 10000;
  const FIRST_WAIT_MS = 300;
  const LONGEST_WAIT_MS = 30000;
  const PRESS_HOLDS_MS = 20000;
  const LOADS = "heed.loads"; // how often in a row the page did not come alive
  const PRESSED = "heed.pressed";
  const JSON_BODY = { "Content-Type": "application/json" };

  // A slow machine is given more time with each try.
  const slower = 2 ** Math.min(Number(sessionStorage.getItem(LOADS)), 7);
  let isHealing = false;

  function heal(name, file) {
    if (isHealing) return;
    isHealing = true;
    // Ends the refresh, which is the last resort: first we ask whether anybody is there.
    if (document.readyState === "complete") window.stop();
    else addEventListener("load", () => window.stop());
    sessionStorage.setItem(LOADS, Number(sessionStorage.getItem(LOADS)) + 1);
    const wait = Math.min(FIRST_WAIT_MS * slower, LONGEST_WAIT_MS);
    setTimeout(() => loadAnew({ name, file, screen: "idle" }), wait);
  }

  // Only a program that answers can give us a new page.
  async function loadAnew(fault) {
    try {
      const body = JSON.stringify(fault);
      await fetch("/errors", { method: "POST", headers: JSON_BODY, body });
      if (!(await fetch("/survey")).ok) throw new Error("not ready");
      location.reload();
    } catch {
      setTimeout(() => loadAnew(fault), 1000);
    }
  }

  function lost(event) {
    const { tagName, src } = event.target;
    if (tagName === "SCRIPT") heal("LoadError", /[a-z]{1,20}\.js$/.exec(src)?.[0] ?? null);
  }

  // The page is about to live; without its look it had better not.
  function ready(event) {
    const look = getComputedStyle(document.documentElement);
    if (!look.getPropertyValue("--mm")) heal("LoadError", null);
    if (isHealing) event.preventDefault();
  }

  function remember(press) {
    sessionStorage.setItem(PRESSED, JSON.stringify({ ...press, at: Date.now() }));
  }

  function click(event) {
    const button = event.target.closest?.("[data-face], [data-do], [data-speak]");
    if (!button) return;
    for (const other of document.querySelectorAll(".tapped")) other.classList.remove("tapped");
    button.classList.add("tapped");
    const [name] = Object.keys(button.dataset);
    remember({ what: `[data-${name}="${button.dataset[name]}"]` });
  }

  function key(event) {
    if (event.key.length === 1 && !event.repeat) remember({ key: event.key });
  }

  function alive() {
    clearTimeout(patience);
    removeEventListener("error", lost, true);
    removeEventListener("click", click, true);
    removeEventListener("keydown", key, true);
    sessionStorage.removeItem(LOADS);
    const press = JSON.parse(sessionStorage.getItem(PRESSED));
    sessionStorage.removeItem(PRESSED);
    for (const node of document.querySelectorAll(".tapped")) node.classList.remove("tapped");
    if (!press || Date.now() - press.at > PRESS_HOLDS_MS) return;
    if (press.what) document.querySelector(press.what)?.click();
    else document.body.dispatchEvent(
      new KeyboardEvent("keydown", { key: press.key, bubbles: true, cancelable: true }));
  }

  const patience = setTimeout(heal, ALIVE_WITHIN_MS * Math.min(slower, 8), "StartError", null);
  addEventListener("error", lost, true);
  addEventListener("click", click, true);
  addEventListener("keydown", key, true);
  addEventListener("ready", ready);
  addEventListener("alive", alive, { once: true });
})();
