// The page that shows a code: it goes on by itself once the code was used.

import { call, NotSent } from "./hub.js";

const EVERY_MS = 2000;
const shown = document.querySelector("[data-pairing]");

async function look() {
  try {
    const { status, body } = await call(`/tablets/pairings/${shown.dataset.pairing}`);
    if (status !== 200) return;
    if (body.state === "used") location.replace("/tablets?said=paired");
    if (body.state === "expired") shown.querySelector("[data-state]").hidden = false;
  } catch (error) {
    if (!(error instanceof NotSent)) throw error;
  }
}

if (shown) setInterval(look, EVERY_MS);
