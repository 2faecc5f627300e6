// An ordinary program: the API's URL, a token, and the fetch that the runtime brings.
const { API_URL: url = "", API_TOKEN: token = "" } = process.env;
try {
  const signal = AbortSignal.timeout(10_000);
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal });
  console.log(JSON.stringify({ ok: response.ok, answer: await response.text() }));
} catch (error) {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  console.log(JSON.stringify({ ok: false, message: String(cause) }));
}
