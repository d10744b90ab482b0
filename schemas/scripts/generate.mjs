// Generates TypeScript types and precompiled validators from the JSON Schemas.
// `node schemas/scripts/generate.mjs [--check]`: with --check nothing is written and drift exits 1.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import Ajv2020 from 'ajv/dist/2020.js'
import standaloneCode from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'
import { compile } from 'json-schema-to-typescript'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const out = path.join(root, 'generated/ts')
const check = process.argv.includes('--check')
const BANNER = '// Generated from schemas/*.schema.json by `npm run generate`. Do not edit.\n'

const read = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'))
const documents = ['workflow', 'patch', 'ir', 'run-event', 'error', 'agent-job', 'agent-result', 'api']
const nodeTypes = readdirSync(path.join(root, 'node-types'))
  .filter((file) => file.endsWith('.schema.json'))
  .map((file) => file.replace('.schema.json', ''))
  .sort()

const files = new Map()

/** A property's title is a form label and what stands beside a reference is the form's: neither makes a type of its own. */
function stripLabels(properties) {
  for (const def of Object.values(properties)) {
    delete def.title
    if (def.$ref) for (const key of Object.keys(def)) if (key !== '$ref') delete def[key]
  }
}

/** One compilation over everything, so that a shape used in two documents is one type. */
async function generateTypes() {
  const properties = {}
  for (const name of documents) {
    const file = `${name}.schema.json`
    if (name !== 'api') properties[name] = { $ref: file }
    for (const def of Object.keys(read(file).$defs ?? {})) properties[`${name}_${def}`] = { $ref: `${file}#/$defs/${def}` }
  }
  for (const name of nodeTypes) properties[`node_${name}`] = { $ref: `node-types/${name}.schema.json` }
  // Definitions without a title get their key as the title, so that their type has a name.
  const titled = {
    order: 1,
    canRead: /\.schema\.json$/,
    read: (file) => {
      const schema = JSON.parse(readFileSync(fileURLToPath(file.url.startsWith('file:') ? file.url : `file://${file.url}`), 'utf8'))
      for (const [key, def] of Object.entries(schema.$defs ?? {})) def.title ??= key
      if (file.url.includes('/node-types/')) stripLabels(schema.properties ?? {})
      return JSON.stringify(schema)
    },
  }
  const text = await compile({ title: 'SchemaIndex', type: 'object', additionalProperties: false, properties }, 'SchemaIndex', {
    cwd: `${root}/`,
    additionalProperties: false,
    unknownAny: true,
    bannerComment: '',
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, semi: false, printWidth: 140 },
    $refOptions: { resolve: { file: titled } },
  })
  files.set('types.ts', BANNER + text.replace(/export interface SchemaIndex \{[\s\S]*?\n\}\n/, ''))
}

const FORMATS = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
}

const pascal = (name) => name.replace(/(^|[-_])([a-z])/g, (_, __, letter) => letter.toUpperCase())

/**
 * Ajv at build time only: at run time neither the server nor the page compiles code (CSP, D-24).
 * Two bundles: what documents need (also in the page) and what the API border needs (server only).
 */
async function generateValidators() {
  const schemas = [...documents.map((name) => read(`${name}.schema.json`)), ...nodeTypes.map((name) => read(`node-types/${name}.schema.json`))]
  const documentExports = {}
  const apiExports = {}
  for (const name of documents) {
    const schema = read(`${name}.schema.json`)
    const border = ['api', 'run-event', 'error', 'agent-job', 'agent-result'].includes(name)
    const target = border ? apiExports : documentExports
    if (name !== 'api') target[`validate${pascal(name)}`] = schema.$id
    for (const [def, body] of Object.entries(schema.$defs ?? {})) {
      if (name !== 'api' && !['Node', 'Edge', 'Operations', 'Actor'].includes(def)) continue
      target[`validate${body.title ?? def}`] = `${schema.$id}#/$defs/${def}`
    }
  }
  for (const name of nodeTypes) {
    const schema = read(`node-types/${name}.schema.json`)
    documentExports[`validate${schema.title}`] = schema.$id
  }
  await bundleValidators('validators', schemas, documentExports, SCHEMA_VALIDATOR)
  await bundleValidators('api-validators', schemas, apiExports, "import type { SchemaValidator } from './validators.js'\n")
}

const SCHEMA_VALIDATOR = `export interface SchemaIssue {
  instancePath: string
  keyword: string
  message?: string
  params: Record<string, unknown>
}
export interface SchemaValidator {
  (data: unknown): boolean
  errors?: SchemaIssue[] | null
}
`

/**
 * Ajv's code copies all errors so far for every faulty item, which is the square of a hostile list, and goes on behind `maxItems`. Here errors are
 * appended, and of a list that is too long only as many items are looked at as it may have: it is refused whatever the others are.
 */
function linearTime(code) {
  const appended = code.replaceAll(/(\w+) = \1 === null \? ([\w.]+)\.errors : \1\.concat\(\2\.errors\)/g, '$1 = joinErrors($1, $2.errors)')
  if (appended === code || appended.includes('.concat(')) throw new Error('Ajv writes down errors in another way than it did; see linearTime.')
  const bounded = appended.replaceAll(/const (len\d+) = (data\d*)\.length;/g, (found, length, data, at) => {
    const list = appended.lastIndexOf(`Array.isArray(${data})`, at)
    const most = new RegExp(`if\\(${data}\\.length > (\\d+)\\)`).exec(appended.slice(Math.max(list, 0), at))?.[1]
    return list < 0 || most === undefined ? found : `const ${length} = Math.min(${data}.length, ${most});`
  })
  if (bounded === appended) throw new Error('Ajv walks lists in another way than it did; see linearTime.')
  return `${bounded}\nfunction joinErrors(all, more) { if (all === null) return more; for (const error of more) all.push(error); return all }`
}

async function bundleValidators(name, schemas, exports, preamble) {
  const ajv = new Ajv2020({ allErrors: true, discriminator: true, strict: false, formats: FORMATS, code: { source: true, esm: true } })
  ajv.addSchema(schemas)
  const bundled = await build({
    stdin: { contents: linearTime(standaloneCode(ajv, exports)), resolveDir: root, loader: 'js' },
    bundle: true,
    format: 'esm',
    write: false,
    minify: true,
    legalComments: 'none',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['main'],
  })
  files.set(`${name}.js`, BANNER + bundled.outputFiles[0].text)
  const types = Object.keys(exports).map((key) => `export declare const ${key}: SchemaValidator`)
  files.set(`${name}.d.ts`, `${BANNER}${preamble}${types.join('\n')}\n`)
}

function generateErrorCodes() {
  const table = read('error-codes.json')
  const codes = Object.keys(table)
    .map((code) => `  | '${code}'`)
    .join('\n')
  files.set('error-codes.ts', `${BANNER}export type ErrorCode =\n${codes}\n`)
}

function generateNodeTypes() {
  const camel = (name) => name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())
  const imports = nodeTypes.map((name) => `import ${camel(name)}Type from '../../node-types/${name}.schema.json' with { type: 'json' }`).join('\n')
  const entries = nodeTypes.map((name) => `  '${name}': ${camel(name)}Type,`).join('\n')
  const union = nodeTypes.map((name) => `'${name}'`).join(' | ')
  const configs = nodeTypes.map((name) => `  '${name}': ${read(`node-types/${name}.schema.json`).title}`).join('\n')
  const configImports = nodeTypes.map((name) => read(`node-types/${name}.schema.json`).title).join(', ')
  const validators = nodeTypes.map((name) => `  '${name}': validate${read(`node-types/${name}.schema.json`).title},`).join('\n')
  const validatorImports = nodeTypes.map((name) => `validate${read(`node-types/${name}.schema.json`).title}`).join(', ')
  files.set(
    'node-types.ts',
    `${BANNER}import type { ${configImports} } from './types.ts'
import { type SchemaValidator, ${validatorImports} } from './validators.js'
${imports}

export type NodeType = ${union}

export interface NodeConfigByType {
${configs}
}

export const nodeTypeSchemas = {
${entries}
} as const

export const nodeConfigValidators: Record<NodeType, SchemaValidator> = {
${validators}
}
`,
  )
}

/** What lists and cards need of a type, without its schema: a page shows it before any form. */
function generateNodeTypeFacts() {
  const facts = nodeTypes.map((name) => {
    const { description, properties, required = [], 'x-aob': extension } = read(`node-types/${name}.schema.json`)
    const told = [...extension.summary.matchAll(/\{(\w+)\}/g)].map(([, field]) => field)
    const titles = Object.fromEntries(Object.entries(properties).flatMap(([key, { title }]) => (title ? [[key, title]] : [])))
    const summaryDefaults = Object.fromEntries(told.flatMap((key) => (properties[key]?.default === undefined ? [] : [[key, properties[key].default]])))
    const summaryNeeds = told.filter((key) => required.includes(key))
    return `  '${name}': ${JSON.stringify({ description, ...extension, titles, summaryDefaults, summaryNeeds })},`
  })
  files.set('node-type-facts.ts', `${BANNER}export const nodeTypeFacts = {\n${facts.join('\n')}\n} as const\n`)
}

await generateTypes()
await generateValidators()
generateErrorCodes()
generateNodeTypes()
generateNodeTypeFacts()

const stale = []
for (const [name, text] of files) {
  const file = path.join(out, name)
  let before = ''
  try {
    before = readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  if (before === text) continue
  stale.push(name)
  if (check) continue
  mkdirSync(out, { recursive: true })
  writeFileSync(file, text)
}
for (const name of readdirSync(out)) {
  if (files.has(name)) continue
  stale.push(name)
  if (!check) rmSync(path.join(out, name))
}
if (check && stale.length > 0) {
  console.error(`Generated files are stale: ${stale.join(', ')}. Run \`npm run generate\` and commit the result.`)
  process.exit(1)
}
