/** Tells whether an error carries one of these codes, as those of `node:fs` and `node:net` do. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(codeOf(error) ?? "");
}

/** Gives the code of a system error. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Says in a few words why something failed, without the path that the caller names already. */
export function causeOf(error: unknown): string {
  const code = codeOf(error);
  const words = code === undefined ? undefined : CAUSES[code];
  if (words !== undefined) return words;
  return error instanceof Error ? error.message.split("\n", 1).join("") : String(error);
}

const CAUSES: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EEXIST: "a part of the path is a file",
  EISDIR: "it is a folder",
  ENOENT: "no such file or folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is a file",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
};
