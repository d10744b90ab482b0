import { buildMaterializer } from '../../scripts/build.mjs'
import type { MaterializerLimits } from '../limits.ts'
import type { Materializer } from '../materializer.ts'
import { compileMaterializer } from '../node.ts'

/** The builds every rule is tested on: the shipped one, the fallback, and the one that checks its own invariants. */
export const VARIANTS = ['materializer', 'materializer.plain', 'materializer.assert'] as const

/** Where a build lies. */
export function moduleOf(variant: (typeof VARIANTS)[number]): URL {
  return new URL(`../../build/${variant}.wasm`, import.meta.url)
}

/** A factory of materializers over one build, building what is stale first. */
export async function variantFactory(variant: (typeof VARIANTS)[number], limits?: Partial<MaterializerLimits>): Promise<() => Materializer> {
  await buildMaterializer({ all: true })
  return compileMaterializer({ wasm: moduleOf(variant), limits })
}

/** Milliseconds a test file may spend building before its first test. */
export const BUILD_TIMEOUT_MS = 120_000

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function jsonBytes(value: unknown): Uint8Array {
  return bytesOf(JSON.stringify(value))
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
