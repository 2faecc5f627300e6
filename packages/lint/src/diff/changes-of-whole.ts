import { checkSuccessor, type Policy, PolicyError } from "@tlspin/core";

import { isEnforced } from "../accepted-pins.ts";
import type { Change } from "./change.ts";
import type { Comparison } from "./comparison.ts";

/** What changes for every host alike. */
export function changesOfWhole(comparison: Comparison, anyByHost: boolean): readonly Change[] {
  const changes = [...compareTls(comparison), ...compareIssued(comparison)];
  const isSame = changes.length === 0 && !anyByHost;
  return [...compareRevision(comparison), ...changes, ...(isSame ? compareText(comparison) : [])];
}

function compareRevision({ before, after }: Comparison): readonly Change[] {
  const place = { oldPointer: "/revision", newPointer: "/revision", hosts: [] };
  if (after.revision > before.revision) {
    const reason = `the revision goes from ${before.revision} to ${after.revision}`;
    return [{ kind: "neutral", id: "revision-raised", reason, ...place }];
  }
  try {
    checkSuccessor(before, after);
    return [];
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const reason = `the revision is ${after.revision}: an app that knows revision ${before.revision} refuses the new policy`;
    return [{ kind: "bricking", id: "revision-not-raised", reason, ...place }];
  }
}

function compareTls({ before, after, evidence }: Comparison): readonly Change[] {
  if (before.minTls === after.minTls) return [];
  const place = placeOf("minTls", before, after);
  if (after.minTls === "1.2") {
    return [
      { kind: "widening", id: "min-tls-lowered", reason: "TLS 1.2 is accepted too", ...place },
    ];
  }
  const protocols = (evidence.chains ?? []).map(({ protocol }) => protocol);
  const change = { id: "min-tls-raised", reason: "only TLS 1.3 is accepted", ...place } as const;
  if (protocols.includes("TLSv1.2")) {
    const reason = `${change.reason}, and a server answers with TLS 1.2`;
    return [{ ...change, kind: "bricking", reason }];
  }
  if (protocols.length > 0 && !protocols.includes(undefined))
    return [{ ...change, kind: "narrowing" }];
  return [{ ...change, kind: "narrowing", needs: "chain" }];
}

function compareIssued({ before, after, at }: Comparison): readonly Change[] {
  const [was, is] = [issuedAt(before), issuedAt(after)];
  if (was === is) return [];
  const place = placeOf("issued", before, after);
  const change = { id: "issued-changed", ...place } as const;
  if (![...before.hosts, ...after.hosts].some(isEnforced)) {
    return [{ ...change, kind: "neutral", reason: "no rule is enforced" }];
  }
  if (is < was) {
    return [
      { ...change, kind: "widening", reason: "a clock that shows an earlier time is believed" },
    ];
  }
  if (is > at.getTime()) {
    const reason = `every pinned host is rejected until ${after.issued}`;
    return [{ ...change, kind: "bricking", reason }];
  }
  const reason = `a clock that shows a time before ${after.issued} is not believed`;
  return [{ ...change, kind: "narrowing", reason }];
}

function issuedAt({ issued }: Policy): number {
  return issued === undefined ? -Infinity : Date.parse(issued);
}

function compareText({ before, after }: Comparison): readonly Change[] {
  const [was, is] = [before, after].map((policy) => JSON.stringify({ ...policy, revision: 0 }));
  if (was === is) return [];
  const reason = "notes, order, or what changes no verdict";
  return [
    { kind: "neutral", id: "text-changed", reason, oldPointer: "", newPointer: "", hosts: [] },
  ];
}

function placeOf(
  key: "minTls" | "issued",
  before: Policy,
  after: Policy,
): Pick<Change, "hosts" | "oldPointer" | "newPointer"> {
  return {
    hosts: [],
    ...(before[key] === undefined ? {} : { oldPointer: `/${key}` }),
    ...(after[key] === undefined ? {} : { newPointer: `/${key}` }),
  };
}
