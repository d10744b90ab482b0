import { validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS, type Workflow, type WorkflowEdge, type WorkflowNode } from '@aob/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DocumentDifference, differenceOf, withDifference } from './document-difference.ts'
import { type RemoteJudge, validationClientOver } from './validation-client.ts'
import { ValidationService } from './validation-service.ts'

const node = (id: string, config: Record<string, unknown> = {}): WorkflowNode => ({
  id,
  type: 'function',
  config: { code: 'return 1', ...config },
  position: { x: 0, y: 0 },
})
const edge = (from: string, to: string, when?: string): WorkflowEdge => ({ id: `${from}-${to}`, from, to, ...(when ? { when } : {}) })
const workflow = (nodes: WorkflowNode[], edges: WorkflowEdge[] = []): Workflow => ({ schemaVersion: 1, name: 'judged', nodes, edges })
const overTheWire = <Value>(value: Value): Value => structuredClone(value)

/** Edits as people make them: elements put in, taken out, changed and put elsewhere, a few at a time. */
const edits = fc.array(fc.tuple(fc.constantFrom('add', 'remove', 'change', 'move', 'rename'), fc.nat(40), fc.nat(40)), { maxLength: 30 })

function edited(before: Workflow, [kind, at, to]: readonly [string, number, number]): Workflow {
  const nodes = [...before.nodes]
  const index = at % Math.max(1, nodes.length)
  if (kind === 'add') nodes.splice(index, 0, node(`n${at}-${to}-${nodes.length}`))
  if (kind === 'remove') nodes.splice(index, 1 + (to % 3))
  if (kind === 'change' && nodes[index]) nodes[index] = { ...nodes[index], config: { code: to % 2 === 0 ? 'return 2' : 7 } }
  if (kind === 'move') nodes.push(...nodes.splice(index, 1))
  if (kind === 'rename') return { ...before, name: `name ${to}` }
  const ids = new Set(nodes.map(({ id }) => id))
  const link = at % 2 === 0 && nodes[0] && nodes[index] ? [edge(nodes[0].id, nodes[index].id, to % 3 === 0 ? 'output.x >' : undefined)] : []
  return { ...before, nodes, edges: [...before.edges.filter(({ from }) => ids.has(from)), ...link] }
}

describe('the difference between two documents', () => {
  it('leads from the one to the other, over the wire, whatever was edited', () => {
    fc.assert(
      fc.property(edits, (list) => {
        let here = workflow([node('a'), node('b')])
        let there = withDifference(undefined, overTheWire(differenceOf(undefined, here)))
        for (const edit of list) {
          const next = edited(here, edit)
          there = withDifference(there, overTheWire(differenceOf(here, next)))
          here = next
          expect(there).toEqual(here)
        }
      }),
    )
  })

  it('holds the one element that changed, of a document of thousands', () => {
    const before = workflow(Array.from({ length: 10_000 }, (_, index) => node(`n${index}`)))
    const moved = { ...before, nodes: before.nodes.with(5_000, { ...node('n5000'), position: { x: 8, y: 0 } }) }
    expect(JSON.stringify(differenceOf(before, moved)).length).toBeLessThan(300)
    const grown = { ...moved, nodes: [...moved.nodes.slice(0, 10), node('new'), ...moved.nodes.slice(10)] }
    expect(JSON.stringify(differenceOf(moved, grown)).length).toBeLessThan(300)
  })
})

describe('validation in a worker', () => {
  it('says of every document what judging it as a whole says', () => {
    fc.assert(
      fc.property(edits, (list) => {
        const service = new ValidationService()
        let before: Workflow | undefined
        let document = workflow([node('a'), node('b')], [edge('a', 'b', 'output.ok ==')])
        for (const edit of [undefined, ...list]) {
          if (edit) document = edited(document, edit)
          const problems = service.judge(overTheWire(differenceOf(before, document)))
          const whole = new ValidationService().judge(overTheWire(differenceOf(undefined, document)))
          expect(problems).toEqual(whole)
          before = document
        }
      }),
      { numRuns: 30 },
    )
  })

  it('says which addresses can be called from nowhere, and leaves hosts to the server', () => {
    const service = new ValidationService()
    const told = (url: string) =>
      service.judge(differenceOf(undefined, workflow([{ ...node('a', { url }), type: 'http', config: { url } }]))).map(({ code }) => code)
    expect(['ftp://example.org/', 'example.org/x', 'https://me:secret@example.org', 'https://exa mple.org', 'https://example.org/.env'].map(told)).toEqual(
      ['ssrf.protocol', 'ssrf.url', 'ssrf.url', 'ssrf.url', 'ssrf.path'].map((code) => [code]),
    )
    expect(['https://example.org/{{ vars.path }}', '{{ vars.sample }}/x', 'http://localhost:7421/x', 'http://10.0.0.1/'].flatMap(told)).toEqual([])
  })

  it('knows what the pure core says, and what an expression is', () => {
    const document = workflow([node('a'), node('b')], [edge('a', 'b', 'output.ok =='), edge('a', 'gone')])
    const problems = new ValidationService().judge(differenceOf(undefined, document))
    expect(problems.map(({ code }) => code).sort()).toEqual(['expression.syntax', 'graph.unknown_node'])
    expect(problems).toEqual(expect.arrayContaining(validateWorkflow(document, { limits: DEFAULT_LIMITS }).problems))
  })
})

/** A judge that answers when told to. */
function heldJudge() {
  const service = new ValidationService()
  const asked: Array<{ difference: DocumentDifference; answer: () => void; fail: () => void }> = []
  const remote: RemoteJudge = {
    judge: (difference) =>
      new Promise((resolve, reject) => asked.push({ difference, answer: () => resolve(service.judge(difference)), fail: () => reject(new Error('broken')) })),
  }
  const turn = async (count: number) => {
    await expect.poll(() => asked.length).toBe(count)
    return asked[count - 1] as (typeof asked)[number] // there, or the line above had thrown
  }
  return { remote, asked, turn }
}

describe('the client of the judge', () => {
  const first = workflow([node('a')])
  const broken = { ...first, edges: [edge('a', 'gone')] }

  it('lets only the newest wait, and gives its answer to all that waited', async () => {
    const { remote, asked, turn } = heldJudge()
    const client = validationClientOver(remote, () => undefined)
    const opened = client.judge(first)
    const opening = await turn(1)
    const answers = [opened, client.judge({ ...first, name: 'in between' }), client.judge(broken)]
    opening.answer()
    const newest = await turn(2)
    newest.answer()
    const [one, two, three] = await Promise.all(answers)
    expect([one?.length, two?.length, three?.length]).toEqual([0, 1, 1])
    expect(asked.map(({ difference }) => difference.frame.name)).toEqual(['judged', 'judged'])
    expect(newest.difference.nodes).toEqual({ kind: 'same' })
  })

  it('sends the whole document again after a failure', async () => {
    const { remote, turn } = heldJudge()
    const client = validationClientOver(remote, () => undefined)
    const failed = client.judge(first)
    const lost = await turn(1)
    lost.fail()
    await expect(failed).rejects.toThrow('broken')
    const again = client.judge(broken)
    const whole = await turn(2)
    expect(whole.difference.nodes).toEqual({ kind: 'whole', elements: broken.nodes })
    whole.answer()
    expect(await again).toHaveLength(1)
  })
})
