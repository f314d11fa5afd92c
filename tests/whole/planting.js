// One visit, waiting for what the page shows and never for a clock: up to the words'
// field ("begin"), and from there until the next customer's first screen ("send").

async (part) => {
  const TRIES = 5;

  const there = (what) => new Promise((done) => {
    const look = () => {
      const found = document.querySelector(what);
      if (!found) return;
      seeing.disconnect();
      done(found);
    };
    const seeing = new MutationObserver(look);
    seeing.observe(document.body, { attributes: true, childList: true, subtree: true });
    look();
  });
  const press = async (what) => (await there(what)).click();

  async function begin() {
    await press('[data-face="2"]');
    await press('[data-do="skip"]');
    await there("textarea");
  }

  // What a busy machine did not read in time would be dropped: nothing to look for.
  async function look() {
    for (let tries = 0; tries < TRIES; tries++) {
      await press('[data-do="check-words"]:not([disabled])');
      await there('[data-do="send-words"]:not([disabled])');
      if (!document.querySelector(".going-out.lost")) return;
      await press('[data-do="back-to-words"]');
    }
    await press('[data-do="check-words"]:not([disabled])');
  }

  async function send() {
    await look();
    await press('[data-do="send-words"]:not([disabled])');
    const onward = ["go-on", "right"].map((name) => `main [data-do="${name}"]`);
    const kept = '[data-kept="yes"] [data-do="close"]';
    let way = null;
    while (!way?.matches(kept)) {
      way = await there([...onward, kept].join());
      way.click();
    }
    await there('[data-screen="idle"]');
  }

  await { begin, send }[part]();
}
