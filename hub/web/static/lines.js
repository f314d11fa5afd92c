// The strip of waiting lines: how many wait, how long, and how it was lately.

const EVERY_MS = 10_000;
const strip = document.getElementById("lines");
const words = JSON.parse(document.documentElement.dataset.words);

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function minutes(seconds) {
  return Math.max(1, Math.ceil(seconds / 60));
}

function told(line) {
  if (line.state === "blind") return words.line_blind;
  const people = fill(words.line_waiting, { n: line.waiting });
  const wait = line.wait_s === null || line.state === "rough"
    ? "" : ` · ${fill(words.line_wait, { n: minutes(line.wait_s) })}`;
  const rough = line.state === "rough" ? ` (${words.line_rough})` : "";
  return people + wait + rough;
}

function sparkline(points) {
  const width = 120, height = 24;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  svg.setAttribute("aria-hidden", "true");
  const first = points[0][0], span = Math.max(points.at(-1)[0] - first, 1);
  const most = Math.max(4, ...points.map(([, n]) => n));
  const path = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  path.setAttribute("points", points.map(([at, n]) =>
    `${((at - first) / span) * width},${height - 1 - (n / most) * (height - 2)}`).join(" "));
  path.setAttribute("fill", "none");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "2");
  svg.append(path);
  return svg;
}

function card(line) {
  const item = document.createElement("p");
  item.dataset.state = line.state;
  const name = document.createElement("strong");
  name.textContent = line.touchpoint;
  const text = document.createElement("span");
  text.textContent = told(line);
  item.append(name, " ", text);
  if (line.points.length > 1) item.append(" ", sparkline(line.points));
  return item;
}

async function refresh() {
  try {
    const answer = await fetch("/floor/lines", { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const lines = await answer.json();
    strip.replaceChildren(...lines.map(card));
    strip.hidden = lines.length === 0;
  } catch {
    strip.hidden = true; // The page itself says that the hub is away.
  }
}

refresh();
setInterval(refresh, EVERY_MS);
