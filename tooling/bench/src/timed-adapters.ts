import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build, type Plugin } from "esbuild";

import type { Scene } from "./scene.ts";

/**
 * Writes each adapter as one file in which `tls.connect` times the hook that it is given. The hook of a
 * guarded connection can be reached no other way in Deno and Bun, whose modules cannot be patched.
 */
export async function writeTimedAdapters(folder: string): Promise<Scene["timedAdapters"]> {
  const write = async (name: string): Promise<string> => {
    const outfile = join(folder, `${name}.mjs`);
    await build({
      entryPoints: [fileURLToPath(import.meta.resolve(`@tlspin/${name}`))],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      external: ["undici"],
      plugins: [TIMED_TLS],
    });
    return outfile;
  };
  return { node: await write("node"), deno: await write("deno"), bun: await write("bun") };
}

const TIMED_TLS: Plugin = {
  name: "timed-tls",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:tls$/ }, ({ namespace }) =>
      namespace === "timed" ? { path: "node:tls", external: true } : TIMED,
    );
    onLoad({ filter: /.*/, namespace: "timed" }, () => ({ contents: TIMED_MODULE }));
  },
};

const TIMED = { path: "node:tls", namespace: "timed" };

const TIMED_MODULE = `
export * from "node:tls";
export { default } from "node:tls";
import { connect as dial } from "node:tls";

export function connect(options) {
  const check = options.checkServerIdentity;
  options.checkServerIdentity = (host, certificate) => {
    const from = process.hrtime.bigint();
    const answer = check(host, certificate);
    globalThis.tlspinHookTimes?.push(Number(process.hrtime.bigint() - from) / 1000);
    return answer;
  };
  return dial(options);
}
`;
