import type { Checkpoint, SoakReport } from "./soak.ts";

/** Why a soak is not passed. */
export function problemsOf(report: SoakReport): readonly string[] {
  const { leaked, faults, leftovers, growth } = report;
  return [
    ...(leaked === 0 ? [] : [`${leaked} application bytes reached servers that no policy allows`]),
    ...faults,
    ...leftovers.map((left) => `left behind: ${left}`),
    ...(growth.heap < MOST_GROWTH ? [] : [`the heap grew by a factor of ${growth.heap}`]),
    ...(growth.resident < MOST_RESIDENT
      ? []
      : [`the process grew by a factor of ${growth.resident}`]),
  ];
}

/** A checkpoint as a line. */
export function table({ requests, connections, updates, memory }: Checkpoint): string {
  const { heap, resident } = memory;
  return [
    `${requests} requests`,
    `${connections} connections`,
    `${updates} updates`,
    `heap ${heap.toFixed(1)} MB`,
    `resident ${resident.toFixed(0)} MB`,
  ].join(", ");
}

// What is kept for each connection would make it several times as large.
const MOST_GROWTH = 1.1;
// The system gives and takes it in large pieces.
const MOST_RESIDENT = 1.3;
