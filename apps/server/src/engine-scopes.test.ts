import type { Workflow } from '@aob/schemas'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { closeAll, failureOf, gate, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { edgeOf, functionNode, httpNode, workflow } from './testing/workflows.ts'

type Nodes = Parameters<typeof workflow>[1]

/** A scope node around a body written like a workflow. */
function scope(id: string, type: string, nodes: Nodes, edges: string[], config: Record<string, unknown> = {}, rest: Partial<Nodes[number]> = {}) {
  const body = { nodes: nodes.map((node, index) => ({ position: { x: index * 300, y: 0 }, ...node })), edges: edges.map(edgeOf) }
  return { id, type, config: { ...config, body }, ...rest }
}

const publish = (product: TestProduct, document: Workflow) => product.services.workflows.create(product.caller, { workflow: { ...document } })

describe.each(hotStoresUnderTest())('scopes on the %s hot store', (hot) => {
  afterEach(closeAll)

  it('[EX-03] a map gives as many results as items, in their order, each effect under its own key', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    sink.on('/double', (request) => ({ body: { twice: JSON.parse(request.body).n * 2 } }))
    const call = {
      ...httpNode('call', '{{ vars.sink }}/double', 'POST'),
      config: { method: 'POST', url: '{{ vars.sink }}/double', body: { n: '{{ item }}', at: '{{ index }}' } },
    }
    const map = scope(
      'each',
      'map',
      [call, functionNode('pick', 'return input', { config: { code: 'return input', input: '{{ nodes.call.body.twice + nodes.base }}' } })],
      ['call>pick'],
      {
        items: 'inputs.list',
        concurrency: 3,
      },
    )
    const runId = await product.run(
      workflow('map', [functionNode('base', 'return 100'), map, functionNode('sum', 'return input.nodes.each.length')], ['base>each', 'each>sum']),
      {
        list: [5, 1, 4, 2, 3],
      },
    )
    const detail = await product.ended(runId)
    expect(detail.run.status).toBe('COMPLETED')
    expect(await product.output(detail, 'each')).toEqual([110, 102, 108, 104, 106])
    expect(await product.output(detail, 'sum')).toBe(5)
    expect(new Set(sink.received.map(({ key }) => key)).size).toBe(5)
    expect(Object.keys(detail.nodes).sort()).toEqual(['base', 'each', 'sum'])
    expect(detail.nodes.each?.scope).toMatchObject({ count: 5, settled: 5, failed: 0 })
  })

  it('[EX-03] a person is asked in every item; decided one by one, each in its own activation', async () => {
    const { product } = await sinkAndProduct(hot)
    const ask = { id: 'ask', type: 'hitl', config: { title: 'Item {{ item }}?' } }
    const map = scope('each', 'map', [ask, functionNode('yes', 'return "yes"'), functionNode('no', 'return "no"')], ['ask:approve>yes', 'ask:reject>no'], {
      items: '["a", "b"]',
    })
    const runId = await product.run(workflow('ask each', [map], []))
    const list = await waitUntil('both questions', async () => {
      const found = await product.services.approvals.list(product.caller, { runId, status: 'waiting_for_approval' })
      return found.length === 2 && found
    })
    await waitUntil('the run to wait', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
    for (const { approvalId, requestHash, title } of list) {
      await product.services.approvals.decide(product.caller, approvalId, {
        decision: title === 'Item a?' ? 'approve' : 'reject',
        requestHash,
        reason: 'Seen.',
      })
    }
    expect(new Set(list.map(({ nodeId }) => nodeId))).toEqual(new Set(['each[0]/ask', 'each[1]/ask']))
    expect(await product.output(await product.ended(runId), 'each')).toEqual(['yes', 'no'])
  })
})

describe('scopes, whatever the hot store', () => {
  let shared: Awaited<ReturnType<typeof sinkAndProduct>>
  afterAll(closeAll)
  beforeAll(async () => {
    shared = await sinkAndProduct('memory')
  })

  it('[EX-03] one failure follows the policy: fail, skip, collect', async () => {
    const { product } = shared
    const thrower = functionNode('f', 'if (input.item === 2) throw new Error("no twos"); return input.item', {
      config: { code: 'if (input === 2) throw new Error("no twos"); return input * 10', input: '{{ item }}' },
    })
    const outcome = async (onItemError: string) => {
      const map = scope('each', 'map', [thrower], [], { items: '[1, 2, 3]', concurrency: 1, onItemError })
      const detail = await product.ended(await product.run(workflow(`policy ${onItemError}`, [map], [])))
      return { status: detail.run.status, error: detail.run.error, output: detail.nodes.each?.outputRef ? await product.output(detail, 'each') : undefined }
    }
    expect(await outcome('fail')).toMatchObject({ status: 'FAILED', error: { code: 'function.threw', message: expect.stringContaining('each[1]') } })
    expect(await outcome('skip')).toMatchObject({ status: 'COMPLETED', output: [10, 30] })
    expect(await outcome('collect')).toMatchObject({
      output: [
        { ok: true, value: 10 },
        { ok: false, error: { code: 'function.threw' } },
        { ok: true, value: 30 },
      ],
    })
  })

  it('[EX-03] code that names no input is handed its item and what its body made of it, not the list; in a sub-workflow what that was handed', async () => {
    const { product } = shared
    const seen = functionNode('seen', 'return input')
    await publish(product, workflow('seer', [seen], [], { inputs: { type: 'object', properties: { n: { type: 'integer' } } } }))
    const each = (id: string, nodes: Nodes, edges: string[] = []) => scope(id, 'map', nodes, edges, { items: 'inputs.list' })
    const twice = functionNode('twice', 'return 2 * input.item')
    const called = { id: 'called', type: 'workflow', config: { ref: 'seer', inputs: { n: '{{ item }}' } } }
    const document = workflow(
      'handed',
      [
        functionNode('base', 'return input'),
        each('flat', [twice, seen], ['twice>seen']),
        each('nested', [twice, scope('box', 'composite', [scope('turn', 'loop', [seen], [], { until: 'true' })], [])], ['twice>box']),
        each('called_each', [called]),
      ],
      ['base>flat', 'base>nested', 'base>called_each'],
    )
    const detail = await product.ended(await product.run(document, { list: [5] }))
    expect(detail.run.error).toBeUndefined()
    expect(await product.output(detail, 'base')).toEqual({ inputs: { list: [5] }, nodes: {} })
    expect(await product.output(detail, 'flat')).toEqual([{ item: 5, index: 0, nodes: { twice: 10 } }])
    const turn = { item: 5, index: 0, iteration: 0, previous: null, nodes: { twice: 10 } }
    expect(await product.output(detail, 'nested')).toEqual([{ iterations: 1, last: turn }])
    expect(await product.output(detail, 'called_each')).toEqual([{ inputs: { n: 5 }, nodes: {} }])
  })

  it('[EX-05] a composite runs as one step; its inner events are nested and its error edge tells failures apart', async () => {
    const { product } = shared
    const composite = scope('both', 'composite', [functionNode('a', 'return 1'), functionNode('b', 'return 2')], [], {
      output: { sum: '{{ nodes.a + nodes.b }}' },
    })
    const failing = scope('bad', 'composite', [functionNode('x', 'throw new Error("x")')], [])
    const document = workflow('composite', [composite, failing, functionNode('caught', 'return "caught"')], ['both>bad', 'bad:error>caught'])
    const edges = document.edges.map((edge) => (edge.fromPort === 'error' ? { ...edge, when: "output.error.code == 'function.threw'" } : edge))
    const runId = await product.run({ ...document, edges })
    const detail = await product.ended(runId)
    expect(detail).toMatchObject({ run: { status: 'COMPLETED' }, nodes: { bad: { status: 'failed' }, caught: { status: 'succeeded' } } })
    expect(await product.output(detail, 'both')).toEqual({ sum: 3 })
    const inner = (await product.events(runId)).flatMap(({ type, data }) => (type === 'node.completed' && data.nodeId.includes('/') ? [data.nodeId] : []))
    expect(inner.sort()).toEqual(['both[0]/a', 'both[0]/b'])
  })

  it('[D-28] a loop repeats while or until; each iteration sees the result of the one before; its limit is exact', async () => {
    const { product } = shared
    const step = functionNode('step', 'return 0', {
      config: { code: 'return (input.before ?? 1) * 2', input: { before: '{{ previous }}', at: '{{ iteration }}' } },
    })
    const loop = async (config: Record<string, unknown>) => {
      const detail = await product.ended(await product.run(workflow('loop', [scope('again', 'loop', [step], [], config)], [])))
      return detail.run.status === 'COMPLETED' ? product.output(detail, 'again') : detail.run.error?.code
    }
    expect(await loop({ until: 'previous > 10' })).toEqual({ iterations: 4, last: 16 })
    expect(await loop({ while: 'iteration < 2' })).toEqual({ iterations: 2, last: 4 })
    expect(await loop({ while: 'false' })).toEqual({ iterations: 0, last: null })
    expect(await loop({ until: 'iteration == 2', maxIterations: 3 })).toEqual({ iterations: 3, last: 8 })
    expect(await loop({ until: 'iteration == 3', maxIterations: 3 })).toBe('limit.iterations')
    expect(await loop({ until: 'false', maxIterations: 3, onMaxIterations: 'complete' })).toEqual({ iterations: 3, last: 8 })
  })

  it('[D-28] a sub-workflow keeps the version it had at submit, has its own inputs and sees nothing of its caller', async () => {
    const { sink, product } = shared
    const held = gate()
    sink.on('/wait', async () => {
      await held.opened
      return { body: {} }
    })
    const greet = (word: string) =>
      workflow(
        'greeter',
        [functionNode('say', 'x', { config: { code: 'return input', input: `${word} {{ inputs.name }}, {{ inputs.times }} of {{ size(nodes) }}` } })],
        [],
        {
          inputs: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, times: { type: 'integer', default: 3 } } },
        },
      )
    await publish(product, greet('Hello'))
    const call = { id: 'call', type: 'workflow', config: { ref: 'greeter', inputs: { name: '{{ nodes.wait.status }}' } } }
    const caller = workflow(
      'caller',
      [httpNode('wait', '{{ vars.sink }}/wait'), { ...call, config: { ref: 'greeter', inputs: { name: '{{ inputs.who }}' } } }],
      ['wait>call'],
    )
    const runId = await product.run(caller, { who: 'Ada' })
    await waitUntil('the first node to run', async () => sink.received.length > 0)
    const head = await product.services.workflows.get(product.caller, 'greeter')
    await product.services.workflows.patch(product.caller, 'greeter', 'main', {
      baseVersion: head.tags[0]?.artifactId ?? '',
      operations: [{ op: 'replace', path: '/nodes/0/config/input', value: 'Goodbye' }],
    })
    held.release()
    const detail = await product.ended(runId)
    expect(await product.output(detail, 'call')).toBe('Hello Ada, 3 of 0')
    const again = await product.ended(await product.run(caller, { who: 'Ada' }))
    expect(await product.output(again, 'call')).toBe('Goodbye')
    const wrong = await product.ended(await product.run(workflow('wrong', [{ ...call, config: { ref: 'greeter', inputs: { name: 7 } } }], [])))
    expect(wrong.run.error?.code).toBe('inputs.invalid')
  })

  it('[D-28] what leads back to itself, is not there or has too many agents is refused at submit', async () => {
    const { product } = shared
    const call = (id: string, ref: string) => ({ id, type: 'workflow', config: { ref } })
    const agents = Array.from({ length: 3 }, (_, index) => ({ id: `g${index}`, type: 'agent', config: { prompt: 'x' } }))
    await publish(product, workflow('ping', [call('to', 'pong')], []))
    await publish(product, workflow('pong', [scope('m', 'map', [call('back', 'ping@main')], [], { items: '[1]' })], []))
    await publish(product, workflow('self', [call('me', 'self')], []))
    await publish(product, workflow('crowd', agents, []))
    const refused = async (document: Workflow) => (await failureOf(product.run(document))).code
    expect(await refused(workflow('a', [call('p', 'ping')], []))).toBe('workflow.recursion')
    expect(await refused(workflow('b', [call('s', 'self')], []))).toBe('workflow.recursion')
    expect(await refused(workflow('c', [call('n', 'nobody')], []))).toBe('resource.not_found')
    expect((await failureOf(product.run(workflow('d', [scope('m', 'map', [call('n', 'nobody')], [], { items: '[]' })], [])))).detail.pointer).toBe(
      '/nodes/0/config/body/nodes/0/config/ref',
    )
    const crowded = await failureOf(product.run(workflow('e', [call('one', 'crowd'), call('two', 'crowd')], [])))
    expect([crowded.code, crowded.message]).toEqual(['limit.agents', 'Agent limit exceeded (max 5): agent limit exceeded: 5 + 1 > 5'])
  })
})

describe('a map when the process goes away', () => {
  afterEach(closeAll)

  it('[D-25][SC4] goes on from the record: nothing runs twice under another key, every result is there', async () => {
    const { sink, product } = await sinkAndProduct('memory')
    const held = gate()
    let answered = 0
    sink.on('/item', async () => {
      answered += 1
      if (answered > 3) await held.opened
      return { body: { ok: true } }
    })
    const call = { ...httpNode('call', '{{ vars.sink }}/item', 'POST'), config: { method: 'POST', url: '{{ vars.sink }}/item', body: { at: '{{ index }}' } } }
    const map = scope('each', 'map', [call, functionNode('pick', 'x', { config: { code: 'return input', input: '{{ index }}' } })], ['call>pick'], {
      items: '[0, 1, 2, 3, 4, 5, 6, 7]',
      concurrency: 2,
    })
    const runId = await product.run(workflow('survivor', [map], []))
    await waitUntil('three items to be done and recorded', async () => ((await product.detail(runId)).nodes.each?.scope?.settled ?? 0) >= 3)
    const next = await product.restart()
    held.release()
    const detail = await next.ended(runId)
    expect(await next.output(detail, 'each')).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(sink.effects('/item')).toBe(8)
  })
})
