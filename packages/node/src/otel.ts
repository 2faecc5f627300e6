import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { type Attributes, logs, metrics, SeverityNumber } from "@opentelemetry/api";
import type { UpdateRecord, VerdictRecord } from "@tlspin/tls";

/**
 * Tells OpenTelemetry of the decisions and policy changes of this process: `tlspin.verdicts` counts each
 * decision, and an event logs each that is more than an ordinary allow. Call it once the process has
 * registered its providers.
 *
 * @returns How to stop.
 */
export function exportToOpenTelemetry(): () => void {
  const counter = metrics.getMeter(SCOPE).createCounter("tlspin.verdicts", {
    description: "Connections that were judged, by rule of the policy",
    unit: "{verdict}",
  });
  const logger = logs.getLogger(SCOPE);
  // What is published on a channel of this name is a record of ours: nobody else may use the name.
  const onVerdict = (message: unknown): void => {
    if (!isVerdict(message)) return;
    counter.add(1, labelsOf(message));
    const event = eventOf(message);
    if (event !== undefined) logger.emit({ ...event, body: message.message });
  };
  const onUpdate = (message: unknown): void => {
    if (isUpdate(message)) logger.emit(updateEvent(message));
  };
  subscribe("tlspin:verdict", onVerdict);
  subscribe("tlspin:update", onUpdate);
  return () => {
    unsubscribe("tlspin:verdict", onVerdict);
    unsubscribe("tlspin:update", onUpdate);
  };
}

/** Of the policy, never of the host that was dialled: who chooses hosts would choose how many series there are. */
function labelsOf({ rule, decision, reason, pin, wouldReject }: VerdictRecord): Attributes {
  return {
    "tlspin.decision": decision,
    "tlspin.reason": reason,
    "tlspin.pin.backup": pin?.backup === true,
    ...(rule === undefined ? {} : { "tlspin.rule": rule }),
    ...errorType(decision === "reject" ? reason : wouldReject),
  };
}

/** An event may name the host: it is one line of a log, not a series. */
function eventOf(record: VerdictRecord): Omit<LogRecord, "body"> | undefined {
  const found = EVENTS.find(({ tells }) => tells(record));
  if (found === undefined) return undefined;
  const { eventName, severityNumber, severityText } = found;
  const attributes = {
    "server.address": record.host,
    "tlspin.policy.revision": record.revision,
    ...labelsOf(record),
  };
  return { eventName, severityNumber, severityText, attributes };
}

type LogRecord = Parameters<ReturnType<typeof logs.getLogger>["emit"]>[0];

function updateEvent({ revision, previousRevision }: UpdateRecord): LogRecord {
  return {
    eventName: "tlspin.policy.updated",
    severityNumber: SeverityNumber.INFO,
    severityText: "INFO",
    body: `policy revision ${revision} is in force, after ${previousRevision}`,
    attributes: {
      "tlspin.policy.revision": revision,
      "tlspin.policy.previous_revision": previousRevision,
    },
  };
}

function errorType(reason: string | undefined): Attributes {
  return reason === undefined ? {} : { "error.type": reason };
}

function isVerdict(message: unknown): message is VerdictRecord {
  return typeof message === "object" && message !== null && "decision" in message;
}

function isUpdate(message: unknown): message is UpdateRecord {
  return typeof message === "object" && message !== null && "previousRevision" in message;
}

const SCOPE = "@tlspin/node";

const EVENTS = [
  {
    eventName: "tlspin.peer.rejected",
    severityNumber: SeverityNumber.ERROR,
    severityText: "ERROR",
    tells: ({ decision }: VerdictRecord) => decision === "reject",
  },
  {
    eventName: "tlspin.peer.reported",
    severityNumber: SeverityNumber.WARN,
    severityText: "WARN",
    tells: ({ wouldReject }: VerdictRecord) => wouldReject !== undefined,
  },
  {
    eventName: "tlspin.backup_pin.used",
    severityNumber: SeverityNumber.WARN,
    severityText: "WARN",
    tells: ({ pin }: VerdictRecord) => pin?.backup === true,
  },
];
