import { parse } from 'acorn'
import { inspectScript, preludeFor } from '../expressions/script.ts'
import { Inexpressible } from '../expressions/settings.ts'
import { textOf } from '../shapes.ts'
import { adapted, type Mapper } from './mapper.ts'

/** One item that a script returns is a value here, several are a list. */
const UNWRAP = `const bare = (one) => (one !== null && typeof one === 'object' && 'json' in one ? one.json : one)
return Array.isArray(result) ? (result.length === 1 ? bare(result[0]) : result.map(bare)) : bare(result)`

function parsedBody(code: string) {
  try {
    return parse(code, { ecmaVersion: 2023, allowReturnOutsideFunction: true })
  } catch (error) {
    if (error instanceof SyntaxError) throw new Inexpressible(`Its code is not JavaScript as functions take it here: ${error.message}.`)
    throw error
  }
}

const MAX_CODE = 100_000

/** `Code`, `Function` and `Function item` become a function; n8n's variables are made before the code runs. */
export const code: Mapper = ({ parameters, type }, { lookup }) => {
  const language = textOf(parameters.language) ?? 'javaScript'
  if (language !== 'javaScript') throw new Inexpressible(`Its code is written in ${language}.`)
  const source = textOf(parameters.jsCode) ?? textOf(parameters.functionCode) ?? ''
  const found = inspectScript(parsedBody(source))
  if ('refused' in found) throw new Inexpressible(`Its code cannot run here: ${found.refused}.`)
  const prelude = preludeFor(found, lookup)
  if (prelude === undefined) throw new Inexpressible('Its code reads a node whose data is not here.')
  const perItem = type.endsWith('.functionItem') ? 'const result = ((item) => {' : 'const result = (() => {'
  const lines = [prelude, perItem, source, type.endsWith('.functionItem') ? '})($json)' : '})()', UNWRAP]
  const whole = lines.join('\n')
  if (whole.length > MAX_CODE) throw new Inexpressible('Its code is too long.')
  return adapted('function', { code: whole }, 'Its code runs once, over the data as one item; a list is given as several items.')
}
