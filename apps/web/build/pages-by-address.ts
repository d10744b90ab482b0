import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Plugin } from 'vite'

/** The module a page's address comes to; `*` stands for one part of the address. Kept in step with src/app/router.tsx. */
const PAGES: Readonly<Record<string, RegExp>> = {
  '/': /\/home-page\.tsx$/,
  '/w/*': /\/editor-route\.tsx$/,
  '/w/*/versions': /\/versions-route\.tsx$/,
  '/runs': /\/runs-route\.tsx$/,
  '/runs/*': /\/run-route\.tsx$/,
  '/patches/*': /\/patch-route\.tsx$/,
  '/schedules': /\/schedules-route\.tsx$/,
  '/approvals': /\/approvals-route\.tsx$/,
  '/approvals/*': /\/approvals-route\.tsx$/,
  '/examples/large': /\/large-example-route\.tsx$/,
}
/** What all text is set in: there when the first text is laid out, which else is laid out twice and jumps. */
const FONT = /^assets\/inter-latin-wght-normal-[^/]+\.woff2$/
const ENTRY = '<script type="module" crossorigin src='
const HEAD_END = '</head>'

interface Chunk {
  fileName: string
  isEntry: boolean
  moduleIds: readonly string[]
  imports: readonly string[]
}

/**
 * Makes a page for each address, which names all that address begins with: the browser asks for it while it reads the page, not after a
 * script has run. `pages.json` tells the server which is whose; the general page does for every address, later.
 *
 * Nothing is painted before the entry has run: what would be painted is an empty page, which costs a slow machine as much as a full one.
 */
export function pagesByAddress(): Plugin {
  let pages: Record<string, string> = {}
  return {
    name: 'pages-by-address',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const files = Object.values(bundle ?? {})
        const chunks = files.filter((file) => file.type === 'chunk')
        const font = files.find(({ fileName }) => FONT.test(fileName))
        if (!font || !html.includes(ENTRY)) throw new Error('the page has no font or no entry: see pagesByAddress')
        const page = html.replace(ENTRY, ENTRY.replace('crossorigin', 'blocking="render" crossorigin'))
        pages = Object.fromEntries(Object.entries(PAGES).map(([address, module]) => [address, asking(page, scriptsOf(address, module, chunks), font.fileName)]))
        return asking(page, [], font.fileName)
      },
    },
    async writeBundle({ dir = '' }) {
      const named = Object.keys(pages).map((address) => [address, `/pages/${address.slice(1).replaceAll('/', '-').replaceAll('*', 'one') || 'home'}.html`])
      await mkdir(path.join(dir, 'pages'), { recursive: true })
      await Promise.all(named.map(([address = '', file = '']) => writeFile(path.join(dir, file), pages[address] ?? '')))
      await writeFile(path.join(dir, 'pages.json'), JSON.stringify(Object.fromEntries(named)))
    },
  }
}

/** The font last: a browser asks in this order, for half a dozen at a time, and without scripts there is no text to set. */
function asking(html: string, scripts: readonly string[], font: string): string {
  const links = scripts.map((file) => `<link rel="modulepreload" crossorigin href="/${file}">`)
  links.push(`<link rel="preload" as="font" type="font/woff2" crossorigin href="/${font}">`)
  return html.replace(HEAD_END, links.map((link) => `  ${link}\n  `).join('') + HEAD_END)
}

/** The scripts of an address beyond those of every page. */
function scriptsOf(address: string, module: RegExp, chunks: readonly Chunk[]): string[] {
  const entry = chunks.find(({ isEntry }) => isEntry)
  const page = chunks.find(({ moduleIds }) => moduleIds.some((id) => module.test(id)))
  if (!entry || !page || page === entry) throw new Error(`${address} comes to no script of its own any more: see pagesByAddress`)
  const early = closureOf(entry, chunks)
  return [...closureOf(page, chunks)].filter((file) => !early.has(file))
}

function closureOf(root: Chunk, chunks: readonly Chunk[]): Set<string> {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const seen = new Set([root.fileName])
  for (const file of seen) for (const next of byName.get(file)?.imports ?? []) seen.add(next)
  return seen
}
