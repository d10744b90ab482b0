import { describe, expect, test } from 'vitest'
import { AGENT, PERSON, plain, RunDriver } from '../testing/run-driver.ts'
import { edges, node, workflow } from '../testing/workflows.ts'
import { conditionsOfSwap } from './index.ts'

const chain = () => workflow([node('fetch'), node('process'), node('save')], ['fetch>process', 'process>save'])

function inserted() {
  return workflow([node('fetch'), node('process'), node('save'), node('check')], ['fetch>check', 'check>process', 'process>save'])
}

describe('a swap', () => {
  test('[P1][PP-14] adds one to the IR version and says what was removed', () => {
    const run = new RunDriver(chain())
    const command = { ...run.swapTo(inserted(), {}, AGENT), rationale: 'Check first.' }
    run.send(command)
    expect(run.state).toMatchObject({ irVersion: 2, artifactId: 'artifactId' in command ? command.artifactId : '' })
    expect(run.events[2]).toMatchObject({
      type: 'patch.applied',
      actor: AGENT,
      data: { irVersion: 2, rationale: 'Check first.', edges: {}, removedNodes: [], removedEdges: ['fetchprocess'] },
    })
  })

  test('[PP-16][PP-15] a node inserted while its predecessor runs is executed in its place', () => {
    const run = new RunDriver(chain())
    run.signal('fetch', { kind: 'started' })
    run.send(run.swapTo(inserted()))
    for (const id of ['fetch', 'check', 'process', 'save']) run.succeed(id)
    expect(run.story().filter((line) => line.startsWith('node.completed'))).toEqual([
      'node.completed fetch',
      'node.completed check',
      'node.completed process',
      'node.completed save',
    ])
    expect(run.state.status).toBe('COMPLETED')
  })

  test('[R11] the same command a second time changes nothing', () => {
    const run = new RunDriver(chain())
    const command = run.swapTo(inserted())
    run.send(command)
    expect(run.send(command)).toEqual({ kind: 'ignored', reason: 'duplicate_command' })
  })

  test('[P5][L1] a run that has ended refuses', () => {
    const run = new RunDriver(workflow([node('a')]))
    run.succeed('a')
    expect(run.send(run.swapTo(chain()))).toMatchObject({ kind: 'refused', refusal: { rule: 'L1', code: 'run.terminal' } })
  })

  test('[P5] an illegal swap is refused and changes nothing', () => {
    const run = new RunDriver(chain())
    run.succeed('fetch')
    const decision = run.send(run.swapTo(workflow([node('process'), node('save')], ['process>save'])))
    expect(decision).toMatchObject({ kind: 'refused', refusal: { rule: 'L2', nodeId: 'fetch' } })
    expect(run.state.irVersion).toBe(1)
  })
})

describe('edges out of finished nodes', () => {
  const ended = () => {
    const doc = workflow([node('ok', 'conditional'), node('bad', 'function'), node('dead'), node('u', 'future_feature'), node('last')], ['ok:false>dead'])
    const run = new RunDriver({ ...doc, nodes: doc.nodes.map((each) => (each.id === 'bad' ? { ...each, onError: 'skip' as const } : each)) })
    run.succeed('ok', 'true')
    run.fail('bad')
    expect([run.status('ok'), run.status('bad'), run.status('dead'), run.status('u')]).toEqual(['succeeded', 'failed', 'not_taken', 'skipped'])
    return run
  }
  const grown = (...lines: string[]) => {
    const doc = workflow([node('ok', 'conditional'), node('bad', 'function', { onError: 'skip' }), node('dead'), node('u', 'future_feature'), node('last')])
    return { ...doc, nodes: [...doc.nodes, node('x')], edges: edges('ok:false>dead', ...lines) }
  }

  test('[P2] resolve at once by the recorded port', () => {
    const run = ended()
    run.send(run.swapTo(grown('ok:true>x', 'ok:error>x', 'bad>x', 'bad:error>x', 'dead>x', 'u>x', 'u:error>x')))
    expect(run.state.edges.toRecord()).toMatchObject({
      oktruex: 'taken',
      okerrorx: 'not_taken',
      badx: 'not_taken',
      baderrorx: 'taken',
      deadx: 'not_taken',
      ux: 'taken',
      uerrorx: 'not_taken',
    })
    expect(run.events.at(-1)).toMatchObject({ type: 'node.queued', data: { nodeId: 'x', cause: 'patched' } })
  })

  test('[P2] their conditions are asked for and count', () => {
    const run = ended()
    const command = run.swapTo(grown('ok:true>x?inputs.a', 'ok:false>x?inputs.b', 'bad:error>x?inputs.c'), { oktruex: false })
    expect(command.kind === 'apply_patch' && conditionsOfSwap(command.ir, run.state).map((edge) => edge.id)).toEqual(['baderrorx', 'oktruex'])
    run.send(command)
    expect(run.state.edges.toRecord()).toMatchObject({ oktruex: 'not_taken', okfalsex: 'not_taken', baderrorx: 'not_taken' })
    expect(run.status('x')).toBe('not_taken')
  })

  test('[L10] a condition that fails refuses the patch', () => {
    const run = ended()
    const failing = { oktruex: { error: { code: 'expression.failed', message: 'No such key: a', retryable: false } } }
    expect(run.send(run.swapTo(grown('ok:true>x?inputs.a'), failing))).toMatchObject({
      kind: 'refused',
      refusal: { rule: 'L10', edgeId: 'oktruex', message: expect.stringContaining('No such key: a') },
    })
  })
})

describe('tokens that are out', () => {
  test('[P3] a queued node that is removed is withdrawn, and its late result is stale', () => {
    const run = new RunDriver(chain())
    run.succeed('fetch')
    const at = run.events.length
    run.send(run.swapTo(workflow([node('fetch'), node('other'), node('save')], ['fetch>other', 'other>save'])))
    expect(run.story(at)).toEqual(['patch.applied', 'node.withdrawn process', 'node.queued other'])
    expect(run.succeed('process')).toEqual({ kind: 'ignored', reason: 'unknown_node' })
    expect(run.state.counter).toBe(1)
  })

  test('[P3][D-34] one with another incoming edge is withdrawn and judged again; the old attempt is fenced', () => {
    const run = new RunDriver(chain())
    run.succeed('fetch')
    run.send(
      run.swapTo(workflow([node('fetch'), node('process'), node('save'), node('more')], ['fetch>process', 'process>save', 'fetch>more', 'more>process'])),
    )
    expect(run.status('process')).toBe('idle')
    expect(run.send({ kind: 'signal', nodeId: 'process', attempt: 1, outcome: { kind: 'started' } })).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    run.succeed('more')
    expect(run.state.nodes.get('process')).toMatchObject({ status: 'queued', attempt: 2 })
    run.succeed('process')
    run.succeed('save')
    expect(run.state.status).toBe('COMPLETED')
  })

  test('[P3] one with another config goes out again; one that stayed the same does not', () => {
    const run = new RunDriver(workflow([node('a', 'function'), node('b', 'function')]))
    run.send(
      run.swapTo(workflow([node('a', 'function', { name: 'Renamed', position: { x: 9, y: 9 } }), node('b', 'function', { config: { code: 'return 2' } })])),
    )
    expect(run.state.nodes.toRecord()).toMatchObject({ a: { status: 'queued', attempt: 1 }, b: { status: 'queued', attempt: 2 } })
  })

  test('[P3] one of whose open incoming edges says something else goes out again', () => {
    const doc = (condition: string) => workflow([node('a'), node('b'), node('j', 'join', { join: 'any' })], ['a>j', `b>j?${condition}`])
    const run = new RunDriver(doc('inputs.x'))
    run.succeed('a')
    run.send(run.swapTo(doc('inputs.y')))
    expect(run.state.nodes.get('j')).toMatchObject({ status: 'queued', attempt: 2 })
  })

  test('[P3][R14] a withdrawn agent frees its place', () => {
    const first = workflow([node('a1', 'agent')], [], { settings: { maxAgents: 1 } })
    const run = new RunDriver(first)
    run.send(run.swapTo({ ...workflow([node('a1', 'agent'), node('a2', 'agent'), node('x')], ['x>a1']), settings: { maxAgents: 1 } }))
    expect([run.status('a1'), run.status('a2')]).toEqual(['idle', 'queued'])
    run.succeed('x')
    expect(run.status('a1')).toBe('skipped')
  })

  test('[P3] a running node keeps its token while its outgoing edges change', () => {
    const run = new RunDriver(chain())
    run.signal('fetch', { kind: 'started' })
    run.send(run.swapTo(inserted()))
    expect(run.state.nodes.get('fetch')).toMatchObject({ status: 'running', attempt: 1 })
  })

  test('[P3][P4] a node held for its unknown type is released by giving it a registered one', () => {
    const held = node('u', 'future_feature', { unknownPolicy: 'hold' })
    const run = new RunDriver(workflow([held]))
    run.send(run.swapTo(workflow([{ ...held, type: 'function', config: { code: 'return 1' } }])))
    expect(run.state.nodes.get('u')).toMatchObject({ status: 'queued', attempt: 1 })
  })

  test('[P4] removing the last held node completes the run', () => {
    const run = new RunDriver(workflow([node('a'), node('u', 'future_feature', { unknownPolicy: 'hold' })]))
    run.succeed('a')
    run.send(run.swapTo(workflow([node('a')])))
    expect(run.state.status).toBe('COMPLETED')
  })

  test('[P4] a join is recounted when a branch it waited for is taken away', () => {
    const run = new RunDriver(workflow([node('a'), node('b'), node('j')], ['a>j', 'b>j']))
    run.succeed('a')
    run.send(run.swapTo(workflow([node('a'), node('b'), node('j')], ['a>j'])))
    expect(run.status('j')).toBe('queued')
  })

  test('[P4] a node added without incoming edges is an entry and runs', () => {
    const run = new RunDriver(chain())
    run.send(run.swapTo({ ...chain(), nodes: [...chain().nodes, node('extra')] }))
    expect(run.events.at(-1)).toMatchObject({ type: 'node.queued', data: { nodeId: 'extra', cause: 'patched', irVersion: 2 } })
  })

  test('[R7] a failing run takes a patch but emits nothing for it', () => {
    const run = new RunDriver(workflow([node('a', 'function'), node('b')]))
    run.fail('a')
    run.send(run.swapTo(workflow([node('a', 'function'), node('b'), node('c')])))
    expect(run.status('c')).toBe('idle')
    run.succeed('b')
    expect(run.state.status).toBe('FAILED')
  })
})

describe('notes about patches', () => {
  test('are on the timeline and change no routing', () => {
    const run = new RunDriver(chain())
    const state = run.state
    run.send({ kind: 'note_patch', commandId: 'n1', note: 'rejected', patchId: 'p', reason: 'No.', actor: PERSON })
    expect(run.events.at(-1)).toMatchObject({ type: 'patch.rejected', actor: PERSON, commandId: 'n1', data: { patchId: 'p', reason: 'No.' } })
    expect(plain(run.state)).toEqual(plain({ ...state, seq: state.seq + 1, commands: { n1: true } }))
  })
})

test('[P3] an error edge with a condition added out of a failed node waits for its evaluation', () => {
  const before = workflow([node('call', 'http', { onError: 'skip' }), node('wait')], ['call>wait'])
  const run = new RunDriver(before)
  run.fail('call')
  const errorEdge = { id: 'mend', from: 'call', to: 'late', fromPort: 'error', when: 'has(output.error)' }
  const after = { ...before, nodes: [...before.nodes, node('late')], edges: [...before.edges, errorEdge] }
  const command = run.swapTo(after, { mend: true })
  if (command.kind !== 'apply_patch') throw new Error('expected a swap')
  expect(conditionsOfSwap(command.ir, run.state).map(({ id }) => id)).toEqual(['mend'])
  expect(run.send(command)).toMatchObject({ kind: 'events' })
  expect(run.state.edges.get('mend')).toBe('taken')
})
