import type { StatusWord } from '../status-vocabulary.ts'
import type { TintName } from './node-look.ts'
import type { DiffMark } from './overlays.ts'

const TINTS: readonly TintName[] = ['actions', 'logic', 'scopes', 'ai', 'people', 'unknown']
const STATUSES = ['queued', 'running', 'waiting', 'succeeded', 'failed', 'retrying'] as const satisfies readonly StatusWord[]

/** The colours of the theme, for painting. */
export interface GraphLook {
  surface: string
  border: string
  line: string
  accent: string
  tints: Readonly<Record<TintName, string>>
  /** Grounds for their tints. */
  softTints: Readonly<Record<TintName, string>>
  /** Only statuses that are worth a ring. */
  statuses: Readonly<Partial<Record<StatusWord, string>>>
  diffs: Readonly<Record<DiffMark['kind'], string>>
}

/** Reads the present theme from its CSS variables. */
export function readGraphLook(element: Element): GraphLook {
  const styles = getComputedStyle(element)
  const colour = (name: string) => styles.getPropertyValue(`--${name}`).trim()
  const each = <Name extends string>(names: readonly Name[], prefix: string, suffix = '') =>
    Object.fromEntries(names.map((name) => [name, colour(`${prefix}-${name}${suffix}`)])) as Record<Name, string>
  return {
    surface: colour('surface'),
    border: colour('border-strong'),
    line: colour('edge'),
    accent: colour('accent'),
    tints: each(TINTS, 'tint'),
    softTints: each(TINTS, 'tint', '-soft'),
    statuses: each(STATUSES, 'status'),
    diffs: { added: colour('diff-add'), removed: colour('diff-remove'), changed: colour('diff-change') },
  }
}
