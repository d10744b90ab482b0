import type { Operation, Workflow } from '@aob/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failureOf } from './testing/engine-fixtures.ts'
import { startTestProduct, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { workflow } from './testing/workflows.ts'
import { callersOverLimit } from './usecases/workflows/callers-over-limit.ts'

let product: TestProduct
beforeAll(async () => {
  product = await startTestProduct({ hot: 'memory' })
})
afterAll(() => product?.close())

const position = { x: 0, y: 0 }
let counter = 0
const fresh = (stem: string) => `${stem} ${++counter}`
const agent = (id: string) => ({ id, type: 'agent', config: { prompt: 'hi' }, position })
const agents = (count: number, stem = 'agent') => Array.from({ length: count }, (_, index) => agent(`${stem}${index}`))
const call = (id: string, ref: string) => ({ id, type: 'workflow', config: { ref }, position })
const scope = (id: string, type: string, nodes: object[], config: object = {}) => ({ id, type, config: { ...config, body: { nodes, edges: [] } }, position })
const add = (value: object): Operation => ({ op: 'add', path: '/nodes/-', value })
const sixth = 'Agent limit exceeded (max 5): agent limit exceeded: 5 + 1 > 5'

async function created(stem: string, nodes: object[]): Promise<{ name: string; artifactId: string }> {
  const document = workflow(fresh(stem), nodes as Workflow['nodes'], [])
  const { artifactId } = await product.services.workflows.create(product.caller, { workflow: { ...document } })
  return { name: document.name, artifactId }
}

const patch = (name: string, operations: Operation[], baseVersion?: string) =>
  product.services.workflows.patch(product.caller, name, 'main', { operations, ...(baseVersion ? { baseVersion } : {}) })
const refusedWith = async (attempt: Promise<unknown>) => {
  const error = await failureOf(attempt)
  return [error.code, error.message.split(': ').at(-1)]
}
const SIX = ['limit.agents', '5 + 1 > 5']

describe('the agent limit on tags cannot be got round', () => {
  it('[PP-09] by a composite, a loop, or a scope inside a scope', async () => {
    for (const inside of [
      scope('box', 'composite', agents(2, 'in')),
      scope('round', 'loop', agents(2, 'in'), { until: 'true' }),
      scope('each', 'map', [scope('box', 'composite', agents(2, 'in'))], { items: '[1]' }),
    ]) {
      const { name } = await created('scoped', agents(4))
      expect(await refusedWith(patch(name, [add(inside)]))).toEqual(SIX)
    }
  })

  it('[PP-09] by a patch inside a body that is there already', async () => {
    const { name, artifactId } = await created('inner', [...agents(4), scope('box', 'composite', [agent('one')])])
    const inside: Operation[] = [{ op: 'add', path: '/nodes/4/config/body/nodes/-', value: agent('two') }]
    expect(await refusedWith(patch(name, inside, artifactId))).toEqual(SIX)
  })

  it('[PP-09] by a call of a workflow that has agents, a call from a body, or two calls of one', async () => {
    const callee = await created('callee', agents(2))
    for (const nodes of [[call('c', callee.name)], [scope('box', 'composite', [call('c', `${callee.name}@main`)])]]) {
      const { name } = await created('caller', agents(4))
      expect(await refusedWith(patch(name, nodes.map(add)))).toEqual(SIX)
    }
    const twice = await created('twice', [...agents(2), call('one', callee.name)])
    expect(await refusedWith(patch(twice.name, [add(call('two', callee.name))]))).toEqual(SIX)
  })

  it('[PP-09] by a call of a call', async () => {
    const inmost = await created('inmost', agents(2))
    const between = await created('between', [call('c', inmost.name)])
    const { name } = await created('outer', agents(4))
    expect(await refusedWith(patch(name, [add(call('c', between.name))]))).toEqual(SIX)
  })

  it('[PP-09] by an import that calls', async () => {
    const callee = await created('callee', agents(2))
    const document = workflow(fresh('import'), [...agents(4), call('c', callee.name)] as Workflow['nodes'], [])
    expect(await refusedWith(product.services.workflows.create(product.caller, { workflow: { ...document } }))).toEqual(SIX)
  })

  it('[PP-09] by a copy, of an agent or of a scope that holds one', async () => {
    const { name, artifactId } = await created('copied', [...agents(4), scope('box', 'composite', [agent('in')])])
    const copies: Operation[][] = [
      [{ op: 'copy', from: '/nodes/4', path: '/nodes/-' }],
      [{ op: 'copy', from: '/nodes/4/config/body/nodes/0', path: '/nodes/4/config/body/nodes/-' }],
    ]
    for (const operations of copies) {
      const error = await failureOf(patch(name, operations, artifactId))
      expect(error.detail.problems?.map(({ code, message }) => `${code} ${message}`)).toContain(`limit.agents ${sixth}`)
    }
  })

  it('[PP-09] by a renamed type, of a step or of a step inside', async () => {
    const plain = (id: string) => ({ id, type: 'function', config: { code: 'return 1' }, position })
    const { name, artifactId } = await created('renamed', [...agents(5), plain('step'), scope('box', 'composite', [plain('in')])])
    for (const at of ['/nodes/5', '/nodes/6/config/body/nodes/0']) {
      const operations: Operation[] = [
        { op: 'replace', path: `${at}/type`, value: 'agent' },
        { op: 'replace', path: `${at}/config`, value: { prompt: 'hi' } },
      ]
      expect(await refusedWith(patch(name, operations, artifactId))).toEqual(SIX)
    }
  })

  it('[PP-09] by changing what a call leads to', async () => {
    const [small, large] = [await created('small', agents(1)), await created('large', agents(2))]
    const { name, artifactId } = await created('redirected', [...agents(4), call('c', small.name)])
    expect(await refusedWith(patch(name, [{ op: 'replace', path: '/nodes/4/config/ref', value: large.name }], artifactId))).toEqual(SIX)
  })

  it('[PP-09] by taking back a removal after another one came', async () => {
    const callee = await created('callee', agents(2))
    const { name, artifactId } = await created('reverted', [...agents(3), call('c', callee.name)])
    const { patchId } = await patch(name, [{ op: 'remove', path: '/nodes/3' }], artifactId)
    await patch(name, agents(1, 'late').map(add))
    expect(await refusedWith(product.services.patches.revert(product.caller, patchId, {}))).toEqual(SIX)
  })

  it('[PP-09] by patches at the same time that each call once', async () => {
    const callee = await created('callee', agents(2))
    const { name } = await created('raced', agents(2))
    const tries = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => patch(name, [add(call(`c${index}`, callee.name))])))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('[PP-09] by undo or restore to a version from before the limit fell: no run of it starts', async () => {
    const { workflows, runs, system } = product.services
    const { name, artifactId } = await created('undone', agents(4))
    await patch(
      name,
      [
        { op: 'remove', path: '/nodes/3' },
        { op: 'remove', path: '/nodes/2' },
      ],
      artifactId,
    )
    await system.setLimits(product.caller, { maxAgents: 3 })
    try {
      await workflows.undo(product.caller, `${name}@main`)
      const start = () => runs.start(product.caller, { ref: name, inputs: {} })
      expect(await refusedWith(start())).toEqual(['limit.agents', '3 + 1 > 3'])
      await workflows.redo(product.caller, `${name}@main`)
      expect((await start()).runId).toBeDefined()
      await workflows.restore(product.caller, `${name}@main`, { artifactId })
      expect(await refusedWith(start())).toEqual(['limit.agents', '3 + 1 > 3'])
    } finally {
      await system.setLimits(product.caller, { maxAgents: null })
    }
  })
})

describe('what the limit does not stop', () => {
  it('[PP-09] a change that adds none, although a callee has grown meanwhile', async () => {
    const callee = await created('callee', agents(1))
    const { name, artifactId } = await created('grown', [...agents(4), call('c', callee.name)])
    const grown = await patch(callee.name, [add(agent('more'))])
    const message = `${name} calls this and has too many agents by it: ${sixth}. Its next run is refused.`
    expect(grown).toMatchObject({ status: 'applied', warnings: [{ code: 'limit.agents', severity: 'warning', message }] })
    // Stepping back takes the agent away, stepping forth brings it: whoever moves the tag hears of it too.
    expect(await product.services.workflows.undo(product.caller, `${callee.name}@main`)).not.toHaveProperty('warnings')
    expect(await product.services.workflows.redo(product.caller, `${callee.name}@main`)).toMatchObject({ warnings: [{ message }] })
    expect((await patch(name, [{ op: 'add', path: '/nodes/0/name', value: 'Renamed' }], artifactId)).status).toBe('applied')
    expect(await refusedWith(product.services.runs.start(product.caller, { ref: name, inputs: {} }))).toEqual(SIX)
  })

  const told = (warnings: readonly { message: string }[] = []) => warnings.map(({ message }) => message.split(' and has')[0]).sort()

  it('[PP-09] who publishes hears of callers on branches and of callers of callers', async () => {
    const { workflows } = product.services
    const inmost = await created('inmost', agents(1))
    const between = await created('between', [...agents(2), call('c', `${inmost.name}@main`)])
    const outer = await created('outer', [...agents(2), scope('box', 'composite', [call('c', between.name)])])
    const branched = await created('branched', agents(4))
    await workflows.createTag(product.caller, branched.name, { tag: 'try' })
    await workflows.patch(product.caller, branched.name, 'try', { operations: [add(call('c', inmost.name))] })
    const grown = await patch(inmost.name, [add(agent('more'))])
    expect(told(grown.warnings)).toEqual([`${branched.name}@try calls this`, `${outer.name} calls ${between.name}`])
    // A branch of the one that grows is called by nobody.
    await workflows.createTag(product.caller, inmost.name, { tag: 'apart' })
    expect(await workflows.patch(product.caller, inmost.name, 'apart', { operations: [add(agent('apart'))] })).not.toHaveProperty('warnings')
  })

  it('[PP-09] who calls back is told of once, and the workflow itself is not', async () => {
    const around = await created('around', [])
    const back = workflow(fresh('back'), [agent('one'), call('c', around.name)] as Workflow['nodes'], [], { settings: { maxAgents: 1 } })
    await product.services.workflows.create(product.caller, { workflow: { ...back } })
    await patch(around.name, [add(call('b', back.name))])
    expect(told((await patch(around.name, [add(agent('two'))])).warnings)).toEqual([`${back.name} calls this`])
  })

  it('[PP-09] as many tags are looked at as the limit says, and it is told when there are more', async () => {
    const { engine } = product
    const { workspaceId } = product.caller
    const callee = await created('callee', agents(1))
    const caller = await created('caller', [...agents(4), call('c', callee.name)])
    await patch(callee.name, [add(agent('more'))])
    const [before, after] = [1, 2].map((count) => workflow(callee.name, agents(count) as Workflow['nodes'], []))
    if (!before || !after) throw new Error('there are two')
    const heads = await engine.documents.tagHeads(workspaceId, engine.limits.maxCallersLookedAt)
    const place = heads.findIndex(({ name }) => name === caller.name)
    const warned = (maxCallersLookedAt: number) =>
      callersOverLimit(engine, { workspaceId, name: callee.name, tag: 'main', before, after, limits: { ...engine.limits, maxCallersLookedAt } })
    expect(told(await warned(place))).toEqual([`Only ${place} tags were looked at: others may call this and have too many agents by it.`])
    expect(told(await warned(place + 1))).toContain(`${caller.name} calls this`)
    expect(told(await warned(heads.length))).toEqual([`${caller.name} calls this`])
  })

  it('[D-28] a call that leads nowhere yet, or back: starting a run refuses those', async () => {
    const { name } = await created('early', [...agents(2), call('c', 'not written yet')])
    expect((await patch(name, [add(call('me', `${name}@main`))])).status).toBe('applied')
  })
})

describe('what has more agents than a limit that fell', () => {
  const gate = { id: 'gate', type: 'hitl', config: { title: 'Go?' }, position }
  const lessOne: Operation[] = [
    { op: 'remove', path: '/edges/0' },
    { op: 'remove', path: '/nodes/1' },
  ]

  /** Two agents are allowed while four are there. */
  async function underLowerLimit(work: () => Promise<void>): Promise<void> {
    const { system } = product.services
    await system.setLimits(product.caller, { maxAgents: 2 })
    try {
      await work()
    } finally {
      await system.setLimits(product.caller, { maxAgents: null })
    }
  }

  it.each([
    ['of its own', async () => agents(2, 'further')],
    ['in what it calls', async () => [call('c', (await created('callee', agents(2))).name)]],
  ])('[L11] a run under way with agents %s takes a patch that removes one or adds none, and none that adds one', async (_, further) => {
    const nodes = [gate, ...agents(2), ...(await further())] as Workflow['nodes']
    const behind = nodes.slice(1).map(({ id }) => `gate:approve>${id}`)
    const runId = await product.run(workflow(fresh('under way'), nodes, behind))
    await waitUntil('the run to wait', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
    await underLowerLimit(async () => {
      const { runs } = product.services
      const head = async () => (await runs.get(product.caller, runId)).headArtifactId
      const send = async (operations: Operation[]) => runs.patch(product.caller, runId, { operations, baseVersion: await head() })
      expect((await send([{ op: 'add', path: '/nodes/1/name', value: 'Renamed' }])).status).toBe('applied')
      expect((await failureOf(send([add(agent('new'))]))).code).toBe('limit.agents')
      expect((await send(lessOne)).status).toBe('applied')
      // Three are left, still one too many: a patch of one out and two in would be four.
      const more = [...lessOne.toReversed().slice(0, 1), add(agent('new')), add(agent('newer'))]
      expect((await failureOf(send([{ op: 'remove', path: '/edges/0' }, ...more]))).code).toBe('limit.agents')
    })
  })

  it('[PP-09] [V13] a tag takes the same, and no run of it begins or is repeated until it fits', async () => {
    const { runs } = product.services
    const nodes = [gate, ...agents(4)] as Workflow['nodes']
    const behind = nodes.slice(1).map(({ id }) => `gate:approve>${id}`)
    const document = workflow(fresh('on a tag'), nodes, behind)
    const { artifactId } = await product.services.workflows.create(product.caller, { workflow: { ...document } })
    const { runId } = await runs.start(product.caller, { ref: document.name })
    await waitUntil('the run to wait', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
    await runs.cancel(product.caller, runId)
    await product.ended(runId)
    await underLowerLimit(async () => {
      const three = await patch(document.name, lessOne, artifactId)
      expect(await refusedWith(runs.start(product.caller, { ref: document.name }))).toEqual(['limit.agents', '2 + 1 > 2'])
      expect(await refusedWith(runs.replay(product.caller, runId, { mode: 'live' }))).toEqual(['limit.agents', '2 + 2 > 2'])
      expect(await refusedWith(patch(document.name, [add(agent('new'))]))).toEqual(['limit.agents', '2 + 2 > 2'])
      await patch(document.name, lessOne, three.artifactId)
      expect((await runs.start(product.caller, { ref: document.name })).status).toBe('RUNNING')
    })
  })
})
