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

interface Chunk {
  fileName: string
  isEntry: boolean
  facadeModuleId: string | null
  imports: string[]
}

/**
 * Writes into the page which scripts each address needs, as data that public/boot.js reads: they are fetched with the entry instead of
 * after it has run.
 */
export function routeChunks(): Plugin {
  return {
    name: 'route-chunks',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const chunks = new Map<string, Chunk>()
        for (const file of Object.values(bundle ?? {})) if (file.type === 'chunk') chunks.set(file.fileName, file)
        const entry = [...chunks.values()].find(({ isEntry }) => isEntry)
        if (!entry) throw new Error('the page has no entry: see routeChunks')
        const early = closureOf(entry, chunks)
        const routes = Object.entries(PAGES).map(([address, module]) => {
          const page = [...chunks.values()].find(({ facadeModuleId }) => facadeModuleId && module.test(facadeModuleId))
          if (!page) throw new Error(`${address} comes to no script of its own any more: see routeChunks`)
          return [address, [...closureOf(page, chunks)].filter((file) => !early.has(file)).map((file) => `/${file}`)]
        })
        // "<" would end the element early; file names have none, and this keeps it so.
        const data = JSON.stringify(Object.fromEntries(routes)).replaceAll('<', '\\u003c')
        return html.replace('<script src="/boot.js">', `<script type="application/json" id="route-chunks">${data}</script>\n    <script src="/boot.js">`)
      },
    },
  }
}

function closureOf(root: Chunk, chunks: ReadonlyMap<string, Chunk>): Set<string> {
  const seen = new Set([root.fileName])
  for (const file of seen) for (const next of chunks.get(file)?.imports ?? []) seen.add(next)
  return seen
}
