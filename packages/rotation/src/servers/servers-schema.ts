import * as v from "valibot";

import { CERTIFICATE, HOST, INSTANT, NAME, NOTE, PLATFORM, SPKI } from "../parts.ts";
import type { ServersFile } from "./servers-file.ts";

const key = v.strictObject(
  {
    spki: v.pipe(SPKI, v.description("The key's pin, as in pins.json.")),
    certificate: v.exactOptional(
      v.pipe(
        CERTIFICATE,
        v.description("The pin of its certificate, where certificates are pinned."),
      ),
    ),
    type: v.exactOptional(
      v.pipe(v.string("must be text"), v.description("As RSA 2048, EC P-256 or Ed25519.")),
    ),
    note: v.exactOptional(NOTE),
  },
  "must be an object",
);

const names = v.pipe(
  v.array(v.string("must be the name of a key"), "must be a list"),
  v.minLength(1, "must name the leaf's key"),
  v.description("The keys of a path, leaf first, trust anchor last, by their names."),
);

const path = v.strictObject(
  {
    keys: names,
    platforms: v.exactOptional(
      v.pipe(
        v.array(PLATFORM, "must be a list"),
        v.description("The systems whose trust store gives this path. Left out, all."),
      ),
    ),
  },
  "must be a list of names, or an object",
);

const serving = v.strictObject(
  {
    from: v.pipe(INSTANT, v.description("When the first server shows it (UTC).")),
    until: v.exactOptional(
      v.pipe(
        INSTANT,
        v.description("When the last one stops. Left out, when the next has rolled out."),
      ),
    ),
    rollOutDays: v.optional(
      v.pipe(
        v.number("must be a number"),
        v.minValue(0, "must not be negative"),
        v.description("For how long servers with what was before remain."),
      ),
      0,
    ),
    paths: v.pipe(
      v.array(
        v.union([
          v.pipe(
            names,
            v.transform((keys) => ({ keys })),
          ),
          path,
        ]),
        "must be a list",
      ),
      v.minLength(1, "must list a path"),
      v.description("The paths that clients may build from what is served. Each must do."),
    ),
    note: v.exactOptional(NOTE),
  },
  "must be an object",
);

/** `.tlspin/servers.json`. */
export const SERVERS_FILE: v.GenericSchema<unknown, ServersFile> = v.strictObject(
  {
    $schema: v.exactOptional(v.string("must be text")),
    version: v.pipe(v.literal(1, "must be 1"), v.description("The version of this file format.")),
    keys: v.pipe(
      v.record(NAME, v.union([SPKI, key])),
      v.description("Keys by name: a pin, or a pin with what else is known."),
    ),
    hosts: v.array(
      v.strictObject(
        {
          host: v.pipe(HOST, v.description("A host name or IP address.")),
          serves: v.pipe(
            v.array(serving, "must be a list"),
            v.minLength(1, "must say what is served"),
          ),
        },
        "must be an object",
      ),
      "must be a list",
    ),
  },
  "must be an object",
);
