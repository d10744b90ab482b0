/** Installs what the tests need with the system's own package manager, where this user may. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { findProgram } from '../launch/find-program.mjs'
import { runQuietly } from '../launch/run-quietly.mjs'

/** Told to Debian's packages: install, but start no service. */
const POLICY_FILE = '/usr/sbin/policy-rc.d'

/** @typedef {'redis' | 'chromium' | 'java' | 'maven'} Need */

/** @type {readonly { tool: string, root: boolean, commands: (name: string) => string[][], names: Record<Need, string> }[]} */
const MANAGERS = [
  {
    tool: 'apt-get',
    root: true,
    commands: (name) => [
      ['apt-get', 'update', '-qq'],
      ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', name],
    ],
    names: { redis: 'redis-server', chromium: 'chromium', java: 'default-jre-headless', maven: 'maven' },
  },
  {
    tool: 'dnf',
    root: true,
    commands: (name) => [['dnf', 'install', '-y', '-q', name]],
    names: { redis: 'valkey', chromium: 'chromium', java: 'java-latest-openjdk-headless', maven: 'maven' },
  },
  {
    tool: 'apk',
    root: true,
    commands: (name) => [['apk', 'add', '--no-progress', name]],
    names: { redis: 'redis', chromium: 'chromium', java: 'openjdk17-jre-headless', maven: 'maven' },
  },
  {
    tool: 'pacman',
    root: true,
    commands: (name) => [['pacman', '-Sy', '--noconfirm', name]],
    names: { redis: 'valkey', chromium: 'chromium', java: 'jre-openjdk-headless', maven: 'maven' },
  },
  {
    tool: 'brew',
    root: false,
    commands: (name) => [['brew', 'install', '--quiet', name]],
    names: { redis: 'redis', chromium: 'chromium', java: 'openjdk', maven: 'maven' },
  },
]

/**
 * The commands that would install something here.
 * @param {Need} need
 * @param {{ has: (program: string) => boolean, isRoot: boolean }} machine
 * @returns {string[][] | undefined} nothing when no package manager may be used
 */
export function installCommands(need, { has, isRoot }) {
  for (const { tool, root, commands, names } of MANAGERS) {
    if (!has(tool)) continue
    if (!root || isRoot) return commands(names[need])
    if (has('sudo')) return commands(names[need]).map((command) => ['sudo', '-n', ...command])
  }
  return undefined
}

/**
 * @param {Need} need
 * @param {(line: string) => void} say
 * @returns {Promise<string | undefined>} why it could not be installed; nothing when it was
 */
export async function installPackage(need, say) {
  const commands = installCommands(need, { has: (program) => findProgram(program) !== undefined, isRoot: process.getuid?.() === 0 })
  if (!commands) return 'no package manager that this user may use'
  const allowServices = forbidServices()
  try {
    for (const [program, ...args] of commands) {
      say(`> ${[program, ...args].join(' ')}`)
      const run = await runQuietly(program, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', HOMEBREW_NO_AUTO_UPDATE: '1' } })
      // One broken package source does not spoil the others, so a failed refresh is not the end.
      if (!run.ok && !args.includes('update')) return run.output.trim().split('\n').at(-1) ?? 'no reason given'
    }
    return undefined
  } finally {
    allowServices()
  }
}

function forbidServices() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/sbin') || existsSync(POLICY_FILE)) return () => {}
  writeFileSync(POLICY_FILE, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  return () => rmSync(POLICY_FILE, { force: true })
}
