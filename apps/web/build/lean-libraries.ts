import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { leanIcon } from './lean-icons.ts'

const FLOW = /@xyflow\/react\/dist\/esm\/index\.m?js/
const COLOURS = 'd3-color'
const ICON = /\/lucide-react\/dist\/esm\/createLucideIcon\.mjs$/
const ICON_DATA = /\/lucide-react\/dist\/esm\/icons\/[\w-]+\.m?js$/
const DRAWN_ICON = fileURLToPath(new URL('../src/ui/drawn-icon.ts', import.meta.url))
/** React Flow measures itself when it is mounted, in the middle of a commit, and is told its size by an observer in the same frame anyway. */
const MEASURING = /updateDimensions\(\);(?=\s*window\.addEventListener\('resize', updateDimensions\))/

/**
 * Takes out of the bundle what libraries carry along and the page does not use: about 10 KB of its first view.
 *
 * React Flow names its components for developer tools, which makes a bundler keep its map, controls and resizer, used or not.
 * Its camera comes with arithmetic of colours, for transitions between them; what moves here is a place and a zoom, and no text is
 * ever taken for a colour. Lucide makes two components of an icon and all its attributes anew with every drawing, and an element of every
 * path.
 */
export function leanLibraries(): Plugin {
  return {
    name: 'lean-libraries',
    apply: 'build',
    enforce: 'pre',
    resolveId(id, importer) {
      if (id.endsWith('/createLucideIcon.mjs') && importer && ICON.test(new URL(id, `file://${importer}`).pathname)) return DRAWN_ICON
      return id === COLOURS && importer?.includes('d3-') ? `\0${COLOURS}` : undefined
    },
    load(id) {
      return id === `\0${COLOURS}`
        ? 'export function color() { return null }\nexport { color as rgb, color as hsl, color as lab, color as hcl, color as cubehelix, color as gray, color as lch }'
        : undefined
    },
    transform(code, id) {
      if (ICON_DATA.test(id)) return { code: leanIcon(code), map: null }
      if (!FLOW.test(id)) return undefined
      if (!MEASURING.test(code)) throw new Error('React Flow measures itself otherwise now: see leanLibraries')
      const measured = code.replace(MEASURING, '')
      const lean = measured.replace(/^\w+\.displayName = '\w+';$/gm, '').replace(/^(const \w+ = )(memo|forwardRef)\(/gm, '$1/* @__PURE__ */ $2(')
      if (lean === measured) throw new Error('React Flow names its components otherwise now: see leanLibraries')
      return { code: lean, map: null }
    },
  }
}
