import { readFileSync } from "node:fs";
import { setDefaultCACertificates } from "node:tls";

import { createPinning, type NodePinning } from "@tlspin/node";
import { assertPinned, type OpenClient, type PinnedProof } from "@tlspin/testing";
import { describe, expect, test } from "vitest";

import { clientsPage, PAGE } from "../src/clients-page.ts";
import { IGNORED_BY } from "../src/ignored.ts";
import { LIBRARIES } from "../src/libraries.ts";
import type { Ignored } from "../src/library.ts";
import { measure } from "../src/measure.ts";
import { RESTLESS } from "../src/restless.ts";

const proofs = new Map<string, PinnedProof>();

describe("written as the documentation says, it sends nothing to another key, and reaches the pinned one", () => {
  test.each(LIBRARIES)("$name", async (library) => {
    const proof = await measure(library);
    expect(proof.dials).toBeGreaterThan(0);
    proofs.set(library.name, proof);
  });
});

test("docs/clients.md is what this run saw (src/write-clients.ts writes it)", () => {
  expect(readFileSync(PAGE, "utf8")).toBe(clientsPage(proofs));
});

test.each(RESTLESS)("$name without the line that stops it dials again", async (library) => {
  const { dials } = await measure(library);
  expect(dials).toBeGreaterThan(1);
});

const ignored: readonly Ignored[] = Object.values(IGNORED_BY).flat();

describe("what looks right and is ignored leaks, and assertPinned says so", () => {
  test.each(ignored)("$code", async ({ open, options }) => {
    const trusting: OpenClient<NodePinning> = (target) => {
      setDefaultCACertificates([...target.ca]);
      return open(target);
    };
    await expect(assertPinned(createPinning, trusting, options)).rejects.toThrow(
      "application bytes reached a server whose key is not pinned",
    );
  });
});
