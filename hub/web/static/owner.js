// The owner's page: fresh figures every few seconds while somebody looks.

import { call, NotSent } from "./hub.js";

const EVERY_MS = 2000;
const find = (name) => document.querySelector(`[data-figure="${CSS.escape(name)}"]`);

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

function showFigure(figure) {
  const there = find(figure.name);
  there.dataset.value = figure.value ?? "";
  there.querySelector(".number").textContent = figure.text;
  const notes = there.querySelector(".notes");
  const before = [...notes.children].map((note) => note.textContent);
  if (before.join("\n") !== figure.notes.join("\n")) {
    notes.replaceChildren(...figure.notes.map(paragraph));
  }
}

function showFace(face) {
  const there = find(face.name);
  there.dataset.value = face.value;
  there.querySelector("progress").max = face.most || 1;
  there.querySelector("progress").value = face.value;
  there.querySelector(".number").textContent = face.value;
}

function setState(state) {
  document.body.dataset.connection = state;
  document.getElementById("connection").textContent =
    state === "live" ? "" : "▲ No connection, figures may be old";
}

async function refresh() {
  if (!document.hidden) {
    try {
      const { status, body } = await call("/owner/figures");
      if (status === 200) show(body);
      setState(status === 200 ? "live" : "offline");
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
      setState("offline");
    }
  }
  setTimeout(refresh, EVERY_MS);
}

function show(report) {
  const all = [...report.figures, ...report.faces];
  // A survey with other faces: the page is made anew.
  if (all.some(({ name }) => !find(name))) return location.reload();
  report.figures.forEach(showFigure);
  report.faces.forEach(showFace);
}

setTimeout(refresh, EVERY_MS);
