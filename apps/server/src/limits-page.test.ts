import { readFile } from 'node:fs/promises'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { expect, it } from 'vitest'

const variable = (name: string) => `AOB_LIMIT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`

/** The page is written from the one place that names limits: each with the comment above it. */
async function limitsPage(): Promise<string> {
  const source = await readFile(new URL('../../../schemas/src/limits.ts', import.meta.url), 'utf8')
  const described = new Map<string, string>()
  let comment = ''
  for (const line of source.split('\n').map((text) => text.trim())) {
    const name = /^(\w+): [\d_]+,$/.exec(line)?.[1]
    if (line.startsWith('/** ')) comment = line.slice(4, -3)
    if (name === undefined) continue
    described.set(name, comment)
    comment = ''
  }
  const rows = Object.entries(DEFAULT_LIMITS).map(
    ([name, value]) => `| \`${name}\` | ${value.toLocaleString('en')} | \`${variable(name)}\` | ${described.get(name) ?? ''} |`,
  )
  return [
    '# Limits',
    '',
    'Generated from `schemas/src/limits.ts` and held to it by a test. Each limit has a name, a default and a variable that sets it for the whole server;',
    '`POST /api/v1/workspace/limits` sets some of them for one workspace. What goes over a limit is refused with a `limit.*` code and the name of the limit.',
    '',
    '| limit | default | variable | what it bounds |',
    '| --- | ---: | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

it('docs/limits.md says what the code says', async () => {
  await expect(await limitsPage()).toMatchFileSnapshot('../../../docs/limits.md')
})

it('every limit is a whole number above zero', () => {
  for (const [name, value] of Object.entries(DEFAULT_LIMITS)) expect([name, Number.isSafeInteger(value) && value > 0]).toEqual([name, true])
})
