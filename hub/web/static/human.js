// The list for a human keeps itself fresh, without taking the keyboard's place away.

import "./errors.js";

const EVERY_MS = 10_000;

async function look() {
  const main = document.getElementById("human");
  if (!document.hidden && !main.contains(document.activeElement)) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("human");
        if (fresh && fresh.innerHTML !== main.innerHTML) {
          main.replaceChildren(...document.adoptNode(fresh).childNodes);
        }
      }
    } catch (error) {
      // Without a connection the page keeps what it has.
      if (!(error instanceof TypeError)) throw error;
    }
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
