/** A setting that cannot be used, with the name of its variable and what would be accepted. */
export class ConfigError extends Error {
  constructor(name: string, value: string, expected: string) {
    super(`${name} is "${value}", but must be ${expected}.`)
    this.name = 'ConfigError'
  }
}

export type Env = Readonly<Record<string, string | undefined>>
