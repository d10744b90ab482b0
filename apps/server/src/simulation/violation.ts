/** A promise of the engine that a schedule broke. */
export class Violation extends Error {
  constructor(
    readonly rule: string,
    message: string,
  ) {
    super(`[${rule}] ${message}`)
    this.name = 'Violation'
  }
}

/** Throws when the promise does not hold. */
export function require(holds: boolean, rule: string, message: () => string): asserts holds {
  if (!holds) throw new Violation(rule, message())
}
