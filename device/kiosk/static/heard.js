// "Did we understand you?": what software made of the words, right or put right.

import { now, post, say } from "./visit.js";

// "… was something to wish for" tells nobody that they were understood.
const UNSAID = ["desire", "curiosity"];

const main = document.querySelector("main");

// What was read that a customer can say yes or no to, or null.
export function reading() {
  const { preview, reader } = now.visit;
  if (reader !== "software" || !preview?.label) return null;
  const feeling = (preview.feelings ?? []).find((name) => !UNSAID.includes(name));
  const theme = (preview.themes ?? []).find((name) => name !== "other");
  return feeling || theme ? { feeling, theme } : null;
}

export function danger() {
  const { preview, reader } = now.visit;
  return reader === "software" && preview?.danger ? preview.danger : null;
}

export function paintHeard() {
  const { feeling, theme } = reading();
  const form = feeling && theme ? "both" : feeling ? "feeling" : "theme";
  const sentence = main.querySelector(".sentence");
  const words = { theme: theme && say(`theme ${theme}`), feeling: feeling && say(`feeling ${feeling}`) };
  sentence.replaceChildren(...say(`understood_${form}`).split(/[{}]/).map((part) => {
    if (!(part in words)) return part;
    const strong = document.createElement("strong");
    strong.textContent = words[part];
    return strong;
  }));
}

export function confirm() {
  post("correction", { confirmed: true, language: now.language });
}

export function paintPutRight() {
  const { feeling, theme } = reading();
  const chosen = { theme, feeling };
  for (const kind of ["theme", "feeling"]) {
    const place = main.querySelector(`.${kind}s`);
    place.append(...now.asked[`${kind}s`].map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset[kind] = name;
      button.textContent = say(`${kind} ${name}`);
      button.setAttribute("aria-pressed", String(chosen[kind] === name));
      return button;
    }));
    place.addEventListener("click", (event) => {
      const name = event.target.closest?.("button")?.dataset[kind];
      if (!name) return;
      for (const button of place.children) {
        button.setAttribute("aria-pressed", String(button.dataset[kind] === name));
      }
    });
  }
}

export function putRight() {
  const pressed = (kind) => {
    const button = main.querySelector(`[data-${kind}][aria-pressed="true"]`);
    return button ? [button.dataset[kind]] : [];
  };
  const themes = pressed("theme");
  const emotions = pressed("feeling");
  const was = reading();
  const isSame = themes[0] === was.theme && emotions[0] === was.feeling;
  post("correction", { confirmed: isSame, themes, emotions, language: now.language });
  Object.assign(now.visit.preview, { themes, feelings: emotions }); // what thanks fit
}
