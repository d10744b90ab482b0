import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Materializer } from './materializer.ts'
import { sha256Hex } from './sha256.ts'
import { randomSource, workflowDocument } from './test-support/random-patches.ts'
import { BUILD_TIMEOUT_MS, bytesOf, jsonBytes, variantFactory } from './test-support/variants.ts'

describe('sha256 over canonical bytes', () => {
  let core: Materializer
  beforeAll(async () => {
    core = (await variantFactory('materializer'))()
  }, BUILD_TIMEOUT_MS)

  it('gives the digests of FIPS 180-2 and those of Node, at every length around a block', async () => {
    expect(await sha256Hex(bytesOf('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(await sha256Hex(new Uint8Array())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    for (let length = 50; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => index * 7)
      expect(await sha256Hex(bytes.subarray(1))).toBe(createHash('sha256').update(bytes.subarray(1)).digest('hex'))
    }
  })

  it('names documents by value: spelling, whitespace and key order do not matter, values do', async () => {
    const hash = async (text: string) => sha256Hex(core.canonical(core.admit(bytesOf(text))))
    expect(await hash('{"b":[1.0,"\\u0041"],"a":1e2}')).toBe(await hash(' {"a" : 100, "b":[1,"A"]}'))
    expect(await hash('[1,2]')).not.toBe(await hash('[2,1]'))
  })

  it('is the same after a patch and its inverse', async () => {
    const random = randomSource(4)
    core.load(jsonBytes(workflowDocument(20)))
    const before = await sha256Hex(core.canonical(core.bytes()))
    for (let round = 0; round < 20; round++) {
      core.append([{ op: 'add', path: `/nodes/${random(20)}/config`, value: { round } }])
      expect(await sha256Hex(core.canonical(core.bytes()))).not.toBe(before)
      core.append(core.inverse(core.count))
      expect(await sha256Hex(core.canonical(core.bytes()))).toBe(before)
    }
  })
})
