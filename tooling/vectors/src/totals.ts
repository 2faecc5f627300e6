/** How many cases of each kind the vectors have. The tests that read them hold these numbers. */
export const KEY_CASES = { all: 6138, good: 4920, malformed: 554, pinned: 4984 } as const;
export const CHAIN_CASES = { all: 358, valid: 177, needCrl: 173 } as const;
export const HOST_CASES = {
  "cert-wildcard": 324,
  "hostname-validity": 30,
  "ip-literal": 13,
  "pin-config-lookup": 60,
  "pin-config-union": 2,
  "pin-pattern": 23,
  "pin-syntax": 8,
  "public-suffix": 54,
  "san-list": 27,
} as const;
export const CHROMIUM_CASES = { keys: 103, knownPins: 9, lookups: 4378, assertions: 40 } as const;
