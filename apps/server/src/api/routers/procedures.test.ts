import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { createServicesDouble } from '../../gateway/testing/services-double.ts'
import { createAppRouter } from './app.ts'

it('the procedures are those of the golden file: a change here is a change for every client', async () => {
  // tRPC keeps the flat list there, typed as the tree.
  const procedures = createAppRouter(createServicesDouble().services)._def.procedures as unknown as Record<string, { _def: { type: string } }>
  const list = Object.entries(procedures).map(([name, { _def }]) => `${_def.type} ${name}`)
  const golden = await readFile(new URL('./procedures.golden.txt', import.meta.url), 'utf8')
  expect(`${list.sort().join('\n')}\n`).toBe(golden)
})
