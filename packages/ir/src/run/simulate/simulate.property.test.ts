import { portsOf } from '@aob/schemas'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pathOf } from '../../document/index.ts'
import { siteAt } from '../../program/index.ts'
import { Random } from '../../testing/random.ts'
import { RandomRun } from '../../testing/random-run.ts'
import { randomWorkflow } from '../../testing/random-workflow.ts'
import { PERSON, RunDriver } from '../../testing/run-driver.ts'
import { whatIfFault, whatIfPatchFault } from '../../testing/what-if-check.ts'
import { conditionsNeeded, isTerminal, type Prediction, predict } from '../index.ts'

const CASES = 60

test('[W1] from any decision on, the recorded answers give the very events of the run, byte for byte', () => {
  fc.assert(
    fc.property(fc.integer(), fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, patch, share) => {
      const run = RandomRun.unchecked(seed)
      run.finish(patch)
      expect(whatIfFault(run.driver.record, share)).toBeUndefined()
    }),
    // An agent that gave its token back for its patches: no condition was judged, and none is needed.
    { numRuns: CASES, examples: [[355, false, 0]] },
  )
})

test('[W1][W5] wherever a patch was applied, asking what it would change gives what it did change, byte for byte', () => {
  let asked = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const run = RandomRun.unchecked(seed)
      run.finish(true)
      const answer = whatIfPatchFault(run.driver.record)
      expect(answer.fault).toBeUndefined()
      asked += answer.asked
    }),
    { numRuns: 15, examples: [[450], [911]] },
  )
  expect(asked).toBeGreaterThan(0)
})

test('[W2][W3][W4] a run without failures goes a way that was predicted, whether all ways were played through or a few', () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(1, 4, 256), (seed, maxWays) => {
      const random = new Random(seed)
      const driver = new RunDriver(randomWorkflow(random, 9))
      const before = random.below(4)
      for (let step = 0; step < before; step++) succeedSomewhere(driver, random)
      const prediction = predict(driver.ir, driver.state, { maxWays })
      const from = driver.events.length
      const live = driver.state.nodes.keys().filter((id) => ['queued', 'running', 'open', 'waiting'].includes(driver.status(id)))
      while (succeedSomewhere(driver, random));
      const ran = new Set([...live, ...driver.events.slice(from).flatMap((event) => (event.type === 'node.queued' ? [event.data.nodeId] : []))])
      check(prediction, ran, driver)
    }),
    {
      numRuns: CASES * 3,
      examples: [
        [-260820256, 1],
        [493275049, 1],
        [-2108443974, 1],
        // A map that collects a failed activation fails: it may not be let succeed.
        [1529489408, 256],
      ],
    },
  )
})

function check(prediction: Prediction, ran: ReadonlySet<string>, driver: RunDriver): void {
  for (const [id, fate] of Object.entries(prediction.fates)) {
    if (fate === 'will_run') expect([...ran], `${id} was to run`).toContain(id)
    if (fate === 'will_not_run') expect([...ran], `${id} was not to run`).not.toContain(id)
  }
  if (prediction.complete) expect(prediction.ends).toContain(isTerminal(driver.state.status) ? driver.state.status : 'open')
  const agents = new Set([...ran].filter((id) => siteAt(driver.ir, id)?.node.type === 'agent').map((id) => pathOf(id).join('/'))).size
  expect(agents).toBeGreaterThanOrEqual(prediction.agents.least)
  expect(agents).toBeLessThanOrEqual(prediction.agents.most)
}

/** Lets one random node succeed, by a random port; false when none can. */
function succeedSomewhere(driver: RunDriver, random: Random): boolean {
  const { state } = driver
  if (isTerminal(state.status)) return false
  const live = state.nodes.keys().filter((id) => ['queued', 'running', 'waiting'].includes(driver.status(id)))
  if (live.length === 0) return false
  const nodeId = random.pick(live)
  const node = siteAt(driver.ir, nodeId)?.node
  const now = state.nodes.get(nodeId)
  const conditions = (port: string) => Object.fromEntries(conditionsNeeded(driver.ir, state, nodeId, port).map(({ id }) => [id, random.chance(0.5)]))
  if (now?.status === 'waiting') {
    const decision = random.pick(['approve', 'reject'] as const)
    const commandId = `decide-${nodeId}`
    driver.send({
      kind: 'decide_approval',
      commandId,
      approvalId: now.approvalId ?? '',
      nodeId,
      decision,
      outputRef: 'cas://x',
      actor: PERSON,
      conditions: conditions(decision),
    })
  } else if (now?.scope?.error !== undefined) {
    driver.fail(nodeId, false, conditions('error'))
  } else if (node?.scope && (now?.scope === undefined || (node.type === 'loop' && random.chance(0.5)))) {
    driver.signal(nodeId, { kind: 'opened', count: node.type === 'map' ? random.below(4) : (now?.scope?.count ?? 0) + 1 })
  } else if (node?.type === 'hitl') {
    driver.signal(nodeId, { kind: 'waiting', approvalId: `ap-${nodeId}`, requestHash: 'h', title: 'Ok?' })
  } else {
    const port = random.pick(portsOf(node?.type ?? '', node?.config).filter((name) => name !== 'error'))
    driver.succeed(nodeId, port, conditions(port))
  }
  return true
}
