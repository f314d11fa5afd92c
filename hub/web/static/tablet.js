// What this tablet keeps for itself: who uses it, light or dark, language, awake.

import { page, say } from "./words.js";

const $ = (id) => document.getElementById(id);
const NAME = "heed-who";
const A_YEAR_S = 31536000;

// Nobody is called by the shop's own sign-in.
function signedIn() {
  const { person } = document.body.dataset;
  return person && person !== "shop" ? person : say("team");
}

export function who() {
  return localStorage.getItem(NAME) || signedIn();
}

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${A_YEAR_S}; SameSite=Strict`;
}

function showWho() {
  const name = document.createElement("bdi");
  name.textContent = who();
  $("who").replaceChildren(name);
  $("who").setAttribute("aria-label", say("used_by", { who: who() }));
}

function setTheme(theme) {
  remember("heed_theme", theme);
  if (theme) page.dataset.theme = theme;
  else delete page.dataset.theme;
}

async function stayAwake() {
  if (document.hidden || !navigator.wakeLock) return;
  try {
    await navigator.wakeLock.request("screen");
    $("awake").textContent = say("awake_yes");
  } catch {
    // A tablet low on battery refuses; it is asked again when the page shows again.
    $("awake").textContent = say("awake_no");
  }
}

export function prepareTablet(sound) {
  $("who").addEventListener("click", () => {
    $("who-name").value = localStorage.getItem(NAME) ?? "";
    $("who-name").placeholder = signedIn();
    $("who-dialog").showModal();
  });
  $("who-dialog").addEventListener("close", () => {
    const name = $("who-name").value.trim().slice(0, 40);
    if (name) localStorage.setItem(NAME, name);
    else localStorage.removeItem(NAME);
    showWho();
    if (page.lang !== $("language").value) {
      remember("heed_language", $("language").value);
      location.reload();
    }
  });
  $("theme").addEventListener("change", () => setTheme($("theme").value));
  $("tone").addEventListener("click", () => sound.test());
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
  showWho();
}
