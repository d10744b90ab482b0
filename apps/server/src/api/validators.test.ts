import { validateSubmitPatch } from '@aob/schemas/api-validators'
import { validateWorkflow } from '@aob/schemas/validators'
import { describe, expect, it } from 'vitest'

const patch = (operations: unknown[]) => ({ operations })
const good = { op: 'remove', path: '/nodes/0' }

describe('what a validator does about a hostile list', () => {
  it('looks at no more items than a list may have, and refuses one that is longer whatever they are', () => {
    let looked = 0
    const watched = new Proxy(good, {
      get(target, key, receiver) {
        looked += 1
        return Reflect.get(target, key, receiver)
      },
    })
    expect(validateSubmitPatch(patch([...Array.from({ length: 10_000 }, () => good), watched]))).toBe(false)
    expect(validateSubmitPatch.errors).toMatchObject([{ keyword: 'maxItems', instancePath: '/operations' }])
    expect(looked).toBe(0)
    expect(validateSubmitPatch(patch([...Array.from({ length: 9_999 }, () => good), watched]))).toBe(true)
    expect(looked).toBeGreaterThan(0)
  })

  it('names every fault of what it looks at, each once and in its place', () => {
    expect(validateSubmitPatch(patch([{}, good, { op: 'x' }]))).toBe(false)
    const at = (place: string) => validateSubmitPatch.errors?.filter(({ instancePath }) => instancePath.startsWith(place)).length
    expect([at('/operations/0'), at('/operations/1'), at('/operations/2')]).toEqual([expect.any(Number), 0, expect.any(Number)])
    const count = validateSubmitPatch.errors?.length ?? 0
    expect(validateSubmitPatch(patch([{}, {}, {}]))).toBe(false)
    const three = validateSubmitPatch.errors?.length ?? 0
    expect(validateSubmitPatch(patch([{}]))).toBe(false)
    expect(three).toBe(3 * (validateSubmitPatch.errors?.length ?? 0))
    expect(count).toBeGreaterThan(1)
  })

  it('copies nothing it has found already: faults add up, they do not multiply', () => {
    const concat = Array.prototype.concat
    let copied = 0
    Array.prototype.concat = function counted(this: unknown[], ...items: unknown[]) {
      copied += 1
      return concat.apply(this, items)
    }
    try {
      expect(validateSubmitPatch(patch(Array.from({ length: 1_000 }, () => ({}))))).toBe(false)
      expect(validateWorkflow({ schemaVersion: 1, name: 'x', nodes: Array.from({ length: 1_000 }, () => ({})), edges: [] })).toBe(false)
    } finally {
      Array.prototype.concat = concat
    }
    expect(copied).toBe(0)
  })
})
