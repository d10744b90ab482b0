import type { Plugin } from 'vite'

const RPC = /\/node_modules\/@trpc\/(client|server|tanstack-react-query)\/dist\/[\w-]+\.mjs$/
const OPTIONS = /\/@trpc\/tanstack-react-query\/dist\/index\.mjs$/
/** What a compiler for older browsers wrote into every file: name and body of a helper. */
const HELPER = /\/\/#region \\0@oxc-project\+runtime@[\d.]+\/helpers\/esm\/(\w+)\.js\n([\s\S]*?)\/\/#endregion\n/g

/** The same in the language of the browsers the page is made for. */
const SHORT: Readonly<Record<string, string>> = {
  typeof: '',
  toPrimitive: '',
  toPropertyKey: '',
  defineProperty:
    'function _defineProperty(target, key, value) { return Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true }) }',
  objectSpread2: 'function _objectSpread2(target, ...parts) { return Object.assign(target, ...parts) }',
  asyncIterator: 'function _asyncIterator(source) { return (source[Symbol.asyncIterator] ?? source[Symbol.iterator]).call(source) }',
}
/** A prototype is written there, so that a bundler has to keep it, used or not. */
const MADE_AT_ONCE: Readonly<Record<string, string>> = { wrapAsyncGenerator: '_wrapAsyncGenerator' }

/** A server answers itself in its own process: a page has none. */
const OWN_ROUTER = /\t\t\tif \("router" in opts\) return [\s\S]*?\n\t\t\t\}\)\);\n/
const CALLS_ITSELF = 'import { callTRPCProcedure, createTRPCRecursiveProxy }'

/** Takes out of tRPC what a page does not use and a bundler cannot see: helpers of a compiler, and the part that belongs to a server. About 2 KB. */
export function leanRpc(): Plugin {
  return {
    name: 'lean-rpc',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!RPC.test(id)) return undefined
      const short = code.replace(HELPER, (region, name: string, body: string) => {
        const made = MADE_AT_ONCE[name]
        return made ? `const ${made} = /* @__PURE__ */ (() => {\n${body}return ${made}\n})();\n` : (SHORT[name] ?? region)
      })
      return { code: OPTIONS.test(id) ? withoutRouter(short) : short, map: null }
    },
  }
}

function withoutRouter(code: string): string {
  if (!OWN_ROUTER.test(code) || !code.includes(CALLS_ITSELF)) throw new Error('tRPC makes its options otherwise now: see leanRpc')
  return code.replace(OWN_ROUTER, '').replace(CALLS_ITSELF, 'import { createTRPCRecursiveProxy }')
}
