// The plain fetch of Electron: an ordinary app, the API's URL, a token, and the fetch of Chromium.
import { app, net } from "electron";

const { API_URL: url = "", API_TOKEN: token = "" } = process.env;
app.disableHardwareAcceleration();
await app.whenReady();
try {
  const signal = AbortSignal.timeout(10_000);
  const response = await net.fetch(url, { headers: { authorization: `Bearer ${token}` }, signal });
  console.log(JSON.stringify({ ok: response.ok, answer: await response.text() }));
} catch (error) {
  console.log(JSON.stringify({ ok: false, message: String(error) }));
}
app.quit();
