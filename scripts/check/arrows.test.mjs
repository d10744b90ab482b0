import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkArrows } from './arrows.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const rules = createRequire(import.meta.url)(path.join(root, '.dependency-cruiser.cjs')).forbidden.map((rule) => rule.name)

/** For each rule a file and the import in it that the rule must catch. */
const FAULTS = {
  'no-unresolvable': ['apps/server/src/usecases/lost.ts', "import { gone } from './not-there.ts'"],
  'no-circles': ['apps/server/src/usecases/circle-a.ts', "import { b } from './circle-b.ts'\nexport const a = 1"],
  'schemas-is-a-leaf': ['schemas/src/up.ts', "import { target } from '@aob/ir/document'"],
  'ir-sees-schemas': ['packages/ir/src/document/sideways.ts', "import { target } from '../../../materializer-wasm/src/target.ts'"],
  'wasm-sees-schemas': ['packages/materializer-wasm/src/sideways.ts', "import { target } from '../../ir/src/document/index.ts'"],
  'n8n-import-sees-schemas': ['packages/n8n-import/src/sideways.ts', "import { target } from '../../ir/src/document/index.ts'"],
  'expressions-see-schemas': ['packages/expressions/src/sideways.ts', "import { target } from '../../ir/src/document/index.ts'"],
  'workers-see-cores': ['workers/src/up.ts', "import { target } from '../../apps/web/src/lib/target.ts'"],
  'server-sees-cores': ['apps/server/src/usecases/up.ts', "import { target } from '../../../web/src/lib/target.ts'"],
  'web-sees-cores-and-workers': ['apps/web/src/lib/down.ts', "import { target } from '../../../../scripts/target.mjs'"],
  'e2e-sees-the-product-only': ['e2e/specs/inside.ts', "import { target } from '../../apps/web/src/lib/target.ts'"],
  'e2e-sees-types-of-shapes-only': ['e2e/specs/shapes.ts', "import { target } from '../../schemas/src/target.ts'"],
  'web-sees-app-router-type-only': [
    'apps/web/src/app/router-value.tsx',
    "import { appRouter } from '../../../server/src/api/routers/app.ts'\nexport const x = <p>{appRouter}</p>",
  ],
  'web-sees-only-the-app-router-file': ['apps/web/src/app/other-type.ts', "import type { Target } from '../../../server/src/usecases/target.ts'"],
  'document-below-program': ['packages/ir/src/document/up.ts', "import { target } from '../program/target.ts'"],
  'program-below-run': ['packages/ir/src/program/up.ts', "import { target } from '../run/target.ts'"],
  'core-has-no-io': ['packages/ir/src/run/io.ts', "import { readFileSync } from 'node:fs'\nexport const x = readFileSync"],
  'only-compose-knows-adapters': ['apps/server/src/usecases/direct.ts', "import { target } from '../adapters/redis/target.ts'"],
  'adapters-do-not-meet': ['apps/server/src/adapters/postgres/sibling.ts', "import { target } from '../redis/target.ts'"],
  'ports-know-nobody': ['apps/server/src/ports/nosy.ts', "import { target } from '../usecases/target.ts'"],
  'executors-do-not-meet': ['apps/server/src/executors/http.ts', "import { target } from './function.ts'"],
  'features-do-not-meet': ['apps/web/src/features/runs/sibling.tsx', "import { target } from '../editor/target.tsx'\nexport const x = <p>{target}</p>"],
  'shared-below-features': ['apps/web/src/stores/up.ts', "import { target } from '../features/editor/target.tsx'"],
}

/** What the planted imports point at, and imports that are allowed and must stay silent. */
const INNOCENT = {
  'apps/server/src/usecases/circle-b.ts': "import { a } from './circle-a.ts'\nexport const b = a",
  'packages/ir/src/document/index.ts': 'export const target = 1',
  'packages/ir/src/program/target.ts': "import { target as below } from '../document/index.ts'\nexport const target = below",
  'schemas/src/target.ts': 'export const target = 1',
  'packages/ir/src/run/target.ts': 'export const target = 1',
  'packages/materializer-wasm/src/target.ts': 'export const target = 1',
  'apps/web/src/lib/target.ts': 'export const target = 1',
  'scripts/target.mjs': 'export const target = 1',
  'apps/server/src/api/routers/app.ts': 'export const appRouter = 1\nexport type AppRouter = typeof appRouter',
  'apps/server/src/usecases/target.ts': "import { target as core } from '@aob/ir/document'\nexport type Target = 1\nexport const target = core",
  'apps/server/src/adapters/redis/target.ts': 'export const target = 1',
  'apps/server/src/compose.ts': "import { target } from './adapters/redis/target.ts'\nexport const x = target",
  'apps/server/src/executors/function.ts': 'export const target = 1',
  'apps/server/src/executors/registry.ts': "import { target } from './function.ts'\nexport const x = target",
  'apps/web/src/features/editor/target.tsx': 'export const target = 1',
  'apps/web/src/app/router-type.ts': "import type { AppRouter } from '@aob/server/app-router'\nexport type X = AppRouter",
  'apps/web/src/app/shell.tsx': "import { target } from '../features/editor/target.tsx'\nexport const x = <p>{target}</p>",
}

const WORKSPACES = {
  schemas: 'schemas',
  ir: 'packages/ir',
  materializer: 'packages/materializer-wasm',
  workers: 'workers',
  server: 'apps/server',
  web: 'apps/web',
}

let tree = ''
let report = ''
beforeAll(async () => {
  tree = mkdtempSync(path.join(os.tmpdir(), 'aob-arrows-'))
  const put = (file, text) => {
    mkdirSync(path.dirname(path.join(tree, file)), { recursive: true })
    writeFileSync(path.join(tree, file), `${text}\n`)
  }
  for (const [file, text] of Object.entries(INNOCENT)) put(file, text)
  for (const [file, text] of Object.values(FAULTS)) put(file, text)
  mkdirSync(path.join(tree, 'node_modules/@aob'), { recursive: true })
  for (const [name, folder] of Object.entries(WORKSPACES)) {
    mkdirSync(path.join(tree, folder), { recursive: true })
    cpSync(path.join(root, folder, 'package.json'), path.join(tree, folder, 'package.json'))
    symlinkSync(path.join(tree, folder), path.join(tree, 'node_modules/@aob', name))
  }
  const folders = ['schemas', 'packages', 'workers', 'apps', 'e2e', 'scripts']
  report = (await checkArrows(root, { tree, folders })).output
}, 60_000)
afterAll(() => rmSync(tree, { recursive: true, force: true }))

describe('every arrow is held', () => {
  it('each rule has its planted fault', () => expect(Object.keys(FAULTS).sort()).toEqual([...rules].sort()))
  it.each(Object.entries(FAULTS))('%s fires on its fault', (rule, [file]) => expect(report).toContain(`error ${rule}: ${file} →`))
  it.each(Object.keys(INNOCENT).filter((file) => !file.includes('circle')))('%s is not accused', (file) =>
    expect(report).not.toMatch(new RegExp(`: ${file.replaceAll('.', '\\.')} →`)),
  )
})
