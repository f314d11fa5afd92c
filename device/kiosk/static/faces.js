// Faces, signs and the clock's ring; the page holds the drawings.

import { now } from "./visit.js";

const SVG = "http://www.w3.org/2000/svg";

function make(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

function drawn(id, attributes) {
  const picture = make("svg", { ...attributes, "aria-hidden": "true" });
  picture.append(make("use", { href: `#${id}` }));
  return picture;
}

// Face `value`, counted from 1, the worst.
export function face(value) {
  const mood = now.asked.moods[value - 1];
  return drawn(`face-${mood}`, { class: "face", "data-mood": mood });
}

export function sign(name) {
  return drawn(`sign-${name}`, { class: "sign", "data-sign": name });
}

// A ring that empties: `share` of it is left, with the number in it.
export function ring(share, number) {
  const circle = "M50 6a44 44 0 1 1-.01 0";
  const picture = make("svg", { class: "ring", viewBox: "0 0 100 100", "aria-hidden": "true" });
  const left = `${Math.round(share * 100)} 100`;
  const text = make("text", { x: 50, y: 62, "text-anchor": "middle" });
  text.textContent = number;
  picture.append(make("path", { d: circle }), text, make("path", {
    class: "rest", d: circle, pathLength: 100, "stroke-dasharray": left,
  }));
  return picture;
}
