import type { LegalityRefusal, PatchVerdict } from '@aob/ir/document'
import { applyOperations, historyOf } from '@aob/ir/document'
import { lower, type OperationsCase, type OperationsVerdict } from '@aob/ir/program'
import { type Actor, DEFAULT_LIMITS, type Operation, type PatchPreview, type RunEvent, type Workflow } from '@aob/schemas'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeAll, failureOf, sinkAndProduct } from './testing/engine-fixtures.ts'
import type { TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { edgeOf, functionNode, httpNode, workflow } from './testing/workflows.ts'

/** What a page has of a run: its events, its documents, and the core in its own bundle. */
interface BrowserJudge {
  judge(asked: { events: readonly RunEvent[]; before: Workflow; after: Workflow; actor: Actor; maxAgents: number }): PatchVerdict
  /** As somebody types, from what the run's page has at hand. */
  judgeTyped(asked: Pick<OperationsCase, 'head' | 'operations' | 'history' | 'actor'>): OperationsVerdict
}

/** The core as a browser gets it: one file without a word of Node; the build fails when something in it needs more. */
async function browserBundle(): Promise<BrowserJudge> {
  const contents = `
    import { judgePatch } from '@aob/ir/document'
    import { judgeOperations, lower } from '@aob/ir/program'
    import { foldEvents, historyIn } from '@aob/ir/run'
    import { DEFAULT_LIMITS } from '@aob/schemas'
    export const judge = ({ events, before, after, actor, maxAgents }) =>
      judgePatch({ before, after, actor, ir: lower(before, DEFAULT_LIMITS), state: historyIn(foldEvents(events)), limits: { maxAgents } })
    export const judgeTyped = (asked) => judgeOperations({ ...asked, limits: DEFAULT_LIMITS, checks: {} })`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  })
  const text = outputFiles[0]?.text ?? ''
  // The module is the one written above.
  return (await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)) as BrowserJudge
}

const placed = (node: object) => ({ position: { x: 900, y: 300 }, ...node })
const add = (node: object): Operation => ({ op: 'add', path: '/nodes/-', value: placed(node) })
const connect = (edge: string, more: object = {}): Operation => ({ op: 'add', path: '/edges/-', value: { ...edgeOf(edge), ...more } })
const body = { nodes: [placed(functionNode('inside', 'return 1'))], edges: [] }

/** Stands at its gate: before it everything has run, behind it an irreversible step waits, beside it one of an unknown type is held. */
const DOCUMENT = workflow(
  'judged',
  [
    functionNode('first', 'return { n: 1 }'),
    { id: 'each', type: 'map', config: { items: '[1, 2]', body } },
    { id: 'ask', type: 'hitl', config: { title: 'Pay?' } },
    httpNode('pay', '{{ vars.sink }}/pay', 'POST', { irreversible: true }),
    functionNode('after', 'return 1'),
    { id: 'odd', type: 'future_feature', config: {}, unknownPolicy: 'hold' },
  ],
  ['first>each', 'each>ask', 'ask:approve>pay', 'pay>after'],
  { settings: { maxAgents: 5 } },
)
const at = (id: string) => DOCUMENT.nodes.findIndex((node) => node.id === id)
const edgeAt = (id: string) => DOCUMENT.edges.findIndex((edge) => edge.id === id)

const PERSON = 'person'
const AGENT: Actor = { kind: 'agent', id: 'helper' }

/** Rule, who asks, what; `everywhere` when the coordinator judges it too (L1 to L4, L9, L10), whoever asks. */
const CASES: ReadonlyArray<[rule: string, what: string, who: Actor | typeof PERSON, operations: Operation[]]> = [
  [
    'L2',
    'a finished node is removed',
    PERSON,
    [
      { op: 'remove', path: `/edges/${edgeAt('first-out-each')}` },
      { op: 'remove', path: `/nodes/${at('first')}` },
    ],
  ],
  ['L2', 'a finished node gets another config', AGENT, [{ op: 'replace', path: `/nodes/${at('first')}/config/code`, value: 'return 2' }]],
  ['L2', 'a started gate gets another join', PERSON, [{ op: 'add', path: `/nodes/${at('ask')}/join`, value: 'any' }]],
  ['L2', 'the body of a finished map changes', PERSON, [{ op: 'replace', path: `/nodes/${at('each')}/config/body/nodes/0/config/code`, value: 'return 2' }]],
  ['L3', 'a resolved edge is removed', PERSON, [{ op: 'remove', path: `/edges/${edgeAt('each-out-ask')}` }]],
  ['L3', 'a resolved edge gets a condition', AGENT, [{ op: 'add', path: `/edges/${edgeAt('each-out-ask')}/when`, value: 'output.n > 0' }]],
  ['L4', 'an edge is led into a gate that asks', PERSON, [add(functionNode('new', 'return 1')), connect('new>ask')]],
  ['L5', 'an agent leads around the gate', AGENT, [connect('first>pay')]],
  ['L6', 'an agent clears irreversible', AGENT, [{ op: 'replace', path: `/nodes/${at('pay')}/irreversible`, value: false }]],
  ['L7', 'an agent changes what is paid', AGENT, [{ op: 'replace', path: `/nodes/${at('pay')}/config/url`, value: '{{ vars.sink }}/more' }]],
]
/** Rules the coordinator holds by itself, also against what the API has let through. */
const OF_THE_RUN = new Set(['L1', 'L2', 'L3', 'L4', 'L9', 'L10'])

/** A refusal as the border tells it, as the refusal it was made of. */
async function submitted(action: Promise<unknown>): Promise<Partial<LegalityRefusal>> {
  const { code, message, detail } = await failureOf(action)
  const { anchored: _anchored, ...told } = detail.extra ?? {}
  return present({ ...told, code, message, pointer: detail.pointer })
}

function patched(head: Workflow, operations: Operation[]): Workflow {
  const applied = applyOperations(head, operations)
  if (applied.kind === 'failed') throw new Error('The operations do not apply.')
  // The operations above make a workflow of a workflow.
  return applied.document as Workflow
}

const present = (refusal: object): Partial<LegalityRefusal> => Object.fromEntries(Object.entries(refusal).filter(([, value]) => value !== undefined))

describe('[D-04] one verdict, wherever a patch is judged', () => {
  let product: TestProduct
  let browser: BrowserJudge
  let runId: string
  let head: Workflow = DOCUMENT
  afterAll(closeAll)
  beforeAll(async () => {
    product = (await sinkAndProduct('memory')).product
    browser = await browserBundle()
    runId = await product.run(DOCUMENT)
    await waitUntil('the run to stand at its gate', async () => {
      const { nodes } = await product.detail(runId)
      return nodes.ask?.status === 'waiting' && nodes.odd?.status === 'held'
    })
  })

  const callerOf = (who: Actor | typeof PERSON) => (who === PERSON ? product.caller : { ...product.caller, actor: who })

  /** Asks everybody; gives the refusal they agree on. */
  async function refusal(operations: Operation[], who: Actor | typeof PERSON = PERSON): Promise<NonNullable<PatchPreview['refusal']>> {
    const after = patched(head, operations)
    const caller = callerOf(who)
    const detail = await product.detail(runId)
    const baseVersion = detail.headArtifactId
    const typed = browser.judgeTyped({ head, operations, history: historyOf(detail), actor: caller.actor })
    const preview = await product.services.runs.previewPatch(caller, runId, { operations, baseVersion })
    if (preview.refusal?.rule !== 'L10') expect(typed.kind === 'illegal' ? typed.refusal : typed).toEqual(preview.refusal)
    const told = await submitted(product.services.runs.patch(caller, runId, { operations, baseVersion }))
    expect(told).toEqual(preview.refusal)
    const page = browser.judge({ events: await product.events(runId), before: head, after, actor: caller.actor, maxAgents: 5 })
    if (preview.refusal?.rule !== 'L10') expect(page.kind === 'illegal' ? page.refusal : page).toEqual(preview.refusal)
    if (OF_THE_RUN.has(preview.refusal?.rule ?? '')) expect(await byCoordinator(after, caller.actor)).toEqual(preview.refusal)
    expect(preview.verdict).toBe('illegal')
    if (!preview.refusal) throw new Error('Nobody refuses.')
    return preview.refusal
  }

  /** The hot swap itself, past every check of the API. */
  async function byCoordinator(after: Workflow, actor: Actor): Promise<LegalityRefusal | string> {
    const row = await product.engine.runs.get(runId)
    const ir = lower(after, DEFAULT_LIMITS)
    const { ref: irRef } = await product.engine.cas.put(ir)
    const patchId = product.engine.ids.next()
    const command = { kind: 'apply_patch' as const, commandId: patchId, patchId, artifactId: patchId, irRef, ir, actor }
    const answer = await product.engine.commander.apply(runId, command, { partition: row?.partition ?? 0 })
    return answer.kind === 'refused' ? answer.refusal : answer.kind
  }

  it.each(CASES)('%s: %s', async (rule, _what, who, operations) => {
    const refused = await refusal(operations, who)
    expect(refused.rule).toBe(rule)
    expect(refused.allowed).toBeTruthy()
    expect(refused.nodeId ?? refused.edgeId).toBeTruthy()
  })

  it('L8: an agent reaches beyond nodes and edges; refused before the result is judged, and by the rule itself', async () => {
    const operations: Operation[] = [{ op: 'replace', path: '/settings/maxAgents', value: 9 }]
    const { headArtifactId: baseVersion } = await product.detail(runId)
    const told = await failureOf(product.services.runs.patch(callerOf(AGENT), runId, { operations, baseVersion }))
    const preview = await product.services.runs.previewPatch(callerOf(AGENT), runId, { operations, baseVersion })
    expect([told.code, told.detail.extra?.rule]).toEqual([preview.refusal?.code, preview.refusal?.rule])
    const after = { ...head, settings: { maxAgents: 9 } }
    const page = browser.judge({ events: await product.events(runId), before: head, after, actor: AGENT, maxAgents: 5 })
    expect(page).toMatchObject({ kind: 'illegal', refusal: { rule: 'L8', pointer: '/settings' } })
    expect(told.code).toMatch(/^patch\./)
  })

  it('L10: the condition of an edge that the swap would resolve fails', async () => {
    const refused = await refusal([add(functionNode('new', 'return 1')), connect('first>new', { when: 'output.nothing.there' })])
    expect(refused).toMatchObject({ rule: 'L10', nodeId: 'first', edgeId: 'first-out-new', pointer: '/when' })
  })

  it('L11 and L12: the agent limit and types that nobody knows have one sentence everywhere', async () => {
    const agents = Array.from({ length: 6 }, (_, index) => add({ id: `agent${index}`, type: 'agent', config: { prompt: 'x' } }))
    const strange = [add({ id: 'strange', type: 'future_feature', config: {}, unknownPolicy: 'fail' })]
    for (const [rule, code, operations] of [['L11', 'limit.agents', agents] as const, ['L12', 'node.unknown_type', strange] as const]) {
      const { headArtifactId: baseVersion } = await product.detail(runId)
      const told = await failureOf(product.services.runs.patch(product.caller, runId, { operations, baseVersion }))
      const shown = await failureOf(product.services.runs.previewPatch(product.caller, runId, { operations, baseVersion }))
      const page = browser.judge({
        events: await product.events(runId),
        before: head,
        after: patched(head, operations),
        actor: product.caller.actor,
        maxAgents: 5,
      })
      expect([told.code, shown.code, page.kind === 'illegal' ? [page.refusal.rule, page.refusal.code] : page.kind]).toEqual([code, code, [rule, code]])
      if (rule === 'L11' && page.kind === 'illegal') expect([told.message, shown.message]).toEqual([page.refusal.message, page.refusal.message])
    }
  })

  it('what is legal is legal everywhere, and the preview tells what it changes without changing anything', async () => {
    const operations = [add(functionNode('thanks', 'return 1')), connect('after>thanks')]
    const seen = async () => [await product.events(runId), await product.services.patches.list(product.caller, { runId })]
    const before = await seen()
    const { headArtifactId: baseVersion } = await product.detail(runId)
    expect(await product.services.runs.previewPatch(product.caller, runId, { operations, baseVersion })).toMatchObject({
      verdict: 'legal',
      needsReview: false,
      effect: { newlyRuns: ['thanks'], noLongerRuns: [], agentsAdded: { least: 0, most: 0 } },
    })
    expect(await seen()).toEqual(before)
  })

  it('L9: the id of what has been removed and the run knows does not come back', async () => {
    const { headArtifactId: baseVersion } = await product.detail(runId)
    const odd = DOCUMENT.nodes[at('odd')]
    expect(
      await product.services.runs.patch(product.caller, runId, { operations: [{ op: 'remove', path: `/nodes/${at('odd')}` }], baseVersion }),
    ).toMatchObject({
      status: 'applied',
    })
    head = { ...DOCUMENT, nodes: DOCUMENT.nodes.filter(({ id }) => id !== 'odd') }
    expect(await refusal([{ op: 'add', path: '/nodes/-', value: { ...odd } }])).toMatchObject({ rule: 'L9', nodeId: 'odd' })
  })

  it('L1: a run that has ended takes no patch', async () => {
    await product.services.runs.cancel(product.caller, runId)
    await product.ended(runId)
    expect(await refusal([add(functionNode('late', 'return 1'))])).toMatchObject({ rule: 'L1', code: 'run.terminal' })
  })
})
