/** Opens a window that nobody sees. */
export type OpenWindow = () => LoadingWindow;

/** What loading needs of Electron's `BrowserWindow`. */
export interface LoadingWindow {
  loadURL(url: string, options: { readonly extraHeaders: string }): Promise<void>;
  readonly webContents: {
    on(event: "will-redirect", listener: (event: { preventDefault(): void }) => void): unknown;
    executeJavaScript(code: string): Promise<unknown>;
    stop(): void;
  };
  destroy(): void;
}

/** Loads a URL as a page in a window, as a renderer does, and gives the text that it shows. */
export async function loadInWindow(
  window: LoadingWindow,
  url: URL,
  authorization: string,
): Promise<string> {
  const { webContents } = window;
  const impatient = setTimeout(() => webContents.stop(), PATIENCE);
  // A redirect would carry the token along.
  webContents.on("will-redirect", (event) => event.preventDefault());
  try {
    await window.loadURL(url.href, {
      extraHeaders: `authorization: ${authorization}\npragma: no-cache`,
    });
    return String(await webContents.executeJavaScript("document.body.innerText"));
  } finally {
    clearTimeout(impatient);
    window.destroy();
  }
}

const PATIENCE = 10_000;
