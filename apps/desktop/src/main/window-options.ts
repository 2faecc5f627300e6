/** What every window of this app may do: nothing but show. */
export const LOCKED_DOWN = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const;

/** The app's window. */
export const WINDOW = {
  width: 1180,
  height: 860,
  minWidth: 360,
  minHeight: 480,
  title: "tlspin desktop",
  autoHideMenuBar: true,
} as const;
