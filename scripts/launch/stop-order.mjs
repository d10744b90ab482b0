/** How each process of a data folder is stopped, in the order in which it happens: who depends on others goes first. */
import { setTimeout as sleep } from 'node:timers/promises'
import { stopProcess } from './process-identity.mjs'
import { forgetProcess, survivorOf } from './process-records.mjs'

/** @typedef {readonly { signal: NodeJS.Signals, waitMs: number }[]} StopSteps */

const POLITE = /** @type {StopSteps} */ ([
  { signal: 'SIGTERM', waitMs: 3000 },
  { signal: 'SIGKILL', waitMs: 3000 },
])

/** @type {readonly { name: string, steps: StopSteps }[]} */
const ORDER = [
  { name: 'web', steps: POLITE },
  // Work in hand gets time to commit; what is cut off is taken up again at the next start.
  {
    name: 'server',
    steps: [
      { signal: 'SIGTERM', waitMs: 15_000 },
      { signal: 'SIGKILL', waitMs: 3000 },
    ],
  },
  { name: 'scripted-model', steps: POLITE },
  { name: 'sample-service', steps: POLITE },
  {
    name: 'redis',
    steps: [
      { signal: 'SIGTERM', waitMs: 10_000 },
      { signal: 'SIGKILL', waitMs: 3000 },
    ],
  },
  // SIGINT ends sessions and checkpoints ("fast"), SIGQUIT leaves recovery to the next start.
  {
    name: 'postgres',
    steps: [
      { signal: 'SIGINT', waitMs: 10_000 },
      { signal: 'SIGQUIT', waitMs: 3000 },
      { signal: 'SIGKILL', waitMs: 3000 },
    ],
  },
]

/** @param {string} name @returns {StopSteps} */
export function stopStepsOf(name) {
  return ORDER.find((entry) => entry.name === name)?.steps ?? POLITE
}

/**
 * Ends the recorded processes of a data folder, whoever started them, until none is left.
 * @param {string} dataDir
 * @param {{ except?: ReadonlySet<string> }} [options] names to leave running
 */
export async function stopRecorded(dataDir, { except = new Set() } = {}) {
  const names = ORDER.map(({ name }) => name).filter((name) => !except.has(name))
  // A start that is still under way may add one more while others stop: go round until nobody is left.
  while (names.some((name) => survivorOf(dataDir, name))) {
    for (const name of names) {
      const survivor = survivorOf(dataDir, name)
      if (survivor && !(await stopProcess(survivor, stopStepsOf(name)))) return
      if (survivor) await sleep(0)
    }
  }
  for (const name of names) forgetProcess(dataDir, name)
}
