import type { Ir } from '@aob/schemas'
import { own } from '../document/own-property.ts'
import type { CommandOf, RunCommand } from './command.ts'
import { ignored } from './commands/answer.ts'
import { decideApproval } from './commands/decide-approval.ts'
import { delayDue } from './commands/delay-due.ts'
import { cancel, timeOut } from './commands/end-early.ts'
import { notePatch } from './commands/note-patch.ts'
import { pause } from './commands/pause.ts'
import { recover } from './commands/recover.ts'
import { redispatch } from './commands/redispatch.ts'
import { release } from './commands/release.ts'
import { resolveNode } from './commands/resolve-node.ts'
import { resume } from './commands/resume.ts'
import { retryDue } from './commands/retry-due.ts'
import { signal } from './commands/signal.ts'
import { start } from './commands/start.ts'
import type { Decision } from './decision.ts'
import type { RunState } from './state.ts'
import { isTerminal } from './status.ts'
import { decidePatch } from './swap.ts'

type Kind = Exclude<RunCommand['kind'], 'start'>

/** One function per command, each in a file of its own. */
const DECISIONS: { readonly [K in Kind]: (ir: Ir, state: RunState, command: CommandOf<K>, now: number) => Decision } = {
  signal,
  retry_due: retryDue,
  delay_due: delayDue,
  redispatch,
  recover,
  decide_approval: decideApproval,
  release,
  apply_patch: decidePatch,
  note_patch: notePatch,
  pause,
  resume,
  resolve_node: resolveNode,
  cancel,
  timeout: timeOut,
}

/**
 * What a command does to a run: events to append and effects to carry out, or why nothing happens. Pure: the same arguments give
 * the same decision. `ir` is the latest IR of the run (for `apply_patch`: the one before the swap); `now` is milliseconds since
 * the epoch. Throws only when the shell broke a promise, such as a condition that was not evaluated.
 */
export function decide(ir: Ir, state: RunState | undefined, command: RunCommand, now: number): Decision {
  if (command.kind === 'start') return start(ir, state, command, now)
  if (state === undefined || state.seq === 0) return ignored('unknown_node')
  if ('commandId' in command && own(state.commands, command.commandId)) return ignored('duplicate_command')
  // A patch of a run that has ended is refused with its reason (L1) instead of ignored.
  if (isTerminal(state.status) && command.kind !== 'apply_patch') return ignored('terminal')
  return dispatch(ir, state, command, now)
}

function dispatch<K extends Kind>(ir: Ir, state: RunState, command: CommandOf<K>, now: number): Decision {
  const kind: K = command.kind as K
  return DECISIONS[kind](ir, state, command, now)
}
