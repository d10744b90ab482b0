/**
 * dependency-cruiser sees type-only imports and TSX only through the classic compiler API, which TypeScript 7 does
 * not have. The classic one lives in scripts/node_modules; this hands it to dependency-cruiser, and to nobody else.
 */
import { createRequire, Module, register } from 'node:module'
import { pathToFileURL } from 'node:url'

const classic = createRequire(import.meta.url).resolve('typescript')
const classicManifest = createRequire(import.meta.url).resolve('typescript/package.json')

// Node's own name for what require() asks; it is not in the published types.
const internals = /** @type {{ _resolveFilename: (request: string, ...rest: unknown[]) => string }} */ (/** @type {unknown} */ (Module))
const resolveFilename = internals._resolveFilename
internals._resolveFilename = (request, ...rest) => {
  if (request === 'typescript') return classic
  return request === 'typescript/package.json' ? classicManifest : resolveFilename(request, ...rest)
}

const hook = `export const resolve = (name, context, next) => name === 'typescript' ? { url: ${JSON.stringify(pathToFileURL(classic).href)}, shortCircuit: true } : next(name, context)`
register(`data:text/javascript,${encodeURIComponent(hook)}`)
