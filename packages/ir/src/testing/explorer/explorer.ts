import { type Actor, DEFAULT_LIMITS, type Workflow, type WorkflowNode } from '@aob/schemas'
import { bodyOf, findCycle, graphOf, judgePatch, type LegalityRefusal, type PatchVerdict } from '../../document/index.ts'
import { historyIn, isTerminal, type RunCommand } from '../../run/index.ts'
import { Random } from '../random.ts'
import { randomPatch } from '../random-patch.ts'
import { randomWorkflow } from '../random-workflow.ts'
import { ExploredRun } from './explored-run.ts'
import { Broken, Watcher } from './watcher.ts'

/** One question: a graph, how far its run has come (answered by a seed), and what a patch would make of it. */
export interface LegalityCase {
  doc: Workflow
  after: Workflow
  /** Answers given before the patch. */
  steps: number
  /** Seed of the answers. */
  answers: number
  actor: Actor
}

export type CaseResult =
  /** Applied, and every invariant held to the end. */
  | { kind: 'allowed' }
  /** Refused; applied all the same, an invariant breaks. */
  | { kind: 'justified'; rule: string; breaks: string }
  /** Refused by what people decided: applied all the same, every invariant would hold. */
  | { kind: 'policy'; rule: string }
  /** A fault of ours: an allowed patch broke an invariant, or two judges disagree. */
  | { kind: 'fault'; what: string; message: string }

const PERSON: Actor = { kind: 'human', id: 'ada' }
const AGENT: Actor = { kind: 'agent', id: 'agent-1' }
const MAX_STEPS = 4_000
/** Where the verdict rests on policy alone, there is nothing to be tried by force. */
const NOT_OF_THE_RUN: ReadonlySet<string> = new Set(['L1', 'L5', 'L6', 'L7', 'L8', 'L11', 'L12'])

/** The case of a seed: a valid document, a point of its run, and a valid document that a patch leads to. */
export function caseOf(seed: number): LegalityCase {
  const random = new Random(seed)
  const doc = joinable(randomWorkflow(random, 9))
  let after = doc
  for (let tries = 0; tries < 5; tries++) {
    after = joinable(randomPatch(doc, random, seed % 1_000))
    if (!findCycle(graphOf(after))) break
    after = doc
  }
  const answers = random.below(2 ** 31)
  const run = new ExploredRun(doc, new Random(answers), () => undefined)
  let length = 0
  while (run.step(false) && length < MAX_STEPS) length++
  return { doc, after, steps: random.below(length + 1), answers, actor: random.chance(0.5) ? PERSON : AGENT }
}

/** No join waits for more branches than lead into it (V8), in bodies either. */
function joinable<G extends Pick<Workflow, 'nodes' | 'edges'>>(graph: G): G {
  const nodes = graph.nodes.map((node): WorkflowNode => {
    const body = bodyOf(node)
    const inside = body ? { ...node, config: { ...node.config, body: joinable(body) } } : node
    if (typeof node.join !== 'object') return inside
    const branches = graph.edges.filter(({ to }) => to === node.id).length
    return node.join.n <= branches ? inside : { ...inside, join: { n: Math.max(1, branches) } }
  })
  return { ...graph, nodes }
}

/** Judges a case, carries it out and watches it to its end. */
export function tryCase(test: LegalityCase): CaseResult {
  try {
    return judged(test)
  } catch (error) {
    if (error instanceof Broken) return { kind: 'fault', what: error.what, message: error.message }
    return { kind: 'fault', what: 'throw', message: error instanceof Error ? error.message : String(error) }
  }
}

function judged(test: LegalityCase): CaseResult {
  const { run, watcher } = upToPatch(test)
  const verdict = verdictOf(run, test)
  const command = run.patch(test.after, test.actor)
  const decided = run.send(command, test.after)
  const rule = refusalRule(decided) ?? (verdict.kind === 'illegal' ? verdict.refusal.rule : undefined)
  if (disagree(verdict, refusalRule(decided))) return { kind: 'fault', what: 'two verdicts', message: `${JSON.stringify(verdict)} and ${decided.kind}` }
  if (verdict.kind === 'illegal' && !isTold(verdict.refusal)) return { kind: 'fault', what: 'untold refusal', message: JSON.stringify(verdict.refusal) }
  if (rule !== undefined && NOT_OF_THE_RUN.has(rule)) return { kind: 'policy', rule }
  if (rule !== undefined) return forced(test, command, rule)
  finish(run, watcher.prefix, test.after)
  watcher.watcher.checkRest()
  return { kind: 'allowed' }
}

/** A refused patch, applied by force: does an invariant break? */
function forced(test: LegalityCase, command: Extract<RunCommand, { kind: 'apply_patch' }>, rule: string): CaseResult {
  try {
    const { run, watcher } = upToPatch(test)
    const decided = run.force(command, test.after)
    // A condition that fails behind a finished node has no fact that could be written (L10).
    if (decided.kind !== 'events') return { kind: 'justified', rule, breaks: 'no fact can be written' }
    finish(run, watcher.prefix, test.after)
    watcher.watcher.checkRest()
    return { kind: 'policy', rule }
  } catch (error) {
    return { kind: 'justified', rule, breaks: error instanceof Broken ? error.what : 'throw' }
  }
}

function upToPatch({ doc, steps, answers }: LegalityCase) {
  const watcher = new Watcher()
  const run = new ExploredRun(doc, new Random(answers), (...seen) => watcher.observe(...seen))
  for (let step = 0; step < steps && run.step(false); step++);
  return { run, watcher: { watcher, prefix: watcher.remember(doc) } }
}

/** Plays the patched run to rest; the executed prefix must be the same at its end. */
function finish(run: ExploredRun, prefix: (after: Workflow) => void, after: Workflow): void {
  prefix(after)
  for (let step = 0; run.step(true); step++) if (step > MAX_STEPS) throw new Broken('no end', `still moving after ${MAX_STEPS} answers`)
  if (!isTerminal(run.state.status)) prefix(after)
}

function verdictOf(run: ExploredRun, { doc, after, actor }: LegalityCase): PatchVerdict {
  return judgePatch({ before: doc, after, ir: run.ir, state: historyIn(run.state), actor, limits: { ...DEFAULT_LIMITS, maxAgents: 100 } })
}

function refusalRule(decision: ReturnType<ExploredRun['send']>): string | undefined {
  return decision.kind === 'refused' ? decision.refusal.rule : undefined
}

/** The coordinator judges the rules of the run itself and no policy; what it refuses, everybody refuses for the same rule. */
function disagree(verdict: PatchVerdict, coordinator: string | undefined): boolean {
  if (coordinator === 'L10') return false
  if (coordinator !== undefined) return verdict.kind === 'legal' || verdict.refusal.rule !== coordinator
  return verdict.kind === 'illegal' && !NOT_OF_THE_RUN.has(verdict.refusal.rule)
}

/** A refusal names its rule, what would be allowed, and, unless it is about the run as a whole, a place. */
function isTold({ rule, message, allowed, nodeId, edgeId, pointer }: LegalityRefusal): boolean {
  return message !== '' && allowed !== undefined && (rule === 'L1' || (nodeId ?? edgeId ?? pointer) !== undefined)
}
