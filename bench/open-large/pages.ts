/** What the harness page is made of, served on the loopback interface. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const PAGE = '<!doctype html><meta charset="utf-8"><script type="module" src="/page/harness.js"></script>'
const MODULES = ['materializer.wasm', 'materializer.plain.wasm']

/** Serves the page with a chain to open and the document it leads to; answers its address. */
export async function servePages(chain: string, whole: Uint8Array): Promise<{ url: string; server: Server }> {
  const files = new Map<string, { type: string; body: string | Uint8Array }>([
    ['/', { type: 'text/html', body: PAGE }],
    ['/page/harness.js', { type: 'text/javascript', body: await bundle('./harness.ts') }],
    // Where the sources say `new URL('./materializer.worker.ts', import.meta.url)`; a page is built by Vite, which knows that form.
    ['/page/materializer.worker.ts', { type: 'text/javascript', body: await bundle('../../workers/src/materializer.worker.ts') }],
    ['/chain.json', { type: 'application/json', body: chain }],
    ['/whole.json', { type: 'application/json', body: whole }],
    ...MODULES.map((name) => {
      const body = readFileSync(new URL(`../../packages/materializer-wasm/build/${name}`, import.meta.url))
      return [`/build/${name}`, { type: 'application/wasm', body }] as const
    }),
  ])
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '')
    response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' }).end(file?.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server }
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    minify: true,
  })
  return outputFiles[0]?.text ?? ''
}
