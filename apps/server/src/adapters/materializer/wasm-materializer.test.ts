import { beforeAll, describe, expect, it } from 'vitest'
import { buildMaterializer } from '../../../../../packages/materializer-wasm/scripts/build.mjs'
import { DomainError } from '../../domain-error.ts'
import type { DocumentMaterializer } from '../../ports/materializer.ts'
import { createWasmMaterializer } from './wasm-materializer.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

describe('the WASM materializer behind the server port', () => {
  let materializer: DocumentMaterializer

  beforeAll(async () => {
    await buildMaterializer()
    materializer = await createWasmMaterializer({ limits: { maxDocumentBytes: 100 } })
  }, 60_000)

  it('applies patches in order and leaves the base bytes alone [CM-04] [CM-05]', () => {
    const base = bytesOf('{"nodes":[],"edges":[]}')
    const before = base.slice()
    const patches = [[{ op: 'add' as const, path: '/nodes/-', value: { id: 'a' } }], [{ op: 'replace' as const, path: '/nodes/0/id', value: 'b' }]]
    expect(textOf(materializer.materialize(base, patches))).toBe('{"nodes":[{"id":"b"}],"edges":[]}')
    expect(base).toEqual(before)
  })

  it('turns a refused patch into a DomainError with pointer, patch and operation index', () => {
    const refuse = () =>
      materializer.materialize(bytesOf('{"a":1}'), [
        [],
        [
          { op: 'test', path: '/a', value: 1 },
          { op: 'remove', path: '/b' },
        ],
      ])
    expect(refuse).toThrow(DomainError)
    expect(refuse).toThrow(
      expect.objectContaining({ code: 'patch.path_missing', detail: expect.objectContaining({ pointer: '/b', extra: { patchIndex: 1, operationIndex: 1 } }) }),
    )
  })

  it('refuses at the door with request.not_json and the byte offset, and oversized bytes with limit.bytes', () => {
    expect(() => materializer.admit(bytesOf('{"a":01}'))).toThrow(
      expect.objectContaining({ code: 'request.not_json', detail: expect.objectContaining({ extra: { byteOffset: 6 } }) }),
    )
    expect(() => materializer.admit(bytesOf(`"${'x'.repeat(99)}"`))).toThrow(expect.objectContaining({ code: 'limit.bytes' }))
  })

  it('makes RFC 8785 bytes of any JSON, admitted before or not', () => {
    expect(textOf(materializer.canonical(bytesOf('{ "b": 1.0, "a": "\\u0041" }')))).toBe('{"a":"A","b":1}')
  })
})
