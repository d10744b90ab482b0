import type { FieldProblem } from '@aob/schemas'
import type { FieldSpec } from './form-fields.ts'
import type { Parsed } from './parse-numbers.ts'
import { spokenMilliseconds } from './spoken-milliseconds.ts'

type Bounds = Pick<Extract<FieldSpec, { kind: 'number' }>, 'minimum' | 'maximum' | 'duration' | 'bounded'>
type Rule = 'minimum' | 'maximum'

const said = (value: number, { duration }: Bounds) => (duration ? spokenMilliseconds(value) : value.toLocaleString('en'))

const sentence = (rule: Rule, bound: number, field: Bounds) => `Must be at ${rule === 'minimum' ? 'least' : 'most'} ${said(bound, field)}.`

export function boundsHint(field: Bounds): string | undefined {
  const { minimum, maximum } = field
  if (minimum !== undefined && maximum !== undefined) return `From ${said(minimum, field)} to ${said(maximum, field)}.`
  if (minimum !== undefined) return `At least ${said(minimum, field)}.`
  return maximum === undefined ? undefined : `At most ${said(maximum, field)}.`
}

/** A bound that is passed, as the field says its values. */
export function outOfBounds(problem: FieldProblem | undefined, field: Bounds): string | undefined {
  const rule = problem?.rule
  const bound = rule === 'minimum' || rule === 'maximum' ? field[rule] : undefined
  return bound === undefined ? undefined : sentence(rule as Rule, bound, field)
}

/** Where the document has no room for what is out of bounds, not even for a moment, it is no value yet. */
export function withinBounds(parsed: Parsed, field: Bounds): Parsed {
  if (!field.bounded || 'fault' in parsed || typeof parsed.value !== 'number') return parsed
  const { minimum, maximum } = field
  if (minimum !== undefined && parsed.value < minimum) return { fault: sentence('minimum', minimum, field) }
  return maximum !== undefined && parsed.value > maximum ? { fault: sentence('maximum', maximum, field) } : parsed
}
