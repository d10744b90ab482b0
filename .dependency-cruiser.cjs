/**
 * The arrows between the parts of the product, executable: `npm run check` runs this and fails on any hit.
 * scripts/check/arrows.test.mjs plants a fault for every rule and expects it to fire.
 */
const { readdirSync } = require('node:fs')
const path = require('node:path')

const NODE_TYPES = readdirSync(path.join(__dirname, 'schemas/node-types')).map((file) => file.replace('.schema.json', ''))
const EXECUTOR = `^apps/server/src/executors/(${NODE_TYPES.join('|')})\\.ts$`
const TESTS = '\\.(test|spec)\\.(ts|tsx|mjs)$|/testing/|/conformance/|/test-[^/]+\\.ts$'

/** Files under `from` may import of ours only themselves and what `allowed` matches. */
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, pathNot: TESTS },
  to: { path: '^(schemas|packages|workers|apps|e2e|bench|scripts|examples)/', pathNot: [from, ...allowed] },
})

module.exports = {
  forbidden: [
    { name: 'no-unresolvable', severity: 'error', comment: 'an edge that cannot be seen cannot be judged', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'a circle is one module in disguise',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('schemas-is-a-leaf', '^schemas/', [], 'schemas import nothing of ours'),
    only('ir-sees-schemas', '^packages/ir/', ['^schemas/'], 'the pure core'),
    only('wasm-sees-schemas', '^packages/materializer-wasm/', ['^schemas/'], 'the other pure core'),
    only('n8n-import-sees-schemas', '^packages/n8n-import/', ['^schemas/'], 'a translator of documents: data in, data out'),
    only('expressions-see-schemas', '^packages/expressions/', ['^schemas/'], 'an evaluator that page and server share'),
    only('workers-see-cores', '^workers/', ['^schemas/', '^packages/'], 'workers host the cores; never the app'),
    only('server-sees-cores', '^apps/server/', ['^schemas/', '^packages/'], 'never web, never workers'),
    only('web-sees-cores-and-workers', '^apps/web/', ['^schemas/', '^packages/', '^workers/', '^apps/server/'], 'what it may see of the server is ruled below'),
    only('e2e-sees-the-product-only', '^e2e/', ['^schemas/'], 'HTTP, WebSocket and browser; never sources'),
    {
      name: 'e2e-sees-types-of-shapes-only',
      severity: 'error',
      comment: 'what crosses the border has published shapes; their validators and tables stay inside',
      from: { path: '^e2e/' },
      to: { path: '^schemas/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-sees-app-router-type-only',
      severity: 'error',
      comment: 'the one edge web -> server: the AppRouter type',
      from: { path: '^apps/(web|cli)/' },
      to: { path: '^apps/server/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-sees-only-the-app-router-file',
      severity: 'error',
      comment: 'types of the server reach the page through the router alone',
      from: { path: '^apps/(web|cli)/' },
      to: { path: '^apps/server/', pathNot: '^apps/server/src/api/routers/app\\.ts$' },
    },
    {
      name: 'document-below-program',
      severity: 'error',
      comment: 'the floors of the core: document, program, run',
      from: { path: '^packages/ir/src/document/' },
      to: { path: '^packages/ir/src/(program|run)/' },
    },
    {
      name: 'program-below-run',
      severity: 'error',
      comment: 'the floors of the core: document, program, run',
      from: { path: '^packages/ir/src/program/' },
      to: { path: '^packages/ir/src/run/' },
    },
    {
      name: 'core-has-no-io',
      severity: 'error',
      comment: "no builtins of Node and no npm package in the core; Ajv's small runtime serves the precompiled validators",
      from: { path: '^(schemas|packages/ir)/src/', pathNot: TESTS },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: ['node_modules/ajv/'] },
    },
    {
      name: 'only-compose-knows-adapters',
      severity: 'error',
      comment: 'everything else speaks to ports; the simulation is a second composition, of the same parts',
      from: { path: '^apps/server/src/', pathNot: ['^apps/server/src/compose\\.ts$', '^apps/server/src/simulation/', '^apps/server/src/adapters/', TESTS] },
      to: { path: '^apps/server/src/adapters/' },
    },
    {
      name: 'adapters-do-not-meet',
      severity: 'error',
      comment: 'what two adapters share belongs to a port',
      from: { path: '^apps/server/src/adapters/([^/]+)/', pathNot: TESTS },
      to: { path: '^apps/server/src/adapters/', pathNot: '^apps/server/src/adapters/$1/' },
    },
    {
      name: 'ports-know-nobody',
      severity: 'error',
      comment: 'a port speaks our words; who implements or calls it is not its business',
      from: { path: '^apps/server/src/ports/' },
      to: { path: '^apps/server/src/', pathNot: ['^apps/server/src/ports/', '^apps/server/src/domain-error\\.ts$'] },
    },
    {
      name: 'executors-do-not-meet',
      severity: 'error',
      comment: 'one node type per file, joined only in the registry',
      from: { path: EXECUTOR },
      to: { path: EXECUTOR },
    },
    {
      name: 'features-do-not-meet',
      severity: 'error',
      comment: 'compose features in app/, never in each other',
      from: { path: '^apps/web/src/features/([^/]+)/', pathNot: TESTS },
      to: { path: '^apps/web/src/(features|app)/', pathNot: '^apps/web/src/features/$1/' },
    },
    {
      name: 'shared-below-features',
      severity: 'error',
      comment: 'what features share does not know them',
      from: { path: '^apps/web/src/(lib|ui|stores)/', pathNot: TESTS },
      to: { path: '^apps/web/src/(features|app)/' },
    },
  ],
  options: {
    parser: 'tsc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)(dist|build|coverage)/', '^packages/materializer-wasm/assembly/', '\\.css(\\?|$)', '\\?(url|init|worker|inline|raw)'] },
    // Without exportsFields an import by workspace name resolves to nothing and every rule stays silent.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.d.ts', '.mjs', '.js', '.json'],
    },
  },
}
