import type { FieldSchema } from '../../../ui/forms/form-fields.ts'

/** What is known of a value: what it was in the last run, what its schema promises, or both. */
export interface Known {
  /** Set when `has` is. */
  value?: unknown
  has: boolean
  schema?: FieldSchema
}

export interface KnownMember {
  name: string
  known: Known
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The members of a value by name: those it had in the last run first, then those only its schema names. */
export function membersOf({ value, has, schema }: Known): KnownMember[] {
  const actual = has && isRecord(value) ? Object.keys(value) : []
  const promised = Object.keys(schema?.properties ?? {}).filter((name) => !actual.includes(name))
  return [...actual, ...promised].map((name) => ({ name, known: memberOf({ value, has, schema }, name) }))
}

export function memberOf({ value, has, schema }: Known, name: string | number): Known {
  const inside = has && typeof name === 'number' && Array.isArray(value) ? name < value.length : has && isRecord(value) && Object.hasOwn(value, String(name))
  const member = inside ? (value as Record<string, unknown>)[String(name)] : undefined
  const promised = typeof name === 'number' ? schema?.items : schema?.properties?.[name]
  return { has: inside, ...(inside ? { value: member } : {}), ...(promised ? { schema: promised } : {}) }
}

/** The members by name, or the items of a list by their place. */
export function partsOf(known: Known): Array<{ key: string | number; known: Known }> {
  if (known.has && Array.isArray(known.value)) return known.value.map((_, index) => ({ key: index, known: memberOf(known, index) }))
  return membersOf(known).map(({ name, known: member }) => ({ key: name, known: member }))
}

/** What kind of value it is, in a word: as it was, else as it is promised. */
export function kindOf({ value, has, schema }: Known): string {
  if (!has) return typeof schema?.type === 'string' ? schema.type : ''
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}

const SHORT = 40

/** A value in a few characters. */
export function shortValue(value: unknown, most = SHORT): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value)
      : Array.isArray(value)
        ? `[${value.length} ${value.length === 1 ? 'item' : 'items'}]`
        : isRecord(value)
          ? `{${Object.keys(value).slice(0, 4).join(', ')}${Object.keys(value).length > 4 ? ', …' : ''}}`
          : String(value)
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}
