import { parse } from "yaml";

/** Names each thing in a GitHub workflow that gives away more than the job needs. */
export function workflowOffences(name: string, text: string): readonly string[] {
  const workflow: Workflow = parse(text);
  return [
    ...topOffences(workflow),
    ...Object.entries(workflow.jobs).flatMap(([job, content]) =>
      jobOffences(`${name}#${job}`, content).map((problem) => `${job}: ${problem}`),
    ),
    ...pinOffences(text),
  ].map((problem) => `${name}: ${problem}`);
}

function topOffences({ permissions, concurrency, on }: Workflow): readonly string[] {
  const empty = JSON.stringify(permissions) === "{}";
  return [
    ...(empty ? [] : ["permissions at the top are not {}"]),
    ...(concurrency === undefined ? ["concurrency is missing"] : []),
    // It would run a stranger's code with our secrets.
    ...(JSON.stringify(on).includes("pull_request_target") ? ["runs on pull_request_target"] : []),
  ];
}

function jobOffences(id: string, job: Job): readonly string[] {
  const allowed = WRITES[id] ?? [];
  const permissions = typeof job.permissions === "object" ? job.permissions : {};
  const excess = Object.entries(permissions)
    .filter(([scope, level]) => level !== "read" && !allowed.includes(scope))
    .map(([scope]) => `may write ${scope}`);
  return [
    ...(typeof job.permissions === "object" ? [] : ["does not list its permissions"]),
    ...excess,
    ...(job.uses === undefined && job["timeout-minutes"] === undefined ? ["has no timeout"] : []),
    ...(job.steps ?? []).filter(keepsCredentials).map(() => "leaves its token in the checkout"),
  ];
}

function keepsCredentials(step: Step): boolean {
  const isCheckout = step.uses?.startsWith("actions/checkout@") === true;
  return isCheckout && step.with?.["persist-credentials"] !== false;
}

// A tag can be moved to other code, a commit cannot. The comment says which release the commit is.
function pinOffences(text: string): readonly string[] {
  return text
    .split("\n")
    .filter((line) => /\buses:/.test(line) && !PINNED.test(line))
    .map((line) => `${line.trim()} is not pinned to a commit and its version`);
}

const PINNED = /\buses: (\.\/\S+|[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;

const WRITES: Readonly<Record<string, readonly string[]>> = {
  "release.yml#version": ["contents", "pull-requests"],
  "release.yml#publish": ["contents", "id-token"],
};

interface Workflow {
  readonly on: unknown;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly uses?: string;
  readonly "timeout-minutes"?: number;
  readonly steps?: readonly Step[];
}

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
