import { beforeAll, describe, expect, it } from 'vitest'
import type { Materializer } from './materializer.ts'
import { BUILD_TIMEOUT_MS, bytesOf, textOf, VARIANTS, variantFactory } from './test-support/variants.ts'

/** Documents whose arrays the door can hand over, must not hand over, or has more of than it keeps. */
const DOCUMENTS = {
  'left as it was': '{"nodes":[{"id":"a"},{"id":"b","l":[1,[2]]}],"edges":[{"id":"e"}]}',
  'rewritten before its arrays': '{"v": 1.0,"nodes":[{"id":"a"},{"id":"b"}],"edges":[{"id":"e"}]}',
  'rewritten inside an array': '{"nodes":[{"id":"a"}, {"id":"\\u0062"}],"edges":[{"id":"e"}]}',
  'rewritten behind its arrays': '{"nodes":[{"id":"a"},{"id":"b"}],"edges":[{"id":"e"}],"v":1.50}',
  'scalars, empty and mixed': '{"nodes":[1,"two",{"id":"a"},[],{}],"edges":[]}',
  'more arrays than are kept': '{"a":[1],"b":[2],"c":[3],"d":[4],"e":[5],"f":[6],"nodes":[{"id":"a"},{"id":"b"}]}',
  'no object': '[[1,2],[3]]',
}

describe.each(VARIANTS)('arrays the door has taken apart, %s', (variant) => {
  let make: () => Materializer
  beforeAll(async () => {
    make = await variantFactory(variant)
  }, BUILD_TIMEOUT_MS)

  it.each(Object.entries(DOCUMENTS))('%s: the same document as when they are found anew', (_, text) => {
    const untrusted = make()
    untrusted.load(bytesOf(text))
    const trusted = make()
    trusted.load(untrusted.admit(bytesOf(text)), { trusted: true })
    const members = Object.entries(JSON.parse(text) as Record<string, unknown[]>).filter(([, value]) => Array.isArray(value))
    for (const core of [untrusted, trusted]) {
      // A patch on its own way through the door must not disturb what the document's left behind.
      core.append([{ op: 'add', path: `/${members[0]?.[0]}/-`, value: [[1], [2]] }])
      for (const [key, elements] of members) {
        for (let index = elements.length - 1; index >= 0; index--) core.append([{ op: 'copy', from: `/${key}/${index}`, path: `/${key}/0` }])
        if (elements.length > 0) core.append([{ op: 'remove', path: `/${key}/1` }])
      }
    }
    expect(textOf(untrusted.bytes())).toBe(textOf(trusted.bytes()))
    untrusted.seek(0)
    expect(textOf(untrusted.bytes())).toBe(textOf(untrusted.admit(bytesOf(text))))
  })

  it('gives an array away once: two documents in one core never share a node', () => {
    const core = make()
    const text = '{"nodes":[{"id":"a"},{"id":"b"}]}'
    for (let round = 0; round < 3; round++) {
      core.load(bytesOf(text))
      core.append([
        { op: 'copy', from: '', path: '/twin' },
        { op: 'remove', path: '/nodes/0' },
        { op: 'remove', path: '/twin/nodes/1' },
      ])
      expect(textOf(core.bytes())).toBe('{"nodes":[{"id":"b"}],"twin":{"nodes":[{"id":"a"}]}}')
    }
  })
})
