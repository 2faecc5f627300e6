/** One change of a JSON file: an operation of JSON Patch (RFC 6902), as far as we need them. */
export type Edit =
  | {
      readonly op: "add";
      /** A new member of an object, or `/-` for the end of a list. A list that is missing is made. */
      readonly path: string;
      readonly value: unknown;
    }
  | { readonly op: "replace"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string }
  | { readonly op: "move"; readonly from: string; readonly path: string };
