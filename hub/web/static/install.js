// Where the connection is secure the floor can be installed, and opens without the hub.

if (navigator.serviceWorker) {
  navigator.serviceWorker.register("/floor/worker.js", { scope: "/floor" }).catch(() => {
    // A browser that refuses shows the same page, only not without the hub.
  });
}
