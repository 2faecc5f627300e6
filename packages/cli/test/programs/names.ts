import dns from "node:dns";
import { lookup, promises, resolve4, Resolver } from "node:dns";
import { promisify } from "node:util";

// Prints what it is told of a host, in every way there is to ask.
const HOST = process.argv[2] ?? "";
const asked = {
  lookup: promisify(lookup)(HOST),
  callback: new Promise((resolve) => lookup(HOST, (...answer) => resolve(answer))),
  all: promises.lookup(HOST, { all: true }),
  six: promises.lookup(HOST, 6),
  resolve4: promisify(resolve4)(HOST),
  ttl: promises.resolve4(HOST, { ttl: true }),
  resolve6: promises.resolve6(HOST),
  resolve: new promises.Resolver().resolve(HOST),
  aaaa: promisify(dns.resolve)(HOST, "AAAA"),
  resolver: new Promise((resolve) => {
    new Resolver().resolve4(HOST, (_error, addresses) => resolve(addresses));
  }),
};
const answers = await Promise.all(
  Object.entries(asked).map(async ([name, answer]) => [name, await answer]),
);
process.stdout.write(JSON.stringify(Object.fromEntries(answers)));
