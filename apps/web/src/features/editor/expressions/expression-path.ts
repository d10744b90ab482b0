/** Names CEL can read after a dot; others need an index. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/

/** The expression that reads a member of what `owner` reads. */
export function memberPath(owner: string, name: string | number): string {
  if (typeof name === 'number') return `${owner}[${name}]`
  return PLAIN.test(name) ? `${owner}.${name}` : `${owner}[${JSON.stringify(name)}]`
}
