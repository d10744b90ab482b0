import type { Ir } from '@aob/schemas'
import { evolveAll, predict, type RunCommand, type RunRecord, type RunState, replayStep } from '../run/index.ts'
import { graphAfter } from '../run/recorded/replay-log.ts'

/** A run at one of its decisions: where it stood, and what was answered from there on. */
interface Cut {
  ir: Ir
  state: RunState
  /** Index of the first event behind the cut. */
  at: number
  recorded: { command: RunCommand; at: number }[]
}

/** A recorded run, cut at a share of its decisions (0: right after the start, 1: at its end). Throws when the log is not decided the same today. */
export function cutRun(record: RunRecord, share: number): Cut {
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
  const index = Math.min(cuts.length - 1, Math.floor(share * cuts.length))
  const cut = cuts[index]
  if (!cut) throw new Error('The log is empty.')
  return { ...cut, recorded: commands.slice(index + 1) }
}

/** What is wrong with the prediction of a cut run from its recorded answers; undefined when it is the run's own events, byte for byte. */
export function whatIfFault(record: RunRecord, share: number): string | undefined {
  const { ir, state, at, recorded } = cutRun(record, share)
  const predicted = JSON.stringify(predict(ir, state, { recorded }).events)
  const real = JSON.stringify(record.events.slice(at))
  return predicted === real ? undefined : `predicted ${predicted}\nreal      ${real}`
}
