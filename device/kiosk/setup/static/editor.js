// Polygons on a picture, drawn by finger, mouse or keyboard. Corners are shares of the
// picture's width and height; `changed()` is called after each change.

import { say } from "./setup.js";

const SVG = "http://www.w3.org/2000/svg";
const STEP = 0.01;
const LARGE_STEP = 0.05;
const TAP = 0.012; // a finger that moved less has tapped
const FIRST = [[0.3, 0.4], [0.7, 0.4], [0.7, 0.8], [0.3, 0.8]];
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
export const NAMES = ["waiting", "service", "staff"];
export const MOST = 40;

const round = (value) => Math.round(value * 1000) / 1000;
const inside = (value) => round(Math.min(1, Math.max(0, value)));

export function make(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

export class Editor {
  constructor(picture, zones, changed) {
    Object.assign(this, { picture, zones, changed, current: "waiting", selected: null });
    this.faults = {};
    this.height = 750;
    this.drag = null;
    picture.addEventListener("pointerdown", (event) => this.press(event));
    picture.addEventListener("pointermove", (event) => this.move(event));
    picture.addEventListener("pointerup", (event) => this.release(event));
    picture.addEventListener("pointercancel", () => { this.drag = null; });
    picture.addEventListener("keydown", (event) => this.key(event));
    picture.addEventListener("focusin", ({ target }) => this.select(placeOf(target)));
  }

  get corners() {
    return this.zones[this.current];
  }

  choose(name) {
    this.current = name;
    this.selected = null;
    this.paint();
  }

  fit(width, height) {
    this.height = Math.round(1000 * height / width);
    this.picture.setAttribute("viewBox", `0 0 1000 ${this.height}`);
    this.paint();
  }

  // ---- what is done --------------------------------------------------------------------

  at(event) {
    const box = this.picture.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  press(event) {
    if (!event.isPrimary || event.button > 0) return;
    const place = placeOf(event.target);
    const from = this.at(event);
    this.drag = { place, from, moved: false, leaves: false };
    this.picture.setPointerCapture(event.pointerId);
    if (place !== null) this.select(place);
    event.preventDefault();
  }

  move(event) {
    const { drag } = this;
    if (!drag) return;
    const [x, y] = this.at(event);
    if (Math.hypot(x - drag.from[0], y - drag.from[1]) > TAP) drag.moved = true;
    if (!drag.moved || drag.place === null) return;
    drag.leaves = x < 0 || y < 0 || x > 1 || y > 1;
    this.corners[drag.place] = [inside(x), inside(y)];
    this.paint();
  }

  release(event) {
    const { drag } = this;
    this.drag = null;
    if (!drag) return;
    if (drag.place === null && !drag.moved) this.insert(this.at(event).map(inside));
    else if (drag.moved && drag.place !== null) this.done(drag.leaves);
    this.focus();
  }

  key(event) {
    const place = placeOf(event.target);
    if (place === null) return;
    const way = MOVES[event.key];
    if (way) {
      const step = event.shiftKey ? LARGE_STEP : STEP;
      const [x, y] = this.corners[place];
      const to = [round(x + way[0] * step), round(y + way[1] * step)];
      this.corners[place] = to.map(inside);
      this.done(to.some((value) => value < 0 || value > 1));
    } else if (["Delete", "Backspace"].includes(event.key)) {
      this.remove();
    } else if (["Insert", "+"].includes(event.key)) {
      this.add();
    } else {
      return;
    }
    event.preventDefault();
    this.focus();
  }

  // A new corner goes into the side that it is nearest to.
  insert(corner) {
    const { corners } = this;
    if (corners.length >= MOST) return;
    const place = corners.length < 3 ? corners.length : nearestSide(corners, corner) + 1;
    corners.splice(place, 0, corner);
    this.selected = place;
    this.done();
  }

  // By keyboard: four in the middle, and then half way to the next one.
  add() {
    const { corners } = this;
    if (corners.length >= MOST) return;
    const place = this.selected ?? corners.length - 1;
    const next = corners[(place + 1) % corners.length];
    const corner = corners.length < FIRST.length
      ? FIRST[corners.length]
      : [0, 1].map((n) => round((corners[place][n] + next[n]) / 2));
    corners.splice(corners.length < FIRST.length ? corners.length : place + 1, 0, corner);
    this.selected = corners.indexOf(corner);
    this.done();
    this.focus();
  }

  remove() {
    const place = this.selected ?? this.corners.length - 1;
    if (place < 0) return;
    this.corners.splice(place, 1);
    this.selected = this.corners.length ? Math.min(place, this.corners.length - 1) : null;
    this.done();
    this.focus();
  }

  clear() {
    this.corners.length = 0;
    this.selected = null;
    this.done();
  }

  done(leaves = false) {
    this.paint();
    this.changed(leaves);
  }

  select(place) {
    if (place === null || place === this.selected) return;
    this.selected = place;
    for (const node of this.picture.querySelectorAll(".corner")) {
      node.classList.toggle("selected", placeOf(node) === place);
    }
  }

  focus() {
    this.picture.querySelector(`[data-corner="${this.selected}"]`)?.focus();
  }

  // ---- what is shown -------------------------------------------------------------------

  paint() {
    const spot = ([x, y]) => [x * 1000, y * this.height];
    this.picture.querySelector(".areas").replaceChildren(...NAMES.flatMap((name) => {
      const corners = this.zones[name];
      if (!corners.length) return [];
      const kind = corners.length < 3 ? "polyline" : "polygon";
      return [make(kind, {
        class: `area ${name}${name === this.current ? " current" : ""}${this.faults[name] ? " wrong" : ""}`,
        points: corners.map((corner) => spot(corner).join()).join(" "),
      })];
    }));
    const group = this.picture.querySelector(".corners");
    const had = group.contains(document.activeElement);
    group.replaceChildren(...this.corners.map((corner, place) => {
      const [x, y] = spot(corner);
      const node = make("g", {
        class: `corner ${this.current}${place === this.selected ? " selected" : ""}`,
        "data-corner": place, tabindex: 0, role: "button",
        "aria-label": say("corner_name", {
          number: place + 1, zone: say(`zone_${this.current}`),
          x: Math.round(corner[0] * 100), y: Math.round(corner[1] * 100),
        }),
      });
      node.append(make("circle", { class: "reach", cx: x, cy: y, r: 48 }),
        make("circle", { class: "knob", cx: x, cy: y, r: 14 }));
      return node;
    }));
    if (had && !this.drag) this.focus();
  }
}

function placeOf(node) {
  const place = node.closest?.("[data-corner]")?.dataset.corner;
  return place === undefined ? null : Number(place);
}

function nearestSide(corners, [x, y]) {
  const far = corners.map(([ax, ay], place) => {
    const [bx, by] = corners[(place + 1) % corners.length];
    const long = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = long ? ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long : 0;
    const part = Math.min(1, Math.max(0, along));
    return Math.hypot(x - ax - part * (bx - ax), y - ay - part * (by - ay));
  });
  return far.indexOf(Math.min(...far));
}

// Is a spot inside? By how often a ray to the right crosses the sides.
export function holds(corners, [x, y]) {
  let isIn = false;
  corners.forEach(([ax, ay], place) => {
    const [bx, by] = corners[(place + 1) % corners.length];
    if ((ay > y) !== (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax) isIn = !isIn;
  });
  return corners.length >= 3 && isIn;
}
