import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CoreExports } from './core-exports.ts'
import type { CoreInstance } from './core-instance.ts'
import { DEFAULT_MATERIALIZER_LIMITS } from './limits.ts'
import { MaterializerError } from './materializer-error.ts'
import { Stateless } from './stateless.ts'
import { BUILD_TIMEOUT_MS, moduleOf, variantFactory } from './test-support/variants.ts'
import { wasmHost } from './wasm-host.ts'

const refuse = () => {
  throw new MaterializerError('request.invalid', 'refused')
}

describe('the instance kept for stateless work', () => {
  let stateless: () => Stateless<CoreExports>
  beforeAll(async () => {
    await variantFactory('materializer')
    const module = await wasmHost.compile(readFileSync(moduleOf('materializer')))
    stateless = () => new Stateless(module, DEFAULT_MATERIALIZER_LIMITS)
  }, BUILD_TIMEOUT_MS)

  it('is used again after a success and after a refusal', () => {
    const work = stateless()
    const first = work.run((core) => core)
    expect(() => work.run(refuse)).toThrow(MaterializerError)
    expect(work.run((core) => core)).toBe(first)
  })

  it.each([
    ['a success', () => undefined],
    ['a refusal', refuse],
  ])('is let go after %s that made it large, since its memory never shrinks', (_, end) => {
    const work = stateless()
    let large: CoreInstance | undefined
    const grown = () =>
      work.run((core) => {
        large = core
        core.exports.allocate(65 * 1024 * 1024)
        end()
      })
    if (end === refuse) expect(grown).toThrow(MaterializerError)
    else grown()
    expect(work.run((core) => core)).not.toBe(large)
  })

  it('is lent while its memory is read, so that calls meanwhile get another', () => {
    const work = stateless()
    const first = work.run((core) => core)
    const [lent, meanwhile] = work.lend(
      (core) => core,
      (core) => [core, work.run((other) => other)],
    )
    expect(lent).toBe(first)
    expect(meanwhile).not.toBe(first)
  })

  it('is kept, and the error is the own one of whoever reads', () => {
    const work = stateless()
    const first = work.run((core) => core)
    const mistake = new TypeError('not what I expected')
    const reading = () =>
      work.lend(
        () => 1,
        () => {
          throw mistake
        },
      )
    expect(reading).toThrow(mistake)
    expect(work.run((core) => core)).toBe(first)
  })
})
