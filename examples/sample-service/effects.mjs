import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/**
 * What the outside world received. One effect per idempotency key: the same key gets the stored answer again and changes nothing.
 * With a state file every effect is on disk before it is acknowledged, so a restarted service still knows its keys.
 */
export class EffectLedger {
  /** @param {string | undefined} stateFile */
  constructor(stateFile) {
    this.stateFile = stateFile
    /** @type {Array<{kind: string, key?: string, request: unknown, answer: {status: number, body: unknown}, duplicates: number}>} */
    this.effects = stateFile && existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, 'utf8')) : []
    this.byKey = new Map(this.effects.filter((effect) => effect.key !== undefined).map((effect) => [effect.key, effect]))
  }

  /**
   * Records one effect, or finds the one this key already had.
   * @param {{kind: string, key?: string, request: unknown, answer: (serial: number) => {status: number, body: unknown}}} effect
   * @returns {{replayed: boolean, answer: {status: number, body: unknown}} | {reused: true}}
   */
  record({ kind, key, request, answer }) {
    const earlier = key === undefined ? undefined : this.byKey.get(key)
    if (earlier) {
      if (earlier.kind !== kind || JSON.stringify(earlier.request) !== JSON.stringify(request)) return { reused: true }
      earlier.duplicates += 1
      this.save()
      return { replayed: true, answer: earlier.answer }
    }
    const effect = { kind, ...(key === undefined ? {} : { key }), request, answer: answer(this.effects.length + 1), duplicates: 0 }
    this.effects.push(effect)
    if (key !== undefined) this.byKey.set(key, effect)
    this.save()
    return { replayed: false, answer: effect.answer }
  }

  /** @param {string | null} kind */
  list(kind) {
    const effects = this.effects.filter((effect) => kind === null || effect.kind === kind)
    return { count: effects.length, duplicates: effects.reduce((sum, effect) => sum + effect.duplicates, 0), effects }
  }

  save() {
    if (!this.stateFile) return
    writeFileSync(`${this.stateFile}.next`, JSON.stringify(this.effects))
    renameSync(`${this.stateFile}.next`, this.stateFile)
  }
}
