import dns from "node:dns";

// Loaded before every program of the demo, in place of a line in /etc/hosts: each name is this
// machine, so that no program can talk to another.
const lookupHere = (_hostname: string, ...rest: readonly unknown[]): void => {
  const [options, callback] = rest.length === 1 ? [{}, rest[0]] : rest;
  if (typeof callback !== "function") throw new TypeError("lookup needs a callback");
  const all = typeof options === "object" && options !== null && "all" in options && options.all;
  if (all === true) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
};

Object.assign(dns, { lookup: lookupHere });
