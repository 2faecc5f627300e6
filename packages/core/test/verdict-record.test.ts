import { expect, test } from "vitest";

import { forgeRoot } from "../../testing/src/forge.ts";
import { evaluate, type Peer } from "../src/evaluate.ts";
import { parsePolicy } from "../src/parse-policy.ts";
import { pinOf } from "../src/pin.ts";
import { recordOf } from "../src/verdict-record.ts";
import { policyJson, ruleJson } from "./policies.ts";

const noon = new Date("2026-11-23T12:00:00Z");
const peer: Peer = {
  connectHost: "api.example.com",
  certificateHost: "api.example.com",
  port: 443,
  chain: { kind: "verified", ders: [] },
};

test("recordOf gives a frozen record that JSON carries whole", () => {
  const record = recordOf(evaluate(parsePolicy(policyJson()), peer, noon), peer);
  expect(record).toMatchObject({
    host: "api.example.com",
    rule: "api.example.com",
    decision: "reject",
    reason: "chain-empty",
    revision: 1,
    message: expect.stringContaining("presented no certificate"),
  });
  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  expect(Object.isFrozen(record)).toBe(true);
});

test("recordOf names the pin that matched", async () => {
  const root = await forgeRoot({ name: "Example Root" });
  const leaf = await root.issueLeaf({ hosts: ["api.example.com"] });
  const pins = [pinOf(leaf.spki)];
  const policy = parsePolicy(policyJson({ hosts: [ruleJson("api.example.com", { pins })] }));
  const shown: Peer = { ...peer, chain: { kind: "verified", ders: [leaf.certificate] } };
  expect(recordOf(evaluate(policy, shown, noon), shown)).toMatchObject({
    decision: "allow",
    pin: { pin: pins[0], at: "leaf", backup: false },
  });
});

test("recordOf says what a report-only rule would have rejected", () => {
  const policy = parsePolicy(
    policyJson({ hosts: [ruleJson("api.example.com", { mode: "report-only" })] }),
  );
  expect(recordOf(evaluate(policy, peer, noon), peer)).toMatchObject({
    decision: "allow",
    reason: "report-only",
    wouldReject: "chain-empty",
  });
});
