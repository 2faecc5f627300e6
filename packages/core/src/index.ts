export type { Certificate } from "./certificate.ts";
export * from "./errors.ts";
export type { Chain, Peer, ServedChain, VerifiedChain } from "./evaluate.ts";
export type { Hostname } from "./hostname.ts";
export type {
  SignatureAlgorithm,
  SignatureAnswer,
  SignatureCheck,
  VerifySignature,
} from "./path.ts";
export * from "./pin.ts";
export type * from "./policy.ts";
export type * from "./verdict.ts";
