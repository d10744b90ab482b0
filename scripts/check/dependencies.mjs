import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

const SHOWN = 5

/**
 * What is installed otherwise than the lock file says: other checks would then complain of things nobody wrote.
 * @param {Record<string, { version?: string, link?: boolean, optional?: boolean }>} wanted `packages` of package-lock.json
 * @param {Record<string, { version?: string, link?: boolean }>} installed `packages` of node_modules/.package-lock.json
 * @returns {string[]} one phrase each
 */
export function differences(wanted, installed) {
  return Object.entries(wanted).flatMap(([place, { version, link, optional }]) => {
    if (!place.includes('node_modules/')) return []
    const found = installed[place]
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
    // Platforms differ in what is optional.
    if (!found) return optional ? [] : [`${name} is missing`]
    return link || found.version === version ? [] : [`${name} is ${found.version}, not ${version}`]
  })
}

/** @param {string} root */
export async function checkDependencies(root) {
  const read = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages ?? {}
  const record = 'node_modules/.package-lock.json'
  if (!existsSync(path.join(root, record))) return { ok: false, output: 'nothing is installed: run `npm ci`' }
  const found = differences(read('package-lock.json'), read(record))
  const more = found.length > SHOWN ? `\n… and ${found.length - SHOWN} more` : ''
  return { ok: found.length === 0, output: `installed packages differ from package-lock.json: run \`npm ci\`\n${found.slice(0, SHOWN).join('\n')}${more}` }
}
