import type { CommitCheck, CommitPlan, CommitResult, CommitStep } from '../ports/commit-plan.ts'
import type { HotData, RunHash } from './hot-data.ts'

/** Integers a double holds exactly with room to spare; the Lua function has the same bound. */
const INTEGER = /^-?\d{1,15}$/
const ENTRY_ID = /^\d+-\d+$/
/** Fields of one appended entry; Lua's stack sets it for the other interpreter. */
const MAX_ENTRY_FIELDS = 2000

/** What the steps make of a run's hash, computed before anything is written. */
interface FieldChange {
  /** Whether any step is about the hash. */
  touched: boolean
  dropped: boolean
  /** Undefined marks a removed field. */
  overlay: Map<string, string | undefined>
  expireAfterMs?: number
}

/**
 * The in-process twin of the Redis function `commit` (D-35). Rules shared by both:
 * - checks are judged in order against the state before the plan; the first failing one is the answer;
 * - a malformed plan (adding to something that is no integer, an empty entry, a malformed id) throws and changes nothing;
 * - `rev` is the earlier `rev` + 1, also after a drop and set in one plan; it is stored only when the plan leaves a hash,
 *   and the result's revision is 0 when it leaves none;
 * - a plan that only moves entries leaves the run and its `rev` as they are;
 * - `expire` holds for the hash as the plan leaves it; a later `drop` in the same plan cancels it.
 */
export function interpretCommit(data: HotData, plan: CommitPlan): CommitResult {
  const run = data.run(plan.runId)
  for (const check of plan.checks) {
    const refusal = judge(check, run)
    if (refusal) return refusal
  }
  const change = changeOf(plan.steps, run)
  const revision = writeFields(data, plan.runId, run, change)
  for (const step of plan.steps) {
    if (step.kind === 'append') data.append(plan.partition, step.stream, step.entry)
    else if (step.kind === 'ack') data.stream(plan.partition, step.stream).ack(step.group, step.id)
  }
  return { kind: 'committed', revision }
}

function judge(check: CommitCheck, run: RunHash | undefined): CommitResult | undefined {
  switch (check.kind) {
    case 'absent':
      return run === undefined ? undefined : { kind: 'refused', check }
    case 'present':
      return run === undefined ? { kind: 'refused', check } : undefined
    case 'equals': {
      const actual = run?.fields.get(check.field)
      return actual === check.value ? undefined : { kind: 'refused', check, actual }
    }
    case 'unset': {
      const actual = run?.fields.get(check.field)
      return actual === undefined ? undefined : { kind: 'refused', check, actual }
    }
  }
}

function changeOf(steps: readonly CommitStep[], run: RunHash | undefined): FieldChange {
  const change: FieldChange = { touched: false, dropped: false, overlay: new Map() }
  for (const step of steps) {
    change.touched ||= step.kind !== 'append' && step.kind !== 'ack'
    switch (step.kind) {
      case 'set':
        for (const [field, value] of Object.entries(step.fields)) change.overlay.set(field, value)
        break
      case 'unset':
        for (const field of step.fields) change.overlay.set(field, undefined)
        break
      case 'add':
        change.overlay.set(step.field, added(step.field, currentValue(change, run, step.field), step.by))
        break
      case 'drop':
        change.dropped = true
        change.overlay.clear()
        change.expireAfterMs = undefined
        break
      case 'expire':
        change.expireAfterMs = step.afterMs
        break
      case 'append':
        checkEntry(Object.keys(step.entry).length)
        break
      case 'ack':
        if (!ENTRY_ID.test(step.id)) throw new Error(`Malformed commit plan: ${JSON.stringify(step.id)} is no entry id.`)
        break
    }
  }
  return change
}

function checkEntry(fields: number): void {
  if (fields === 0) throw new Error('Malformed commit plan: an appended entry needs a field.')
  if (fields > MAX_ENTRY_FIELDS) throw new Error('Malformed commit plan: an appended entry has too many fields.')
}

function currentValue(change: FieldChange, run: RunHash | undefined, field: string): string | undefined {
  if (change.overlay.has(field)) return change.overlay.get(field)
  return change.dropped ? undefined : run?.fields.get(field)
}

function added(field: string, current: string | undefined, by: number): string {
  if (!Number.isSafeInteger(by) || (current !== undefined && !INTEGER.test(current))) {
    throw new Error(`Malformed commit plan: cannot add ${by} to ${field}=${JSON.stringify(current)}.`)
  }
  return String(Number(current ?? '0') + by)
}

function writeFields(data: HotData, runId: string, run: RunHash | undefined, change: FieldChange): number {
  const before = Number(run?.fields.get('rev') ?? '0')
  if (!change.touched) return before
  const hash: RunHash = change.dropped || run === undefined ? { fields: new Map() } : run
  for (const [field, value] of change.overlay) {
    if (value === undefined) hash.fields.delete(field)
    else hash.fields.set(field, value)
  }
  if (hash.fields.size === 0) {
    data.deleteRun(runId)
    return 0
  }
  hash.fields.set('rev', String(before + 1))
  if (change.expireAfterMs !== undefined) hash.expiresAt = data.now() + change.expireAfterMs
  data.putRun(runId, hash)
  return before + 1
}
