// What becomes of a call, as the kiosk's program tells it.

const SEND_WITHIN_MS = 8000;
const AGAIN_MS = 2000;

let stream = null;
let again = 0;
let slow = 0;

// Tell `heard(state)` each new state of a call; silence counts as "cannot_be_sent".
export function follow(call, heard) {
  leave();
  slow = setTimeout(() => heard("cannot_be_sent"), SEND_WITHIN_MS);
  listen(call, heard);
}

export function leave() {
  stream?.close();
  stream = null;
  clearTimeout(again);
  clearTimeout(slow);
}

function listen(call, heard) {
  stream = new EventSource(`/calls/${call}`);
  stream.onmessage = (message) => {
    clearTimeout(slow);
    heard(JSON.parse(message.data).state);
  };
  stream.onerror = () => {
    if (stream?.readyState === EventSource.CLOSED) {
      again = setTimeout(() => listen(call, heard), AGAIN_MS);
    }
  };
}
