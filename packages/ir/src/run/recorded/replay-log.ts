import type { Ir } from '@aob/schemas'
import type { RunCommand } from '../command.ts'
import { decide } from '../decide.ts'
import type { RunState } from '../state.ts'
import { fastStep } from './fast-step.ts'
import type { RunRecord } from './recorded-command.ts'
import { type Divergence, exactStep, type ReplayStep } from './replay-step.ts'

export type Replayed =
  | { kind: 'same'; state: RunState | undefined; commands: RunCommand[] }
  /** `until`: events that were decided the same. */
  | ({ kind: 'diverged'; commands: RunCommand[]; until: number } & Divergence)

/**
 * Asks every decision of a log again, with the answers and the time it records, and compares event by event. Whoever changes what `decide`
 * answers without a numbered behaviour (see behaviours.ts) meets `diverged` here.
 * `decideNow` is the decision logic under test.
 */
export function replayLog(record: RunRecord, decideNow: typeof decide = decide): Replayed {
  let state: RunState | undefined
  let ir: Ir | undefined
  const commands: RunCommand[] = []
  for (let at = 0; at < record.events.length; ) {
    const step = replayStep(record, at, ir, state, decideNow)
    if (step.kind === 'diverged') return { ...step, commands, until: at }
    commands.push(step.command)
    state = step.next
    ir = graphAfter(record, ir, state, step.command)
    at += step.events.length
  }
  return { kind: 'same', state, commands }
}

/** The latest graph of a run after a command was decided. */
export function graphAfter(record: RunRecord, ir: Ir | undefined, state: RunState | undefined, command: RunCommand): Ir | undefined {
  if (command.kind === 'apply_patch') return command.ir
  return command.kind === 'start' && state ? record.irOf(state.irRef) : ir
}

/** The decision that begins at index `at` of the log. A log in mode `fast` does not tell where tokens are; what follows from the rest is filled in. */
export function replayStep(record: RunRecord, at: number, ir: Ir | undefined, state: RunState | undefined, decideNow: typeof decide = decide): ReplayStep {
  return ir && state?.mode === 'fast' ? fastStep(record, at, ir, state, decideNow) : exactStep(record, at, ir, state, decideNow)
}
