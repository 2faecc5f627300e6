/** What confining needs of Electron's `WebContents`. */
export interface ConfinableContents {
  setWindowOpenHandler(handler: () => { action: "deny" }): void;
  on(
    event: "will-navigate" | "will-attach-webview",
    listener: (event: Preventable) => void,
  ): unknown;
}

/** What confining needs of Electron's `Session`. */
export interface ConfinableSession {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, callback: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: () => boolean): void;
}

interface Preventable {
  preventDefault(): void;
}

/** Keeps a page where the app put it: it opens nothing and goes nowhere. */
export function confine(contents: ConfinableContents): void {
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
  contents.on("will-navigate", (event) => event.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
}

/** Pages of this app need no camera, no place, no clipboard. */
export function permitNothing(session: ConfinableSession): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
}
