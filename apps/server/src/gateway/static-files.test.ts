import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStaticFiles } from './static-files.ts'

let root: string
let server: Server | undefined
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'aob-files-'))
  await mkdir(path.join(root, 'assets'))
})
afterEach(async () => {
  server?.close()
  server?.closeAllConnections()
  await rm(root, { recursive: true, force: true })
})

async function serving(maxKeptBytes?: number): Promise<(address: string, headers?: Record<string, string>) => Promise<string>> {
  const files = createStaticFiles(root, { maxKeptBytes })
  const made = createServer((request, response) => {
    files(request, response, request.url ?? '/')
      .then((sent) => sent || response.writeHead(404).end('none'))
      // The end of a test closes connections whose last byte the client has and the server has not heard of.
      .catch((error: unknown) => {
        if (!response.destroyed) throw error
      })
  })
  server = made
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
  const { port } = made.address() as AddressInfo
  return async (address, headers = {}) => (await fetch(`http://127.0.0.1:${port}${address}`, { headers })).text()
}
const write = (name: string, text: string) => writeFile(path.join(root, name), text)

describe('files that never change under their name', () => {
  it('are read once, each form of them by itself; others are read anew', async () => {
    const get = await serving()
    await write('assets/a-1.js', 'first')
    await write('page.js', 'first')
    expect(await Promise.all([get('/assets/a-1.js'), get('/assets/a-1.js'), get('/page.js')])).toEqual(['first', 'first', 'first'])
    await write('assets/a-1.js', 'second')
    await write('page.js', 'second')
    expect(await Promise.all([get('/assets/a-1.js'), get('/page.js'), get('/assets/a-1.js', { 'accept-encoding': 'identity' })])).toEqual([
      'first',
      'second',
      'second',
    ])
  })

  it('are kept as long as there is room: the first that does not fit is read anew, a smaller one still fits', async () => {
    const get = await serving(10)
    const names = ['six', 'five', 'four']
    const all = () => names.reduce<Promise<string[]>>(async (got, name) => [...(await got), await get(`/assets/${name}.js`)], Promise.resolve([]))
    await write('assets/six.js', 'aaaaaa')
    await write('assets/five.js', 'aaaaa')
    await write('assets/four.js', 'aaaa')
    expect(await all()).toEqual(['aaaaaa', 'aaaaa', 'aaaa'])
    for (const name of names) await write(`assets/${name}.js`, 'new')
    expect(await all()).toEqual(['aaaaaa', 'new', 'aaaa'])
  })

  it('are not missed once they are there', async () => {
    const get = await serving()
    expect(await get('/assets/late-1.js')).toBe('none')
    await write('assets/late-1.js', 'late')
    expect(await get('/assets/late-1.js')).toBe('late')
  })
})
