import type { Plugin } from 'vite'

const FLOW = /@xyflow\/react\/dist\/esm\/index\.m?js/
const COLOURS = 'd3-color'

/**
 * Takes out of the bundle what two libraries carry along and the page does not use: about 10 KB of its first view.
 *
 * React Flow names its components for developer tools, which makes a bundler keep its map, controls and resizer, used or not.
 * Its camera comes with arithmetic of colours, for transitions between them; what moves here is a place and a zoom, and no text is
 * ever taken for a colour.
 */
export function leanLibraries(): Plugin {
  return {
    name: 'lean-libraries',
    apply: 'build',
    enforce: 'pre',
    resolveId(id, importer) {
      return id === COLOURS && importer?.includes('d3-') ? `\0${COLOURS}` : undefined
    },
    load(id) {
      return id === `\0${COLOURS}` ? 'export function color() { return null }\nexport { color as rgb, color as hsl, color as lab, color as hcl, color as cubehelix, color as gray, color as lch }' : undefined
    },
    transform(code, id) {
      if (!FLOW.test(id)) return undefined
      const lean = code.replace(/^\w+\.displayName = '\w+';$/gm, '').replace(/^(const \w+ = )(memo|forwardRef)\(/gm, '$1/* @__PURE__ */ $2(')
      if (lean === code) throw new Error('React Flow names its components otherwise now: see leanLibraries')
      return { code: lean, map: null }
    },
  }
}
