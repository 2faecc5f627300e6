import { readFile } from "node:fs/promises";

/** The page's address. A scheme of its own: files of the disk are no origin. */
export const PAGE_URL = "app://desktop/";

/**
 * Answers what the page loads: its own files, and nothing else of the disk.
 *
 * @param url - As the page asks. Only its path counts.
 */
export async function pageResponse(url: string): Promise<Response> {
  const file = fileAt(new URL(url).pathname);
  if (file === undefined) return new Response("not found", { status: 404, headers: HEADERS });
  try {
    const headers = { ...HEADERS, "content-type": file.type };
    return new Response(await readFile(file.path), { headers });
  } catch {
    return new Response("not found", { status: 404, headers: HEADERS });
  }
}

interface PageFile {
  readonly path: URL;
  readonly type: string;
}

// A name has no slash and one dot, so that it cannot lead elsewhere.
function fileAt(pathname: string): PageFile | undefined {
  const [, name, extension] = /^\/([a-z-]+)\.([a-z]+)$/.exec(pathname) ?? [];
  if (name === undefined || extension === undefined) {
    return pathname === "/" ? fileAt("/index.html") : undefined;
  }
  const type = TYPES[extension];
  if (type === undefined) return undefined;
  const folder = extension === "js" ? BUILT : SOURCE;
  return { path: new URL(`${name}.${extension}`, folder), type };
}

const SOURCE = new URL("../../src/page/", import.meta.url);

const BUILT = new URL("../../dist/page/", import.meta.url);

const TYPES: Readonly<Record<string, string | undefined>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
};

// The page shows and asks the app. It loads nothing from anywhere, and no text becomes markup.
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};
