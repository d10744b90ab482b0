import type { FieldChange, Hunk as Part } from '@aob/ir/document'
import type { AnchoredChange } from '@aob/schemas'
import type { Hunk } from './run-overlay.ts'

/** One thing to decide about within an entry of the change list. */
export interface ChoiceRow {
  key: string
  kind: 'element' | 'field' | 'inner' | 'connection'
  /** `config.url`, or with the way into a scope's body `fetch › config.url`. */
  name: string
  parts: readonly number[]
  /** The values, for a field and for what happens inside a body. */
  field?: FieldChange
}

/** Rows of an entry, in the order they are shown: the element itself when it comes or goes, its fields, what changes in its body, its connections. */
export function rowsOf(hunk: Hunk, all: readonly Part[], own: readonly number[]): ChoiceRow[] {
  const changes = own.flatMap((index) => (all[index]?.changes ?? []).map((change) => ({ change, index })))
  const partsWhere = (wanted: (change: AnchoredChange) => boolean) => [...new Set(changes.filter(({ change }) => wanted(change)).map(({ index }) => index))]
  const outermost = ({ target }: AnchoredChange) => target.path.length <= 1
  const whole = partsWhere((change) => outermost(change) && change.target.kind === 'node' && change.pointer === '' && change.op !== 'reorder')
  const rows: ChoiceRow[] = [{ key: 'element', kind: 'element', name: hunk.kind === 'removed' ? 'Remove the step' : 'Add the step', parts: whole }]
  for (const field of hunk.fields) {
    const parts = partsWhere((change) => outermost(change) && change.target.kind !== 'edge' && change.pointer !== '' && isAbout(field.pointer, change.pointer))
    rows.push({ key: field.pointer, kind: 'field', name: fieldName(field.pointer), parts, field })
  }
  rows.push(...innerRows(changes))
  for (const { id } of hunk.edges) {
    const parts = partsWhere((change) => outermost(change) && change.target.kind === 'edge' && change.target.path[0] === id && change.op !== 'reorder')
    rows.push({ key: `connection ${id}`, kind: 'connection', name: `connection ${id}`, parts })
  }
  return rows.filter(({ parts }) => parts.length > 0)
}

/** What changes inside the body of a scope, one row for each part: fields of a body tell of whole lists, which nobody can decide about. */
function innerRows(changes: readonly { change: AnchoredChange; index: number }[]): ChoiceRow[] {
  const rows = new Map<number, ChoiceRow>()
  for (const { change, index } of changes) {
    if (change.target.path.length <= 1 || change.op === 'reorder' || rows.has(index)) continue
    const { before, value, pointer, target } = change
    const place = target.path.slice(1).join(' › ')
    const name = [target.kind === 'edge' ? `connection ${place}` : place, fieldName(pointer)].filter(Boolean).join(' › ')
    const field = { pointer: `/${name}`, ...(before === undefined ? {} : { before }), ...(value === undefined ? {} : { after: value }) }
    rows.set(index, { key: `${target.kind} ${target.path.join('/')}${pointer}`, kind: 'inner', name, parts: [index], field })
  }
  return [...rows.values()]
}

/** Whether both speak of the same place, or one of a part of the other. */
function isAbout(left: string, right: string): boolean {
  return left === right || left.startsWith(`${right}/`) || right.startsWith(`${left}/`)
}

/** A pointer inside an element as a person reads it: `/config/url` is `config.url`. */
export function fieldName(pointer: string): string {
  return pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~')
}
