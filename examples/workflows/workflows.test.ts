import { readdirSync, readFileSync } from 'node:fs'
import { validateWorkflow } from '@aob/ir/document'
import { lower } from '@aob/ir/program'
import { DEFAULT_LIMITS, type Operation, type Workflow } from '@aob/schemas'
import { applyPatch, type Operation as FastOperation } from 'fast-json-patch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOpenAiLlm } from '../../apps/server/src/agents/openai-llm.ts'
import { createEgress } from '../../apps/server/src/egress/egress.ts'
import { createExecutors } from '../../apps/server/src/executors/registry.ts'
import { createFunctionSandbox } from '../../apps/server/src/executors/sandbox/sandbox.ts'
import { createExpressions } from '../../apps/server/src/expressions/expressions.ts'
import type { RunPatching } from '../../apps/server/src/ports/patching.ts'
import { startSampleService } from '../sample-service/server.mjs'
import { play } from '../scripted-model/player.mjs'
import { loadScripts, startScriptedModel } from '../scripted-model/server.mjs'
import { type PlayedRun, playWorkflow } from './play-workflow.ts'

const folder = new URL('./', import.meta.url)
const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
const read = (file: string): Workflow => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
const expressions = createExpressions()
const checker = createEgress()
const validate = (doc: unknown) =>
  validateWorkflow(doc, { limits: DEFAULT_LIMITS, egress: (url) => checker.checkUrl(url), expression: (source) => expressions.check(source) })

function inputSchema(doc: Workflow): { properties?: Record<string, { default?: unknown }>; required?: string[] } {
  return doc.inputs ?? {}
}

/** Defaults of the input schema: what the run dialog starts with. */
function defaultInputs(doc: Workflow): Record<string, unknown> {
  const { properties = {} } = inputSchema(doc)
  return Object.fromEntries(Object.entries(properties).flatMap(([name, schema]) => ('default' in schema ? [[name, schema.default]] : [])))
}

/** What a script proposes once it has read the workflow. */
function proposals(name: string, doc: Workflow): Operation[][] {
  const script = loadScripts().get(name)
  if (!script) throw new Error(`no script ${name}`)
  const positions = (elements: ReadonlyArray<{ id: string }>) => Object.fromEntries(elements.map(({ id }, index) => [id, index]))
  const outputs = { score: { band: 'hot', points: 100 }, look_up_company: { body: { name: 'N', employees: 1 } } }
  const context = { run: {}, nodePositions: positions(doc.nodes), edgePositions: positions(doc.edges), inputs: defaultInputs(doc), outputs }
  const messages: Array<{ role: string; content: string }> = []
  return script.steps.flatMap(() => {
    const { calls } = play(script, messages)
    messages.push({ role: 'assistant', content: '' }, { role: 'tool', content: JSON.stringify(context) })
    return calls.flatMap((call) => (call.name === 'patch_workflow' ? [JSON.parse(call.arguments).operations as Operation[]] : []))
  })
}
const patched = (doc: Workflow, operations: Operation[]): unknown =>
  applyPatch(structuredClone(doc), structuredClone(operations) as FastOperation[], true).newDocument

describe('every example workflow', () => {
  it.each(files)('%s is valid without a warning', (file) => {
    expect(validate(read(file)).problems).toEqual([])
  })

  it.each(files)('%s starts without typing: every required input has a default', (file) => {
    const doc = read(file)
    expect(Object.keys(defaultInputs(doc))).toEqual(expect.arrayContaining(inputSchema(doc).required ?? []))
  })

  it.each(files)('%s stands on the grid, named, without overlaps', (file) => {
    const { nodes } = read(file)
    for (const { id, name, position } of nodes) {
      expect(name, id).toBeTruthy()
      expect([position.x % 8, position.y % 8], id).toEqual([0, 0])
      const close = nodes.filter((other) => other.id !== id && Math.abs(other.position.x - position.x) < 280 && Math.abs(other.position.y - position.y) < 120)
      expect(
        close.map((other) => other.id),
        id,
      ).toEqual([])
    }
  })

  it('three of them have 8 to 16 nodes', () => {
    const sizes = files.map((file) => read(file).nodes.length)
    expect(sizes.filter((size) => size >= 8 && size <= 16)).toHaveLength(3)
  })
})

describe('the lead triage scripts', () => {
  const doc = read('03-lead-triage.json')

  it('propose a change that applies, stays valid and keeps the gate before the offer', () => {
    const [operations = []] = proposals('scripted/lead-triage', doc)
    const after = patched(doc, operations) as Workflow
    expect(validate(after).problems).toEqual([])
    const added = after.nodes.filter(({ id }) => !doc.nodes.some((node) => node.id === id))
    expect(added.map(({ type }) => type)).toEqual(['function', 'notify', 'notify'])
    expect(after.edges.filter(({ to }) => to === 'send_offer').map(({ from, fromPort }) => `${from}:${fromPort}`)).toEqual(['approve_offer:approve'])
    expect(after.edges.some(({ id }) => id === 'draft_offer_to_approve_offer')).toBe(false)
  })

  it('err first where they say so, and are right the second time', () => {
    const [first = [], second = []] = proposals('scripted/lead-triage-errs-once', doc)
    const broken = validate(patched(doc, first))
    expect(broken.valid).toBe(false)
    expect(new Set(broken.problems.map(({ code }) => code))).toEqual(new Set(['node.config_invalid']))
    expect(validate(patched(doc, second)).valid).toBe(true)
  })
})

describe('played through against the sample service', () => {
  let service: Awaited<ReturnType<typeof startSampleService>>
  let model: Awaited<ReturnType<typeof startScriptedModel>>
  const sandbox = createFunctionSandbox()
  let egress: ReturnType<typeof createEgress>
  let llm: ReturnType<typeof createOpenAiLlm>

  beforeAll(async () => {
    service = await startSampleService()
    model = await startScriptedModel({ pace: 0 })
    egress = createEgress({ allow: [`127.0.0.1:${service.port}`] })
    llm = createOpenAiLlm({ baseUrl: model.url, scripted: true })
  })
  afterAll(async () => {
    await Promise.all([service.close(), model.close(), sandbox.close(), egress.close(), llm.close(), checker.close()])
  })

  async function run(file: string, inputs: Record<string, unknown> = {}): Promise<PlayedRun> {
    const doc = read(file)
    // No pauses here: they are for people who watch.
    const quick = JSON.parse(JSON.stringify(doc).replace(/"delayMs":"\d+"/g, '"delayMs":"0"')) as Workflow
    const patching: RunPatching = {
      submit: async ({ patchId, operations }) => ({ patchId, status: 'proposed', operations }),
      keepInvalid: async () => undefined,
      current: async () => ({ artifactId: 'head', workflow: quick }),
    }
    const unused = () => {
      throw new Error('gates are answered by the test')
    }
    const approvals = {
      request: unused,
      get: unused,
      list: unused,
      escalate: unused,
      decide: unused,
      withdraw: unused,
      rebind: unused,
      waiting: unused,
      leaseDue: unused,
    }
    const cas = { put: unused, putEncoded: unused, get: unused }
    const executors = createExecutors({
      expressions,
      cas,
      egress,
      llm,
      approvals,
      patching,
      sandbox,
      clock: { now: () => 0 },
      ids: { next: () => 'id' },
      limits: DEFAULT_LIMITS,
      outsideRunners: false,
    })
    return playWorkflow({
      ir: lower(quick, DEFAULT_LIMITS),
      inputs: { ...defaultInputs(doc), ...inputs },
      vars: { sample: service.url },
      executors,
      expressions,
      runId: `${file}${JSON.stringify(inputs)}`,
    })
  }
  const kinds = () => service.ledger.effects.map(({ kind }) => kind)

  it('01: a large order is for review, a small one is not', async () => {
    expect((await run('01-order-check.json')).outputs.outcome).toMatchObject({ for_review: { decision: 'review' } })
    expect((await run('01-order-check.json', { limit: 100_000 })).outputs.outcome).toMatchObject({ automatic: { decision: 'accept' } })
  })

  it('02: stores what it found and tells the customer', async () => {
    const { outputs, failed } = await run('02-order-enrichment.json')
    expect(failed).toEqual({})
    expect(outputs.store_result).toMatchObject({ status: 201, body: { orderId: 'A-1001' } })
    expect(outputs.tell_customer).toEqual({ status: 202, channel: 'email' })
    expect(outputs.tell_operations).toBeUndefined()
    const quiet = await run('02-order-enrichment.json', { notify: false })
    expect(quiet.outputs.tell_customer).toBeUndefined()
  })

  it('03: the scripted agent judges, the offer goes out after the gate', async () => {
    const { outputs, failed } = await run('03-lead-triage.json')
    expect(failed).toEqual({})
    expect(outputs.triage).toMatchObject({ model: 'scripted/lead-triage', data: { fit: 'hot' }, patches: [{ status: 'proposed' }], usage: { calls: 3 } })
    expect(outputs.send_offer).toEqual({ status: 202, channel: 'email' })
    expect(outputs.keep_warm).toBeUndefined()
    expect(kinds()).toContain('crm.deal')
  })

  it('03: a cold lead goes to the newsletter', async () => {
    const { outputs } = await run('03-lead-triage.json', { domain: 'tinyshop.example', seats: 2 })
    expect(outputs.triage).toMatchObject({ data: { fit: 'cold' } })
    expect(outputs.keep_warm).toMatchObject({ status: 201 })
    expect(outputs.approve_offer).toBeUndefined()
  })

  it('04: one report from six sources', async () => {
    const { outputs, failed } = await run('04-fanout-report.json')
    expect(failed).toEqual({})
    expect(outputs.compose).toMatchObject({ title: 'Figures for March 2026' })
    expect(outputs.post_summary).toEqual({ status: 200, channel: 'slack' })
    expect(kinds()).toContain('report')
  })
})
