// Errors of these scripts, told to the kiosk's log: what and where, never a message,
// because a message may quote what a customer typed.

const AT_MOST = 10;

let told = 0;

function tell(error, place) {
  told += 1;
  if (told > AT_MOST) return;
  const name = /^([A-Z][A-Za-z]{0,30})?Error$/.test(error?.name) ? error.name : "Error";
  const screen = document.querySelector("[data-screen]")?.dataset.screen ?? null;
  const body = JSON.stringify({ name, ...place, screen });
  const headers = { "Content-Type": "application/json" };
  fetch("/errors", { method: "POST", headers, body, keepalive: true }).catch(() => {});
}

// File, line and column from an address such as http://…/static/words.js:12:5.
function placeIn(text) {
  const [, file, line, column] = /\/([a-z]{1,20}\.js):(\d+):(\d+)/.exec(text) ?? [];
  return file ? { file, line: Number(line), column: Number(column) } : {};
}

addEventListener("error", (event) => {
  const { error, filename, lineno, colno } = event;
  tell(error, placeIn(`${filename}:${lineno}:${colno}`));
});

addEventListener("unhandledrejection", (event) => {
  tell(event.reason, placeIn(event.reason?.stack ?? ""));
});
