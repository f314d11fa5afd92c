// The owner's page: live counts every few seconds, pictures and tables now and then.

import { call, NotSent } from "./hub.js";

const COUNTS_MS = 2000;
const PARTS_MS = 30_000;
const find = (name) => document.querySelector(`[data-figure="${CSS.escape(name)}"]`);

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

function showFigure(figure) {
  const there = find(figure.name);
  there.dataset.value = figure.value ?? "";
  const number = there.querySelector(".number");
  if (number.textContent !== figure.text) number.textContent = figure.text;
  const notes = there.querySelector(".notes");
  if (!notes) return;
  const before = [...notes.children].map((note) => note.textContent);
  if (before.join("\n") !== figure.notes.join("\n")) {
    notes.replaceChildren(...figure.notes.map(paragraph));
  }
}

function setState(state) {
  if (document.body.dataset.connection === state) return;
  document.body.dataset.connection = state;
  document.getElementById("connection").textContent =
    state === "live" ? "" : "▲ No connection, figures may be old";
}

async function counts() {
  if (!document.hidden) {
    try {
      const { status, body } = await call(`/owner/figures${location.search}`);
      if (status === 200) body.figures.forEach(showFigure);
      setState(status === 200 ? "live" : "offline");
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
      setState("offline");
    }
  }
  setTimeout(counts, COUNTS_MS);
}

// A picture that can't be drawn gives way to its table.
function watch(img) {
  const undrawn = () => {
    const part = img.closest(".part");
    img.closest("picture").hidden = true;
    part.querySelector(".undrawn").hidden = false;
    const table = part.querySelector("details");
    if (table) table.open = true;
  };
  img.addEventListener("error", undrawn);
  if (img.complete && img.naturalWidth === 0) undrawn();
}

const address = (img) =>
  [img.src, ...[...img.parentElement.children].map((one) => one.srcset)].join(" ");

// Loads the new picture before it takes the old one's place: no gap, no jump.
async function swapPicture(before, after) {
  const [old, fresh] = [before.querySelector("img"), after.querySelector("img")];
  if (address(old) === address(fresh) && !old.closest("picture").hidden) return;
  const picture = document.importNode(after.querySelector("picture"), true);
  const img = picture.querySelector("img");
  picture.hidden = true;
  before.append(picture);
  try {
    await img.decode();
  } catch {
    picture.remove();
    return;
  }
  old.closest("picture").remove();
  picture.hidden = false;
  before.querySelector(".undrawn").hidden = true;
  before.prepend(picture);
  watch(img);
}

function swapPart(before, after) {
  const [figure, fresh] = [before, after].map((part) => part.querySelector("figure"));
  if (!figure !== !fresh) return before.replaceWith(adopt(after));
  if (figure) swapPicture(figure, fresh);
  const same = (kind) => {
    const [old, young] = [before, after].map((part) => part.querySelector(kind));
    if (!old !== !young) return false;
    if (old && old.innerHTML !== young.innerHTML) old.innerHTML = young.innerHTML;
    return true;
  };
  if (!["h2", ".lead", ".missing", "tbody"].every(same)) before.replaceWith(adopt(after));
}

function adopt(part) {
  const made = document.importNode(part, true);
  made.querySelectorAll("img").forEach(watch);
  return made;
}

async function parts() {
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const part of document.querySelectorAll(".part")) {
          const fresh = page.getElementById(part.id);
          if (fresh) swapPart(part, fresh);
        }
      }
    } catch (error) {
      // Without a connection the page keeps what it has; the counts say so.
      if (!(error instanceof TypeError)) throw error;
    }
  }
  setTimeout(parts, PARTS_MS);
}

// Paper can't be opened later: all tables are.
addEventListener("beforeprint", () => {
  for (const table of document.querySelectorAll("details:not([open])")) {
    table.open = true;
    addEventListener("afterprint", () => { table.open = false; }, { once: true });
  }
});
// An address should say what was chosen, not what was left alone.
document.querySelector(".filter").addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (!value) formData.delete(name);
});

document.querySelectorAll(".part img").forEach(watch);
setTimeout(counts, COUNTS_MS);
setTimeout(parts, PARTS_MS);
