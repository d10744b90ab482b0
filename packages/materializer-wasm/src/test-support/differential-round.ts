import type { Operation } from '@aob/schemas'
import { applyDelta } from '../apply-delta.ts'
import type { Materializer } from '../materializer.ts'
import { MaterializerError } from '../materializer-error.ts'
import { oracle, oracleCannotJudge } from './patch-oracle.ts'
import { randomObject, randomOperation, randomValue } from './random-json.ts'
import { type RandomSource, randomSource, workflowDocument } from './random-patches.ts'
import { judgeSeparators } from './separators.ts'
import { bytesOf, jsonBytes, textOf } from './variants.ts'

/** Patches tried on one random document. */
const STEPS = 25

/** Patches judged in a round, and how many of them both sides refused. */
export interface RoundCount {
  judged: number
  refused: number
}

/** Thrown when a build and the independent implementation, or two builds, disagree. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement'
}

/**
 * One random document with its patches on every build given, each against the independent implementation; then every
 * version again by seek, deltas between versions, and the patch between two of them. The same seed makes the same round.
 */
export function differentialRound(seed: number, builds: readonly Materializer[]): RoundCount {
  const random = randomSource(seed)
  const first = firstDocument(random)
  const bytes = jsonBytes(first)
  for (const core of builds) core.load(bytes)
  const versions = [textOf(bytes)]
  const count: RoundCount = { judged: 0, refused: 0 }
  for (let step = 0; step < STEPS; step++) {
    const before = versions.at(-1) ?? ''
    const patch = randomStep(random, JSON.parse(before))
    if (patch.some(oracleCannotJudge)) continue
    const expected = oracle(before, patch)
    const note = () => `seed ${seed}, step ${step}: ${JSON.stringify(patch)} on ${before}`
    count.judged++
    if (expected === undefined) count.refused++
    const results = builds.map((core) => judgePatch(core, patch, expected === undefined, before, note))
    const [result] = results
    if (result === undefined || results.some((other) => other !== result)) throw new Disagreement(`the builds wrote different bytes: ${note()}`)
    if (expected === undefined) continue
    if (result !== expected && !sameValue(builds, result, expected)) throw new Disagreement(`another result than ${expected}: ${note()}`)
    versions.push(result)
  }
  for (const core of builds) judgeVersions(core, versions, `seed ${seed}`)
  const judged = builds[seed % builds.length]
  if (judged) {
    judgeWays(judged, versions, randomSource(seed + 1), `seed ${seed}`)
    judgeShuffle(judged, versions.at(-1) ?? '', randomSource(seed + 2), `seed ${seed}`)
    const misread = judgeSeparators(judged, randomSource(seed + 3))
    if (misread !== undefined) throw new Disagreement(`trusted bytes were misread: seed ${seed}: ${misread}`)
  }
  return count
}

/** Mostly one to three operations; now and then so many additions that arrays outgrow their chunks and objects their lists. */
function randomStep(random: RandomSource, document: unknown): Operation[] {
  if (random(40) > 0) return Array.from({ length: 1 + random(3) }, () => randomOperation(random, document))
  const target = randomOperation(random, document).path
  return Array.from({ length: 10 + random(50) }, (_, index): Operation => ({ op: 'add', path: `${target}/${index}`, value: index }))
}

/** Mostly an object of anything, often a workflow, sometimes no object at all. */
function firstDocument(random: RandomSource): unknown {
  if (random(10) === 0) return randomValue(random, 4)
  if (random(30) === 0) return workflowDocument(90 + random(200))
  return random(3) === 0 ? workflowDocument(random(30)) : randomObject(random, 4)
}

/** The bytes after the patch, or before it when it was refused. */
function judgePatch(core: Materializer, patch: Operation[], refusalExpected: boolean, before: string, note: () => string): string {
  try {
    core.append(patch)
  } catch (error) {
    if (!(error instanceof MaterializerError) || error.code === 'internal.error') throw new Disagreement(`the core failed: ${note()}`, { cause: error })
    if (!refusalExpected) throw new Disagreement(`refused with ${error.code}: ${note()}`)
    if (textOf(core.bytes()) !== before) throw new Disagreement(`a refusal left a trace: ${note()}`)
    return before
  }
  if (refusalExpected) throw new Disagreement(`should have been refused: ${note()}`)
  return textOf(core.bytes())
}

/** Key order is the only thing in which a good result may differ from the oracle's. */
function sameValue(builds: readonly Materializer[], result: string, expected: string): boolean {
  return builds.every((core) => canonical(core, bytesOf(result)) === canonical(core, bytesOf(expected)))
}

function judgeVersions(core: Materializer, versions: readonly string[], note: string): void {
  for (const [version, text] of versions.entries()) {
    core.seek(version)
    if (textOf(core.bytes()) !== text) throw new Disagreement(`other bytes at version ${version}: ${note}`)
  }
}

/** Deltas and squashed patches between versions. */
function judgeWays(core: Materializer, versions: readonly string[], random: RandomSource, note: string): void {
  const deltasHold = versions.every(hasUniqueIds)
  for (let pair = 0; pair < 2; pair++) {
    const from = random(versions.length)
    const to = random(versions.length)
    const target = canonical(core, bytesOf(versions[to] ?? ''))
    const mirrored = applyDelta(JSON.parse(versions[from] ?? ''), core.delta(from, to))
    if (deltasHold && canonical(core, jsonBytes(mirrored)) !== target) throw new Disagreement(`the delta from ${from} to ${to} is wrong: ${note}`)
    const patched = core.materialize(bytesOf(versions[from] ?? ''), [core.squash(from, to)])
    if (canonical(core, patched) !== target) throw new Disagreement(`the squash from ${from} to ${to} is wrong: ${note}`)
  }
}

/** The patch to the same document with its nodes in another order, some of them gone. */
function judgeShuffle(core: Materializer, text: string, random: RandomSource, note: string): void {
  const document: unknown = JSON.parse(text)
  if (document === null || typeof document !== 'object' || !('nodes' in document)) return
  const { nodes } = document
  if (!Array.isArray(nodes) || nodes.length > 60) return
  const shuffled = nodes.filter(() => random(6) > 0)
  for (let moves = random(8); moves > 0; moves--) shuffled.splice(random(shuffled.length + 1), 0, ...shuffled.splice(random(shuffled.length + 1), 1))
  const after = jsonBytes({ ...document, nodes: shuffled })
  const patched = core.materialize(bytesOf(text), [core.diff(bytesOf(text), after)])
  if (canonical(core, patched) !== canonical(core, after)) throw new Disagreement(`the patch to shuffled nodes is wrong: ${note}`)
}

/** Deltas need unique ids, which graph validation guarantees and random documents do not. */
function hasUniqueIds(text: string): boolean {
  const document: unknown = JSON.parse(text)
  return (['nodes', 'edges'] as const).every((section) => {
    const elements: unknown = document !== null && typeof document === 'object' ? (document as Record<string, unknown>)[section] : undefined
    if (!Array.isArray(elements)) return true
    const ids = elements.map((element: { id?: unknown } | null) => element?.id).filter((id) => typeof id === 'string')
    return new Set(ids).size === ids.length
  })
}

function canonical(core: Materializer, bytes: Uint8Array): string {
  return textOf(core.canonical(bytes))
}
