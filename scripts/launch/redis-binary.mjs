import { spawnSync } from 'node:child_process'
import { findProgram } from './find-program.mjs'

/** Functions (FCALL) came with 7. */
export const MINIMUM_REDIS = 7
const NAMES = ['redis-server', 'valkey-server']

/**
 * Finds a Redis or Valkey server on PATH that is new enough.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ found: true, file: string, version: string } | { found: false, tooOld?: string }}
 */
export function findRedis(env = process.env) {
  let tooOld
  for (const file of NAMES.map((name) => findProgram(name, env))) {
    const version = file && versionOf(file)
    if (!file || !version) continue
    if (Number(version.split('.')[0]) >= MINIMUM_REDIS) return { found: true, file, version }
    tooOld ??= `${file} ${version}`
  }
  return { found: false, tooOld }
}

function versionOf(file) {
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' })
  return /v=(\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1]
}
