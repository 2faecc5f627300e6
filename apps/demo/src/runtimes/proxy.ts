import type { Launch } from "tlspin/demo";

/**
 * Leads a program to the API through a proxy. The fetch that Deno and Bun bring asks no resolver that a
 * preloaded module could replace; a proxy that forwards bytes leaves its TLS as it is.
 */
export function throughProxy(launch: Launch): Launch {
  return {
    ...launch,
    environment: async (stage) => ({
      ...(await launch.environment?.(stage)),
      HTTPS_PROXY: stage.proxy,
    }),
  };
}
