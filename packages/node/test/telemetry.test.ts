import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Writable } from "node:stream";

import { logs, metrics } from "@opentelemetry/api";
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from "@opentelemetry/sdk-logs";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { startWorld, type World } from "@tlspin/testing";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import {
  createPinning,
  findPinError,
  type NodePinning,
  verdictMetrics,
  type VerdictRecord,
} from "../src/index.ts";
import { exportToOpenTelemetry } from "../src/otel.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => world.servers.fresh());
afterAll(() => world.close());

function policyOf(revision: number, rule: object = {}): object {
  const pins = { pins: [world.pins.leaf], backupPins: [world.pins.backup] };
  const hosts = [{ host: "example.com", includeSubdomains: true, ...pins, ...rule }];
  return { version: 1, revision, unlistedHosts: "unpinned", hosts };
}

function pinningOf(policy: object, onVerdict?: (record: VerdictRecord) => void): NodePinning {
  const { ca } = world.peer("wrong-key");
  return createPinning(policy, {
    ...(onVerdict === undefined ? {} : { onVerdict }),
    tls: { ca, lookup: world.lookup },
  });
}

async function ask(pinning: NodePinning, server: string, host = "api.example.com"): Promise<void> {
  const response = await pinning.fetch(`https://${host}:${world.peer(server).port}/`);
  await response.arrayBuffer();
}

test("tlspin:update tells that a newer policy is in force, once", () => {
  const told: unknown[] = [];
  const listen = (message: unknown): void => void told.push(message);
  subscribe("tlspin:update", listen);
  const pinning = pinningOf(policyOf(3));
  pinning.update(policyOf(3));
  expect(told).toEqual([]);
  pinning.update(policyOf(5));
  expect(() => pinning.update(policyOf(4))).toThrow("raise the revision");
  unsubscribe("tlspin:update", listen);
  pinning.close();
  expect(told).toEqual([{ revision: 5, previousRevision: 3 }]);
});

test("verdictMetrics counts by rule of the policy, whatever host was dialled", async () => {
  const counted = verdictMetrics();
  const pinning = pinningOf(policyOf(7, { expires: "2040-12-31" }), counted.count);
  await ask(pinning, "right");
  await expect(ask(pinning, "wrong-key")).rejects.toThrow("fetch failed");
  await expect(ask(pinning, "wrong-key", "any.example.com")).rejects.toThrow("fetch failed");
  pinning.close();

  expect(counted.text(pinning.policy))
    .toBe(`# HELP tlspin_verdicts_total Connections that were judged, by rule of the policy.
# TYPE tlspin_verdicts_total counter
tlspin_verdicts_total{rule="example.com",decision="allow",reason="pin-matched",backup="false"} 1
tlspin_verdicts_total{rule="example.com",decision="reject",reason="no-pin-matched",backup="false"} 2
# HELP tlspin_policy_revision The revision of the policy in force.
# TYPE tlspin_policy_revision gauge
tlspin_policy_revision 7
# HELP tlspin_backup_pins Backup pins of each rule.
# TYPE tlspin_backup_pins gauge
tlspin_backup_pins{rule="example.com"} 1
# HELP tlspin_pins_expire_timestamp_seconds When the pins of each rule stop counting.
# TYPE tlspin_pins_expire_timestamp_seconds gauge
tlspin_pins_expire_timestamp_seconds{rule="example.com"} 2240611200
`);
});

test("OpenTelemetry hears of each verdict, and logs those that are more than an ordinary allow", async () => {
  const logged = new InMemoryLogRecordExporter();
  const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: measured });
  logs.setGlobalLoggerProvider(
    new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: logged })] }),
  );
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));

  const stop = exportToOpenTelemetry();
  const pinning = pinningOf(policyOf(1));
  await ask(pinning, "right");
  await expect(ask(pinning, "wrong-key")).rejects.toThrow("fetch failed");
  pinning.update(policyOf(2));
  stop();
  await expect(ask(pinning, "wrong-key")).rejects.toThrow("fetch failed");
  pinning.close();
  await reader.forceFlush();
  await reader.shutdown();

  expect(
    logged.getFinishedLogRecords().map(({ eventName, attributes }) => ({ eventName, attributes })),
  ).toEqual([
    {
      eventName: "tlspin.peer.rejected",
      attributes: {
        "server.address": "api.example.com",
        "error.type": "no-pin-matched",
        "tlspin.decision": "reject",
        "tlspin.reason": "no-pin-matched",
        "tlspin.pin.backup": false,
        "tlspin.policy.revision": 1,
        "tlspin.rule": "example.com",
      },
    },
    {
      eventName: "tlspin.policy.updated",
      attributes: { "tlspin.policy.revision": 2, "tlspin.policy.previous_revision": 1 },
    },
  ]);
  const [metric] = measured.getMetrics()[0]?.scopeMetrics[0]?.metrics ?? [];
  expect(metric?.descriptor.name).toBe("tlspin.verdicts");
  expect(
    metric?.dataPoints.map(({ value, attributes }) => [attributes["error.type"], value]),
  ).toEqual([
    [undefined, 1],
    ["no-pin-matched", 1],
  ]);
});

test("pino logs the error whole, with nothing added", async () => {
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const logger = pino(sink);
  const pinning = pinningOf(policyOf(1), (record) => logger.info(record, "verdict"));
  const error: unknown = await ask(pinning, "wrong-key").catch((thrown: unknown) => thrown);
  logger.error(findPinError(error)?.error);
  pinning.close();

  const [verdict, failure] = lines.map((line) => JSON.parse(line));
  expect(verdict).toMatchObject({
    host: "api.example.com",
    decision: "reject",
    rule: "example.com",
  });
  expect(failure.err).toMatchObject({
    type: "PeerRejectedError",
    code: "ERR_TLSPIN_PEER_REJECTED",
    verdict: { reason: "no-pin-matched", hostname: "api.example.com" },
  });
});
