/**
 * `npm run look`: brings the product into every state a person can see, in each screen and scheme, pictures it and says what axe and the
 * page's own geometry find there. After it: names of states, or parts of them. `--in light,phone-dark` only these; `--to` a folder.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { withProductAndBrowser } from '../product/with-browser.ts'
import { lookAt } from './look-at.ts'
import { type State, VARIANTS, type Variant } from './state.ts'
import { STATES, suits } from './states.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { in: { type: 'string' }, to: { type: 'string', default: 'test-results/look' } },
})
const variants = values.in?.split(',')
const isWanted = (state: State) => positionals.length === 0 || positionals.some((part) => state.name.includes(part))
const isShownIn = (state: State, variant: Variant) => suits(state, variant) && (variants === undefined || variants.includes(variant.name))

await mkdir(values.to, { recursive: true })
const looked: { state: string; variant: string; findings: string[] }[] = []
await withProductAndBrowser({}, async (product, browser) => {
  for (const state of STATES.filter(isWanted))
    for (const variant of VARIANTS.filter((one) => isShownIn(state, one))) {
      const findings = await lookAt(browser, product, state, variant, { picture: path.join(values.to, `${state.name}.${variant.name}.png`) })
      looked.push({ state: state.name, variant: variant.name, findings })
      console.log([`${state.name} ${variant.name}`, ...findings].join('\n  '))
    }
})
await writeFile(path.join(values.to, 'findings.json'), JSON.stringify(looked, null, 1))
const found = looked.filter(({ findings }) => findings.length > 0)
console.log(`${looked.length} pictures in ${values.to}, findings in ${found.length}`)
process.exitCode = found.length > 0 ? 1 : 0
