// Faces and signs, drawn here so that they look the same on every machine.

const SVG = "http://www.w3.org/2000/svg";

const MOUTHS = {
  1: "M29 73 Q50 47 71 73",
  2: "M32 68 Q50 59 68 68",
  3: "M32 62 Q50 73 68 62",
  4: "M27 56 Q50 63 73 56 Q68 83 50 83 Q32 83 27 56 Z",
};

const EYES = {
  1: "M24 36 L40 28 M76 36 L60 28 M35 43 v4 M65 43 v4",
  2: "M35 40 v5 M65 40 v5",
  3: "M35 38 v5 M65 38 v5",
  4: "M27 43 Q35 31 43 43 M57 43 Q65 31 73 43",
};

const SIGNS = {
  tick: "M27 52 L44 69 L75 34",
  way: "M30 50 H68 M54 34 L70 50 L54 66",
  dots: "M28 50 h.1 M50 50 h.1 M72 50 h.1",
  speak: "M26 30 H74 V62 H52 L38 76 V62 H26 Z",
};

function draw(kind, paths) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 100 100");
  picture.setAttribute("aria-hidden", "true");
  picture.classList.add(kind);
  const circle = document.createElementNS(SVG, "circle");
  for (const name of ["cx", "cy"]) circle.setAttribute(name, "50");
  circle.setAttribute("r", "46");
  picture.append(circle);
  for (const [name, d] of Object.entries(paths)) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.classList.add(name);
    picture.append(path);
  }
  return picture;
}

// Which of the four drawn moods fits face `value` of `scale` faces.
export function mood(value, scale) {
  const place = (value - 1) / (scale - 1);
  return place < 0.25 ? 1 : place < 0.5 ? 2 : place < 0.9 ? 3 : 4;
}

export function face(value, scale) {
  const fits = mood(value, scale);
  const picture = draw("face", { eyes: EYES[fits], mouth: MOUTHS[fits] });
  picture.dataset.mood = fits;
  return picture;
}

export function sign(name) {
  const picture = draw("sign", { mark: SIGNS[name] });
  picture.dataset.sign = name;
  return picture;
}
