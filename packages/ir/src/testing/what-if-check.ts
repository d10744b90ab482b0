import type { Ir } from '@aob/schemas'
import { evolveAll, predict, type RunCommand, type RunRecord, type RunState, replayStep, simulate } from '../run/index.ts'
import { graphAfter } from '../run/recorded/replay-log.ts'

/** A run at one of its decisions: where it stood, and what was answered from there on. */
export interface Cut {
  ir: Ir
  state: RunState
  /** Index of the first event behind the cut. */
  at: number
  recorded: { command: RunCommand; at: number }[]
}

/** A recorded run at each of its decisions, in order. Throws when the log is not decided the same today. */
export function cutsOf(record: RunRecord): Cut[] {
  const cuts: Cut[] = []
  const commands: Cut['recorded'] = []
  let [ir, state]: [Ir | undefined, RunState | undefined] = [undefined, undefined]
  for (let at = 0; at < record.events.length; ) {
    const step = replayStep(record, at, ir, state)
    if (step.kind === 'diverged') throw new Error(`The run is decided differently at event ${step.seq}.`)
    commands.push({ command: step.command, at: record.events[at]?.at ?? 0 })
    state = evolveAll(state, step.events)
    ir = graphAfter(record, ir, state, step.command)
    at += step.events.length
    if (ir && state) cuts.push({ ir, state, at, recorded: [] })
  }
  return cuts.map((cut, index) => ({ ...cut, recorded: commands.slice(index + 1) }))
}

/** The cut at a share of the decisions (0: right after the start, 1: at the end). */
export function cutRun(record: RunRecord, share: number): Cut {
  const cuts = cutsOf(record)
  const cut = cuts[Math.min(cuts.length - 1, Math.floor(share * cuts.length))]
  if (!cut) throw new Error('The log is empty.')
  return cut
}

/** What is wrong with the prediction of a cut run from its recorded answers; undefined when it is the run's own events, byte for byte. */
export function whatIfFault(record: RunRecord, share: number): string | undefined {
  const { ir, state, at, recorded } = cutRun(record, share)
  return difference(predict(ir, state, { recorded }).events, record.events.slice(at))
}

/**
 * Asks, wherever a patch was applied to the run, what it would change, and compares the answer with what it did change: the events behind
 * the swap, byte for byte. How often it asked, and what was wrong first.
 */
export function whatIfPatchFault(record: RunRecord): { asked: number; fault?: string } {
  let asked = 0
  const cuts = cutsOf(record)
  for (const [index, { ir, state, recorded }] of cuts.entries()) {
    const [next, ...rest] = recorded
    if (next?.command.kind !== 'apply_patch') continue
    asked += 1
    const answer = simulate(ir, state, next.command, { recorded: rest, now: next.at })
    const behind = record.events.slice(cuts[index + 1]?.at)
    const fault = answer.kind === 'refused' ? 'It was refused, and the run had taken it.' : difference(answer.after.events, behind)
    if (fault !== undefined) return { asked, fault }
  }
  return { asked }
}

function difference(predictedEvents: readonly unknown[], realEvents: readonly unknown[]): string | undefined {
  const [predicted, real] = [JSON.stringify(predictedEvents), JSON.stringify(realEvents)]
  return predicted === real ? undefined : `predicted ${predicted}\nreal      ${real}`
}
