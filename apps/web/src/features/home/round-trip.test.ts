import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { importN8n } from '@aob/n8n-import'
import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { readWorkflowText } from './import-workflow.ts'
import { TEMPLATES } from './templates.ts'

/** As a version is stored: members sorted, what is undefined gone. */
function stored<Value>(value: Value): Value {
  const sorted = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(sorted)
    if (typeof inner !== 'object' || inner === null) return inner
    return Object.fromEntries(
      Object.entries(inner)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, member]) => [key, sorted(member)]),
    )
  }
  // What goes through JSON keeps its shape.
  return sorted(JSON.parse(JSON.stringify(value))) as Value
}

const jsonIn = (folder: string): [name: string, value: unknown][] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .map((file) => [file, JSON.parse(readFileSync(path.join(folder, file), 'utf8'))])
    : []

const corpus = jsonIn(path.join(process.env.AOB_CORPORA ?? '../shared/corpora', 'n8n'))
const documents: [name: string, document: Workflow][] = [
  // Every file of this folder is one.
  ...jsonIn('examples/workflows').map(([name, value]): [string, Workflow] => [name, value as Workflow]),
  ...TEMPLATES.map(({ title, workflow }): [string, Workflow] => [title, { schemaVersion: 1, name: title, ...workflow }]),
  ...corpus.map(([name, value]): [string, Workflow] => [`of n8n: ${name}`, importN8n(value, { fallbackName: name }).workflow]),
]

describe('a workflow that is exported and imported again is the same document', () => {
  it('looks at the examples', () => {
    expect(documents.length).toBeGreaterThan(TEMPLATES.length + 3)
  })

  it.each(documents)('%s', (_, document) => {
    const version = stored(document)
    const outcome = readWorkflowText(`${JSON.stringify(version, null, 2)}\n`, 'exported.json')
    expect(outcome).toEqual({ kind: 'ok', workflow: version })
    // Its bytes, too: what is stored goes by their hash.
    expect(JSON.stringify(stored(outcome))).toBe(JSON.stringify(stored({ kind: 'ok', workflow: version })))
  })
})
