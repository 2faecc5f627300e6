import { mutateBytes } from "./mutate-bytes.ts";
import { mutateDer } from "./mutate-der.ts";
import { randomFrom } from "./random.ts";
import type { World } from "./world.ts";

/** A peer and the policy for it, as an input describes them. Every input describes some scene. */
export interface Scene {
  readonly leaf: Uint8Array;
  readonly served: readonly Uint8Array[];
  /** One more certificate, to add to what is served. */
  readonly extra: Uint8Array;
  readonly anchors: readonly Uint8Array[] | undefined;
  /** Whose keys are pinned, and where. */
  readonly pins: readonly ScenePin[];
  readonly distrusted: readonly string[];
  readonly order: number;
}

/** The key of a party, pinned at one place. */
export interface ScenePin {
  readonly party: string;
  readonly at: "leaf" | "ca";
}

/** Reads a scene: each octet answers one question, and where none is left the answer is zero. */
export function sceneOf(input: Uint8Array, { parties }: World): Scene {
  const octets = input[Symbol.iterator]();
  const next = (): number => octets.next().value ?? 0;
  const names = [...parties.keys()];
  const party = (): string => names[next() % names.length] ?? "leaf";
  const certificate = (): Uint8Array => certificateIn(parties.get(party())?.certificate, next);
  const listOf = <T>(longest: number, one: () => T): readonly T[] =>
    Array.from({ length: next() % (longest + 1) }, one);

  const leaf = certificate();
  const served = listOf(6, certificate);
  const pins = [pinIn(party, next), ...listOf(2, () => pinIn(party, next))];
  return {
    leaf,
    served,
    extra: certificate(),
    pins,
    distrusted: listOf(1, party),
    anchors: next() % 2 === 0 ? undefined : anchorsIn(parties),
    order: next(),
  };
}

function pinIn(party: () => string, next: () => number): ScenePin {
  return { party: party(), at: next() % 4 === 0 ? "leaf" : "ca" };
}

function anchorsIn(parties: World["parties"]): readonly Uint8Array[] {
  return ["root", "rogueRoot"].flatMap((name) => parties.get(name)?.certificate ?? []);
}

/** Half of the certificates are as they were signed. */
function certificateIn(der: Uint8Array = new Uint8Array(), next: () => number): Uint8Array {
  const kind = next() % 4;
  if (kind < 2) return der;
  const random = randomFrom(next() * 256 + next());
  return kind === 2 ? mutateBytes(der, random, [der]) : mutateDer(der, random, [der]);
}
