import { exactOperationsBetween, validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS, type Operation, type Workflow } from '@aob/schemas'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../../../packages/ir/src/testing/random.ts'
import { randomGestures } from '../../../../packages/ir/src/testing/random-gestures.ts'
import { randomWorkflow } from '../../../../packages/ir/src/testing/random-workflow.ts'
import { createWasmMaterializer } from '../adapters/materializer/wasm-materializer.ts'
import type { DocumentMaterializer } from '../ports/materializer.ts'
import { functionNode, workflow } from '../testing/workflows.ts'
import type { DocumentRules } from './document-rules.ts'
import { createKnownDocuments } from './known-documents.ts'
import { patchedVersion } from './patched-version.ts'
import type { LoadedVersion } from './versions.ts'

let materializer: DocumentMaterializer
beforeAll(async () => {
  materializer = await createWasmMaterializer()
})

const bytesOf = (document: unknown) => materializer.canonical(new TextEncoder().encode(JSON.stringify(document)))
const parsed = (bytes: Uint8Array): Workflow => JSON.parse(new TextDecoder().decode(bytes))

/** Lets everything pass and keeps what it was shown. */
const anything = (seen: unknown[]): DocumentRules => ({
  validate: () => ({ valid: true, problems: [] }),
  require: (document) => {
    seen.push(document)
    return document as Workflow
  },
})

function headOf(document: Workflow): LoadedVersion {
  const bytes = bytesOf(document)
  return { artifact: {} as LoadedVersion['artifact'], bytes, workflow: parsed(bytes) }
}

function patched(head: LoadedVersion, operations: readonly Operation[]) {
  return patchedVersion({ materializer, rules: anything([]) }, head, operations, DEFAULT_LIMITS)
}

describe('a version a patch would make', () => {
  it('[VC-23] the document that is judged is the one that is stored, member for member and in order, over chains of patches', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new Random(seed)
        let head = headOf(randomWorkflow(random, 7))
        for (let step = 0; step < 4; step++) {
          const operations = exactOperationsBetween(head.workflow, randomGestures(head.workflow, random, `p${step}`))
          const next = patched(head, operations)
          expect(JSON.stringify(next.workflow)).toBe(JSON.stringify(parsed(next.bytes)))
          expect(materializer.canonical(next.bytes)).toEqual(next.bytes)
          head = { ...head, ...next }
        }
      }),
      { numRuns: 60 },
    )
  })

  it.each<[string, Operation[]]>([
    ['keys that sort among the others', [{ op: 'add', path: '/nodes/0/config/a', value: { z: 1, '10': 2, '9': 3, é: 4, A: 5 } }]],
    ['a key named like a prototype', [{ op: 'add', path: '/nodes/0/config/__proto__', value: { polluted: true } }]],
    [
      'a copy changed afterwards',
      [
        { op: 'copy', from: '/nodes/0', path: '/nodes/-' },
        { op: 'replace', path: '/nodes/2/config/code', value: 'return 3' },
      ],
    ],
    ['an element moved', [{ op: 'move', from: '/nodes/1', path: '/nodes/0' }]],
    ['a list replaced as a whole', [{ op: 'replace', path: '/edges', value: [] }]],
    ['numbers JSON spells in one way', [{ op: 'replace', path: '/nodes/0/position', value: { x: -0, y: 1e21 } }]],
    ['what JSON leaves out', [{ op: 'add', path: '/nodes/0/config/x', value: { there: 1, not: undefined } }]],
    ['text of every kind', [{ op: 'add', path: '/nodes/0/name', value: 'ü \u2028 \u0000 😀 "\\' }]],
  ])('[D-23] %s: the bytes and the document are one', (_, operations) => {
    const head = headOf(workflow('one', [functionNode('a', 'return 1'), functionNode('b', 'return 2')], ['a>b']))
    const { bytes, workflow: document } = patched(head, operations)
    expect(JSON.stringify(document)).toBe(JSON.stringify(parsed(bytes)))
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('[V2] [V9] [V10] what is judged with a memory of sound elements is judged as without', () => {
    const sound = new WeakSet<object>()
    const expression = (source: string) => (source.includes('2') ? { code: 'expression.syntax' as const, message: 'no twos' } : undefined)
    let verdicts = { valid: 0, invalid: 0 }
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new Random(seed)
        let head = headOf(randomWorkflow(random, 7))
        for (let step = 0; step < 4; step++) {
          const operations = exactOperationsBetween(head.workflow, randomGestures(head.workflow, random, `p${step}`))
          const faulty: Operation[] = random.chance(0.3) && head.workflow.nodes.length > 0 ? [{ op: 'add', path: '/nodes/0/surplus', value: 1 }] : []
          const next = patched(head, [...faulty, ...operations])
          const options = { limits: DEFAULT_LIMITS, expression }
          const remembered = validateWorkflow(next.workflow, { ...options, sound })
          expect(remembered).toEqual(validateWorkflow(parsed(next.bytes), options))
          verdicts = { valid: verdicts.valid + Number(remembered.valid), invalid: verdicts.invalid + Number(!remembered.valid) }
          if (faulty.length === 0) head = { ...head, ...next }
        }
      }),
      { numRuns: 60 },
    )
    expect(Math.min(verdicts.valid, verdicts.invalid)).toBeGreaterThan(10)
  })
})

describe('documents at hand', () => {
  const document = (bytes: number) => ({ bytes: new Uint8Array(bytes), workflow: workflow('held', [], []) })

  it('keeps the most lately used as long as their bytes fit the bound, and nothing larger', () => {
    const known = createKnownDocuments(100)
    for (const id of ['a', 'b', 'c']) known.keep(id, document(33))
    expect(known.get('a')).toBeDefined()
    known.keep('d', document(34))
    expect(['a', 'b', 'c', 'd'].filter((id) => known.get(id))).toEqual(['a', 'c', 'd'])
    known.keep('e', document(101))
    expect(['a', 'c', 'd', 'e'].filter((id) => known.get(id))).toEqual(['a', 'c', 'd'])
    known.keep('a', document(100))
    expect(['a', 'c', 'd'].filter((id) => known.get(id))).toEqual(['a'])
  })
})
