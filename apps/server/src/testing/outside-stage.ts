import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Workflow } from '@aob/schemas'
import { closeLater } from './engine-fixtures.ts'
import { type HandRunner, openHandRunner } from './outside-runner.ts'
import { freshPrefix } from './services.ts'
import { startTestProduct, type TestProduct } from './test-product.ts'
import { waitUntil } from './wait-until.ts'
import { functionNode, workflow } from './workflows.ts'

/** An agent whose work is done outside, and a step behind it that reads its answer. */
export function outside(config: Record<string, unknown> = {}, node: Partial<Workflow['nodes'][number]> = {}, rest: Partial<Workflow> = {}): Workflow {
  return workflow(
    'outside',
    [
      { id: 'think', type: 'agent', config: { prompt: 'Look at {{ inputs.lead }}.', runner: 'default', ...config }, ...node },
      functionNode('save', 'return input.nodes.think'),
    ],
    ['think>save'],
    { inputs: { type: 'object', properties: { lead: { type: 'string', default: 'Ada' } } }, ...rest },
  )
}

export interface Stage {
  product: TestProduct
  runner: HandRunner
  /** Audit lines about words of runners and jobs so far. */
  audited(runId?: string): Promise<Record<string, unknown>[]>
}

export async function outsideStage(env: Record<string, string> = {}): Promise<Stage> {
  const [prefix, directory] = [freshPrefix(), await mkdtemp(join(tmpdir(), 'aob-outside-'))]
  closeLater({ close: () => rm(directory, { recursive: true, force: true }) })
  const logFile = join(directory, 'log')
  const product = await startTestProduct({ hot: 'redis', logFile, env: { AOB_REDIS_PREFIX: prefix, ...env } })
  closeLater(product)
  const runner = openHandRunner(prefix)
  closeLater(runner)
  const audited = async (runId?: string) => {
    const lines = (await readFile(logFile, 'utf8')).split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []))
    return lines
      .filter(({ audit, msg }) => audit === true && /runner|job|completion/.test(String(msg)))
      .filter((line) => runId === undefined || line.runId === runId)
  }
  return { product, runner, audited }
}

export const heard = ({ runner }: Stage) => waitUntil('every word to be heard', async () => (await runner.unheard()) === 0)

/** What the run is as it stands, to the byte. */
export const hotOf = async ({ product }: Stage, runId: string) => {
  const row = await product.engine.runs.get(runId)
  return JSON.stringify(await product.hotStore.runState.load(runId, row?.partition ?? 0))
}

export const statusOf = async ({ product }: Stage, runId: string) => (await product.detail(runId)).nodes.think?.status

export const startedBy = (on: Stage, runId: string) => waitUntil('the node to be begun', async () => (await statusOf(on, runId)) === 'running')
