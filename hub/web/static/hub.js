// Calls to the hub that change something or ask how things are.

const token = document.querySelector('meta[name="form-token"]')?.content ?? "";

export class NotSent extends Error {}

// Answers {status, body}; signs in again where the session has ended.
export async function call(path, body) {
  const options = { headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
    options.headers["X-Form-Token"] = token;
  }
  options.signal = AbortSignal.timeout(8000);
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new NotSent("No connection to the hub. Please try again.");
  }
  if (answer.status === 401) location.reload();
  const said = await answer.json().catch(() => ({}));
  return { status: answer.status, body: said };
}
