import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Redis } from 'ioredis'

/**
 * The library's name is its version: processes of two versions run side by side on one Redis, each calling its own.
 * Whoever changes what a function does gives the library a new number.
 */
export const LIBRARY = 'aob_v2'

/** In order: what the others share comes first. */
const FILES = ['groups', 'commit', 'read', 'claim', 'touch'] as const

export type FunctionName = `${typeof LIBRARY}_${Exclude<(typeof FILES)[number], 'groups'>}`

/** Source of the library, read from one file per function. */
export function librarySource(functionsDir: string): string {
  return [`#!lua name=${LIBRARY}`, ...FILES.map((name) => readFileSync(join(functionsDir, `${name}.lua`), 'utf8'))].join('\n')
}

/** Loading again what is there already is harmless. */
export async function loadLibrary(redis: Redis, source: string): Promise<void> {
  await redis.call('FUNCTION', 'LOAD', 'REPLACE', source)
}
