import type { SetAside } from './replica.ts'

/** What a person decides about at once: the field, of a gesture that gives one field another value, as typing does; else the gesture alone. */
export function asidePlace({ gesture, refusal }: SetAside): string {
  const [change, ...more] = gesture.changes
  return !change?.pointer || more.length > 0 || refusal ? gesture.patchId : JSON.stringify([change.target.kind, change.target.path, change.pointer])
}
