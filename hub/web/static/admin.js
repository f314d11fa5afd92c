// The set-up: the preview follows what is written, and nothing is left by mistake.

import "./errors.js";

const form = document.getElementById("survey");

function mirror({ target }) {
  const shown = document.querySelector(`[data-mirror="${CSS.escape(target.name)}"]`);
  if (!shown) return;
  shown.textContent = target.value || (target.name.startsWith("question") ? "…" : "");
  if (shown.matches("li")) shown.hidden = !target.value;
}

if (form) {
  let written = false;
  form.addEventListener("input", (event) => {
    written = true;
    mirror(event);
  });
  form.addEventListener("submit", () => {
    written = false;
  });
  addEventListener("beforeunload", (event) => {
    if (written) event.preventDefault();
  });
}
document.querySelector("[aria-invalid]")?.focus();
