/** One named value of a JSON object, nested names joined with dots. */
export type Fact = readonly [name: string, value: unknown]

/** Nested objects up to this depth are read as facts of their own; deeper ones stay trees. */
const MAX_DEPTH = 3

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Opens small nested objects, so that `body: {amount: 3}` reads `body.amount  3`. */
export function flattenFacts(facts: readonly Fact[], depth = 0): Fact[] {
  return facts.flatMap(([name, value]): Fact[] => {
    if (!isRecord(value) || depth >= MAX_DEPTH) return [[name, value]]
    const entries = Object.entries(value)
    if (entries.length === 0) return [[name, value]]
    return flattenFacts(
      entries.map(([key, inner]) => [`${name}.${key}`, inner] as const),
      depth + 1,
    )
  })
}

const CAPITALS: ReadonlySet<string> = new Set(['url', 'id', 'http', 'api', 'vat', 'vip', 'sku', 'crm', 'ip', 'eur', 'usd'])

function words(part: string): string {
  const spaced = part
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .trim()
    .toLowerCase()
  return spaced
    .split(' ')
    .map((word) => (CAPITALS.has(word) ? word.toUpperCase() : word))
    .join(' ')
}

/** A field name as a label: `orderTotal` becomes "Order total", `body.order_id` becomes "Body › order ID". */
export function factLabel(name: string): string {
  const label = name.split('.').map(words).join(' › ')
  return label.charAt(0).toUpperCase() + label.slice(1)
}

/** Scalars of a list, when it holds nothing else. */
export function scalarList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item !== 'object' || item === null) ? value : undefined
}
