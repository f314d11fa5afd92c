// Calls to the hub that change something or ask how things are.

const meta = document.querySelector('meta[name="form-token"]');
let signedOut = () => location.reload();

export class NotSent extends Error {}

// What to do when the sign-in has ended; by itself the page loads again and asks for it.
export function whenSignedOut(act) {
  signedOut = act;
}

// Answers {status, body}; a page that is older than the sign-in gets a fresh token once.
export async function call(path, body) {
  let answer = await send(path, body);
  if (answer.status === 403 && body !== undefined && (await freshToken())) {
    answer = await send(path, body);
  }
  if (answer.status === 401) signedOut();
  const said = await answer.json().catch(() => ({}));
  return { status: answer.status, body: said };
}

async function send(path, body) {
  const options = { headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
    options.headers["X-Form-Token"] = meta?.content ?? "";
  }
  options.signal = AbortSignal.timeout(8000);
  try {
    return await fetch(path, options);
  } catch {
    throw new NotSent("No connection to the hub. Please try again.");
  }
}

// Somebody may have signed in on another tab; true if the token is another one now.
export async function freshToken() {
  const answer = await send("/signin/token");
  if (answer.status !== 200 || !meta) return false;
  const { token } = await answer.json();
  const other = token !== meta.content;
  meta.content = token;
  for (const field of document.querySelectorAll("input[name=form_token]")) {
    field.value = token;
  }
  return other;
}
