/** Apache Kafka's broker for tests: its jars by Maven, each held against its checksum, kept for the next time. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { LaunchFailure } from '../launch/failure.mjs'
import { findProgram } from '../launch/find-program.mjs'
import { runQuietly } from '../launch/run-quietly.mjs'
import { installPackage } from '../test/system-packages.mjs'

/** Kafka's brokers need this Java at least. */
const JAVA_MIN = 17

/**
 * What of a folder is not what it should be.
 * @param {string} folder
 * @param {Record<string, string>} sha256 checksum by file
 * @returns {string[]} one phrase each
 */
export function faultsOf(folder, sha256) {
  return Object.entries(sha256).flatMap(([file, wanted]) => {
    const whole = path.join(folder, file)
    if (!existsSync(whole)) return [`${file} is missing`]
    const found = createHash('sha256').update(readFileSync(whole)).digest('hex')
    return found === wanted ? [] : [`${file} has the checksum ${found}, not ${wanted}`]
  })
}

/**
 * @param {string} root the checkout
 * @param {(line: string) => void} say
 * @returns {Promise<string>} the folder of the jars
 * @throws {LaunchFailure}
 */
export async function provideKafkaJars(root, say) {
  const { version, sha256 } = JSON.parse(readFileSync(path.join(root, 'scripts/kafka/jars.json'), 'utf8'))
  const cache = path.join(root, '.aob/cache')
  const folder = path.join(cache, `kafka-${version}`)
  if (faultsOf(folder, sha256).length === 0) return folder
  await provide('maven', 'mvn', say)
  mkdirSync(cache, { recursive: true })
  const draft = path.join(cache, `.new-kafka-${process.pid}`)
  rmSync(draft, { recursive: true, force: true })
  say(`> mvn dependency:copy-dependencies (Apache Kafka ${version})`)
  // The strict checksums are Maven's own, of what travelled; ours say that it is what was tried.
  const args = ['-B', '-q', '-C', '-f', path.join(root, 'scripts/kafka/pom.xml'), `-Dmaven.repo.local=${path.join(cache, 'maven')}`]
  const run = await runQuietly('mvn', [...args, 'dependency:copy-dependencies', `-DoutputDirectory=${draft}`, '-DincludeScope=runtime'])
  if (!run.ok) throw new LaunchFailure(`Maven could not bring Apache Kafka ${version}: ${run.output.trim().split('\n')[0]}`, 'Try again later.')
  const faults = faultsOf(draft, sha256)
  if (faults.length > 0) throw new LaunchFailure(`What Maven brought is not Apache Kafka ${version}: ${faults[0]}.`, 'Nothing of it was used.')
  rmSync(folder, { recursive: true, force: true })
  renameSync(draft, folder)
  return folder
}

/** @param {(line: string) => void} say */
export async function provideJava(say) {
  await provide('java', 'java', say)
  const { output } = await runQuietly('java', ['-version'])
  const major = Number(/version "(\d+)/.exec(output)?.[1] ?? 0)
  if (major < JAVA_MIN) throw new LaunchFailure(`Java here is ${major || 'unknown'}; Kafka needs ${JAVA_MIN}.`, 'Put a newer one first on PATH.')
}

async function provide(need, program, say) {
  if (findProgram(program)) return
  const problem = await installPackage(need, say)
  if (problem || !findProgram(program)) throw new LaunchFailure(`${program} is missing: ${problem ?? 'it is not on PATH'}`, `Install it, then try again.`)
}
