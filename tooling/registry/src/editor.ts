import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

import { getLanguageService, TextDocument } from "vscode-json-languageservice";

/**
 * What VS Code underlines in a JSON file: its language service follows `$schema` from where the file is.
 *
 * @param text - What stands in the editor. It need not be saved.
 */
export async function underlinedIn(path: string, text: string): Promise<readonly string[]> {
  const service = getLanguageService({
    schemaRequestService: (uri) => readFile(new URL(uri), "utf8"),
    workspaceContext: { resolveRelativePath: (relative, base) => new URL(relative, base).href },
  });
  const document = TextDocument.create(pathToFileURL(path).href, "json", 1, text);
  const diagnostics = await service.doValidation(document, service.parseJSONDocument(document));
  return diagnostics.map(({ range }) => document.getText(range));
}
