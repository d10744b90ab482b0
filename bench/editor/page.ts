/** A page with the harness in it, served on the loopback interface. */
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Serves the harness with the product's styles; answers its address. */
export async function serveHarness(): Promise<{ url: string; server: Server }> {
  const { outputFiles } = await build({
    entryPoints: [here('./harness.tsx')],
    bundle: true,
    write: false,
    format: 'esm',
    minify: !process.env.NOMIN,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const assets = here('../../dist/web/assets/')
  const styles = readdirSync(assets).filter((file) => file.endsWith('.css'))
  const files = new Map([
    [
      '/',
      {
        type: 'text/html',
        body: '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/style.css"><div id="root" style="height:100vh"></div><script type="module" src="/harness.js"></script>',
      },
    ],
    ['/harness.js', { type: 'text/javascript', body: outputFiles[0]?.text ?? '' }],
    ['/style.css', { type: 'text/css', body: styles.map((file) => readFileSync(`${assets}${file}`, 'utf8')).join('\n') }],
  ])
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '')
    response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' }).end(file?.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server }
}
