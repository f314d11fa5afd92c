// Lets the floor open without the hub: a page that waits for it. Nothing else is kept,
// so an upgrade of the hub is seen at once and no alert stays on a tablet's disk.

const SHELL = "heed-shell-1";
const FILES = ["offline.html", "offline.js", "plain.css", "tokens.css", "heed.svg"];

self.addEventListener("install", (event) => {
  const files = FILES.map((name) => `/static/${name}`);
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(files)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) =>
      Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name))),
    ),
  );
});

async function kept(request, name) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await caches.match(`/static/${name}`);
    if (!found) throw error;
    return found;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate") {
    event.respondWith(kept(request, "offline.html"));
  } else if (FILES.includes(pathname.replace("/static/", ""))) {
    event.respondWith(kept(request, pathname.replace("/static/", "")));
  }
});
