/**
 * Faults planted in a copy of the core, one at a time, those first whose tests are quick. Each breaks one promise; the tests named must notice.
 * `change` must fit exactly once: a fault that is not planted proves nothing.
 *
 * @typedef {object} Fault
 * @property {string} name
 * @property {string} promise the rule or decision that is broken
 * @property {string} file
 * @property {[from: string, to: string]} change
 * @property {string} tests what is run
 */

/** @type {readonly Fault[]} */
export const FAULTS = [
  {
    name: 'a completion is routed that the log could not hold',
    promise: 'CO-12',
    file: 'apps/server/src/coordinator/signal.ts',
    change: ['  return validateRunEvent(', '  return true || validateRunEvent('],
    tests: 'apps/server/src/coordinator/signal.test.ts',
  },
  {
    name: 'the reconciler looks at its first page only',
    promise: 'D-30',
    file: 'apps/server/src/coordinator/reconcile-loop.ts',
    change: ['    if (rows.length < PAGE) return\n', '    return\n'],
    tests: 'apps/server/src/coordinator/reconcile-loop.test.ts',
  },
  {
    name: 'a word that changes nothing moves the revision of the run',
    promise: 'D-33',
    file: 'apps/server/src/hot-state/commit-interpreter.ts',
    change: ['  if (!change.touched) return before\n', ''],
    tests: 'apps/server/src/adapters/memory/hot-store.test.ts',
  },
  {
    name: 'results are not fenced by attempt',
    promise: 'D-34',
    file: 'packages/ir/src/run/commands/signal.ts',
    change: ['!before || before.attempt !== command.attempt || !isLive', '!before || !isLive'],
    tests: 'packages/ir/src/run/failures.test.ts',
  },
  {
    name: 'a lost token goes out again under the same attempt',
    promise: 'R12',
    file: 'packages/ir/src/run/routing.ts',
    change: ['(draft.node(nodeId)?.attempt ?? 0) + 1', "(draft.node(nodeId)?.attempt ?? 0) + (cause === 'recovered' || cause === 'taken_over' ? 0 : 1)"],
    tests: 'packages/ir/src/run/failures.test.ts',
  },
  {
    name: 'a node whose question is no more waits for ever',
    promise: 'R12',
    file: 'packages/ir/src/run/commands/redispatch.ts',
    change: ["return unasked ? status === 'waiting' &&", 'return unasked ? false &&'],
    tests: 'packages/ir/src/run/pending.test.ts',
  },
  {
    name: 'deadlines that cannot be worked off hide those behind them',
    promise: 'ER-05',
    file: 'apps/server/src/timers/timer-loop.ts',
    change: ['engine.approvals.leaseDue(now, BATCH, LEASE_MS)', 'engine.approvals.leaseDue(now, BATCH, 0)'],
    tests: 'apps/server/src/timers/timer-loop.test.ts',
  },
  {
    name: 'a join counts one branch too few',
    promise: 'J3',
    file: 'packages/ir/src/run/joins.ts',
    change: ['if (taken >= needed)', 'if (taken + 1 >= needed)'],
    tests: 'packages/ir/src/run/joins.test.ts',
  },
  {
    name: 'a fast log forgets that an irreversible node began',
    promise: 'S6',
    file: 'packages/ir/src/run/commands/signal.ts',
    change: ['if (isIrreversible(site.node)) recorder.record(started)', 'if (false) recorder.record(started)'],
    tests: 'packages/ir/src/run/fast-mode.test.ts',
  },
  {
    name: 'a fast log forgets which agents were let in',
    promise: 'S6',
    file: 'packages/ir/src/run/routing.ts',
    change: ["return cause === 'retry' || unasked || (isAgentType(nodeType) &&", "return cause === 'retry' || unasked || (false &&"],
    tests: 'packages/ir/src/run/fast-mode.test.ts',
  },
  {
    name: 'a token is let go whatever the hot store has become',
    promise: 'D-34',
    file: 'apps/server/src/coordinator/commander.ts',
    change: ['checks: sameAs(judged), steps', 'checks: [], steps'],
    tests: 'apps/server/src/runner/task-worker.test.ts',
  },
  {
    name: 'a gap counts as a loss though the missing event is on its way',
    promise: 'D-25',
    file: 'apps/server/src/coordinator/drain-loop.ts',
    change: ['    if (page.some(between)) return true\n', ''],
    tests: 'apps/server/src/coordinator/drain-loop.test.ts',
  },
  {
    name: 'a fence leaves what showed the contradiction on the stream',
    promise: 'D-25',
    file: 'apps/server/src/coordinator/rebuild.ts',
    change: ["steps: [{ kind: 'drop' }, ...entries.map((entry) => ackStep(entry, group))]", "steps: [{ kind: 'drop' }]"],
    tests: 'apps/server/src/coordinator/rebuild.test.ts',
  },
  {
    name: 'an irreversible effect does not wait for the record',
    promise: 'D-25',
    file: 'apps/server/src/runner/begin-node.ts',
    change: [
      '  return untilAvailable(() => onceRecorded(deps, { ...work, isStarted: true }, applied.events), signal)\n',
      '  return { ...work, isStarted: true }\n',
    ],
    tests: 'apps/server/src/runner/task-worker.test.ts',
  },
  {
    name: 'an output may be one byte too large',
    promise: 'ER-08',
    file: 'apps/server/src/runner/execute-node.ts',
    change: ['if (outputBytes > maxOutputBytes)', 'if (outputBytes > maxOutputBytes + 1)'],
    tests: 'apps/server/src/runner/task-worker.test.ts',
  },
  {
    name: 'the outbox forgets events before they are out',
    promise: 'ES-03',
    file: 'apps/server/src/adapters/postgres/outbox.ts',
    change: ['      await publish(byRun(rows))\n', '      void publish(byRun(rows)).catch(() => undefined)\n'],
    tests: 'apps/server/src/adapters/postgres/outbox.test.ts',
  },
  {
    name: 'bytes that were stored again are deleted all the same',
    promise: 'D-25',
    file: 'apps/server/src/adapters/postgres/blob-garbage.ts',
    change: ['WHERE sha256 = $1 AND set_aside_at IS NOT NULL AND', 'WHERE sha256 = $1 OR sha256 = $1 AND'],
    tests: 'apps/server/src/record-keeping/blob-garbage.test.ts',
  },
  {
    name: 'a question is taken back before what ended it is recorded',
    promise: 'D-21',
    file: 'apps/server/src/compose.ts',
    change: [
      '  const afterCommit = createAfterCommit({ timers: postgres.timers, logger, metrics })\n',
      `  const carryOut = createAfterCommit({ timers: postgres.timers, logger, metrics })
  const afterCommit: typeof carryOut = async (state, effects) => {
    for (const effect of effects) if (effect.kind === 'withdraw_approval') await postgres.approvals.withdraw(effect.approvalId)
    await carryOut(state, effects)
  }
`,
    ],
    tests: 'apps/server/src/engine-past-questions.test.ts',
  },
  {
    name: 'the drain does not ask which event an event was decided after',
    promise: 'D-25',
    file: 'apps/server/src/adapters/postgres/event-log.ts',
    change: ['  await requireContinuation(session, fresh, { decidedAfter, tips: tipsOf(locked) })\n', ''],
    tests: 'apps/server/src/adapters/postgres/stores.test.ts',
  },
  {
    name: 'the drain stores an event behind a gap',
    promise: 'D-22',
    file: 'apps/server/src/adapters/postgres/event-log.ts',
    change: ['else if (event.seq === expected) fresh.push(event)', 'else if (event.seq >= expected) fresh.push(event)'],
    tests: 'apps/server/src/adapters/postgres/stores.test.ts',
  },
  {
    name: 'a completion is acknowledged before its commit',
    promise: 'D-02',
    file: 'apps/server/src/coordinator/completion-loop.ts',
    change: [
      '    await handleBatch(deps, entries)\n    return 0',
      '    await deps.queue.ack({ group: COORDINATOR_GROUP, entries })\n    await handleBatch(deps, entries)\n    return 0',
    ],
    tests: 'apps/server/src/simulation/simulation.test.ts',
  },
  {
    name: 'a commit ignores that the run moved on',
    promise: 'D-33',
    file: 'apps/server/src/coordinator/commit-of.ts',
    change: ['checks: expected ? unchangedSince(expected) : ', 'checks: expected ? [] : '],
    tests: 'apps/server/src/engine-patch-race.test.ts',
  },
]
