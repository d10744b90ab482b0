import { createMaterializer } from '@aob/materializer/node'
import type { ChainPatch, Operation, RunDocument, Workflow } from '@aob/schemas'
import { createInlineMaterializerClient } from '@aob/workers/inline'
import jsonPatch from 'fast-json-patch'
import { describe, expect, it } from 'vitest'
import { type ChainWorker, createChainMirror } from './chain-mirror.ts'

const BASE: Workflow = {
  schemaVersion: 1,
  name: 'mirrored',
  nodes: ['a', 'b', 'c'].map((id, index) => ({ id, type: 'join', name: id, position: { x: index * 300, y: 0 } })),
  edges: [{ id: 'ab', from: 'a', to: 'b' }],
}
const OPERATIONS: Operation[][] = [
  [{ op: 'replace', path: '/nodes/1/name', value: 'renamed' }],
  [
    { op: 'add', path: '/nodes/-', value: { id: 'd', type: 'join', position: { x: 0, y: 200 } } },
    { op: 'add', path: '/edges/-', value: { id: 'bd', from: 'b', to: 'd' } },
  ],
  [{ op: 'remove', path: '/nodes/2' }],
  [{ op: 'move', from: '/nodes/2', path: '/nodes/0' }],
]

function chain(count: number, operations: readonly Operation[][] = OPERATIONS, prefix = 'patch'): RunDocument {
  const patches = operations
    .slice(0, count)
    .map((one, index): ChainPatch => ({ seq: index + 1, patchId: `${prefix}-${index}`, operations: one, actor: { kind: 'human', id: 'p' }, createdAt: '' }))
  return { artifactId: 'base', casId: 'cas', base: JSON.stringify(BASE), patches, head: `${prefix}-${count}` }
}

function expected(count: number): Workflow {
  const copy = structuredClone(OPERATIONS.slice(0, count).flat())
  return jsonPatch.applyPatch(structuredClone(BASE), copy as never).newDocument
}

/** The real worker code in this thread, with the calls it gets; `bend` may spoil an answer. */
function watched(bend: Partial<ChainWorker> = {}) {
  const client = createInlineMaterializerClient(() => createMaterializer())
  const calls: string[] = []
  const note = <Key extends keyof ChainWorker>(name: Key): ChainWorker[Key] => {
    const call = (bend[name] ?? client[name]) as (...args: unknown[]) => unknown
    return ((...args: unknown[]) => {
      calls.push(name)
      return call(...args)
    }) as ChainWorker[Key] // the same call, counted
  }
  const worker: ChainWorker = { materialize: note('materialize'), append: note('append'), delta: note('delta'), workflowAt: note('workflowAt') }
  return { client, calls, worker }
}

describe('chain mirror', () => {
  it('[UI-09] [C1] equals the patches applied by another implementation at every version, with one whole document', async () => {
    const { worker, calls } = watched()
    const mirror = createChainMirror(worker, 'run/chain')
    for (const count of [4, 0, 3, 1, 2, 4, 0]) expect(await mirror.at(chain(4), count)).toEqual(expected(count))
    expect(calls.filter((call) => call === 'materialize' || call === 'workflowAt')).toEqual(['materialize'])
  })

  it('[C1] follows added patches by their operations', async () => {
    const { worker, calls } = watched()
    const mirror = createChainMirror(worker, 'run/chain')
    for (const count of [1, 2, 4]) expect(await mirror.at(chain(count), count)).toEqual(expected(count))
    expect(calls).toEqual(['materialize', 'append', 'append', 'append'])
  })

  it('[C2] [D-37] asks for the whole version when a delta is not the one it asked for', async () => {
    const { client } = watched()
    const { worker, calls } = watched({
      materialize: client.materialize,
      workflowAt: client.workflowAt,
      delta: (docId, from) => client.delta(docId, from, 0),
    })
    const mirror = createChainMirror(worker, 'run/chain')
    await mirror.at(chain(4), 4)
    expect(await mirror.at(chain(4), 2)).toEqual(expected(2))
    expect(calls).toEqual(['materialize', 'delta', 'workflowAt'])
  })

  it('[C3] loads another chain anew and never mixes the two', async () => {
    const { worker, calls } = watched()
    const mirror = createChainMirror(worker, 'run/chain')
    await mirror.at(chain(4), 4)
    const other = chain(1, [[{ op: 'replace', path: '/nodes/0/name', value: 'other' }]], 'other')
    expect((await mirror.at(other, 1)).nodes.map((node) => node.name)).toEqual(['other', 'b', 'c'])
    expect(calls).toEqual(['materialize', 'materialize'])
  })

  it('[C3] gives the document to a worker that has dropped it', async () => {
    const { worker, client } = watched()
    const mirror = createChainMirror(worker, 'run/chain')
    await mirror.at(chain(2), 2)
    await client.release('run/chain')
    expect(await mirror.at(chain(4), 4)).toEqual(expected(4))
    await client.release('run/chain')
    expect(await mirror.at(chain(4), 1)).toEqual(expected(1))
  })

  it('[C4] keeps the objects of nodes a step does not touch', async () => {
    const { worker } = watched()
    const mirror = createChainMirror(worker, 'run/chain')
    const one = await mirror.at(chain(4), 1)
    const base = await mirror.at(chain(4), 0)
    expect(base.nodes.map((node, index) => node === one.nodes[index])).toEqual([true, false, true])
  })

  it('[CM-09] rejects after the worker is gone, and skips a call that was aborted before its turn', async () => {
    const { worker, client, calls } = watched()
    const mirror = createChainMirror(worker, 'run/chain')
    const first = mirror.at(chain(4), 4)
    const abort = new AbortController()
    const second = mirror.at(chain(4), 1, abort.signal)
    abort.abort()
    await first
    await expect(second).rejects.toThrow()
    expect(calls).toEqual(['materialize'])
    client.dispose()
    await expect(mirror.at(chain(4), 1)).rejects.toMatchObject({ name: 'AbortError' })
    expect(calls.filter((call) => call === 'materialize')).toHaveLength(1)
  })
})
