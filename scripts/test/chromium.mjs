import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { findProgram } from '../launch/find-program.mjs'
import { runQuietly } from '../launch/run-quietly.mjs'
import { installPackage } from './system-packages.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * Finds a Chromium that runs, or gets one: from the system's packages, else from Playwright.
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Promise<{ file?: string, problem?: string }>} one of both
 */
export async function ensureChromium(root, say) {
  const here = await findChromium(root)
  if (here) return { file: here }
  const refused = await installPackage('chromium', say)
  const installed = await findChromium(root)
  if (installed) return { file: installed }
  say('> playwright install chromium')
  const download = await runQuietly(process.execPath, [path.join(root, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium'], { cwd: root })
  const downloaded = await findChromium(root)
  if (downloaded) return { file: downloaded }
  return { problem: `${refused ?? 'the system package does not run'}; Playwright's own: ${download.output.trim().split('\n').at(-1)}` }
}

async function findChromium(root) {
  const { chromium } = createRequire(path.join(root, 'e2e/package.json'))('@playwright/test')
  const candidates = [process.env.AOB_CHROMIUM, chromium.executablePath(), ...NAMES.map((name) => findProgram(name))]
  for (const file of candidates) {
    // Some systems ship a stub under this name that only asks for another installer.
    if (file && existsSync(file) && (await runQuietly(file, ['--version'])).ok) return file
  }
  return undefined
}
