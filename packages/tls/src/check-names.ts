/** Names the checks of requests, so that a pool keeps apart what each of them has seen. */
export class CheckNames {
  readonly #numbers = new WeakMap<object, number>();
  #seen = 0;

  /** A request's own check is for its connection: one that another check saw, or none, will not do. */
  nameOf(check: unknown): string {
    if (typeof check !== "function") return "";
    const known = this.#numbers.get(check) ?? ++this.#seen;
    this.#numbers.set(check, known);
    return `:check ${known}`;
  }
}
