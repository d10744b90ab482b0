import { Inexpressible } from '../expressions/settings.ts'
import { celOf, jsOf } from '../expressions/source.ts'
import { workflowName } from '../names.ts'
import { at, isShape, numberOf, own, textOf } from '../shapes.ts'
import { adapted, type Mapper, mapped } from './mapper.ts'

/** `No operation` hands on what it got. */
export const pass: Mapper = (_, { lookup }) => {
  const data = lookup.current && celOf(lookup.current)
  return mapped('function', { input: data === undefined ? {} : `{{ ${data} }}`, code: 'return input' })
}

export const stop: Mapper = ({ parameters }, { settings }) => {
  const message = parameters.errorType === 'errorObject' ? parameters.errorObject : (parameters.errorMessage ?? parameters.message)
  return mapped('function', { input: { message: settings.template(message ?? 'Stopped.') }, code: 'throw new Error(input.message)' })
}

const UNIT_MS: Readonly<Record<string, number>> = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 }
const MAX_DELAY_MS = 31_622_400_000

export const wait: Mapper = ({ parameters, typeVersion }, { settings }) => {
  const resume = textOf(parameters.resume) ?? 'timeInterval'
  if (resume === 'specificTime') return mapped('delay', { until: settings.template(parameters.dateTime ?? '') })
  if (resume !== 'timeInterval') throw new Inexpressible(`It waits for a ${resume}; a human approval waits for a person here.`)
  // Defaults of n8n: an hour at first, five seconds since version 1.1.
  const unit = own(UNIT_MS, textOf(parameters.unit) ?? (typeVersion < 1.1 ? 'hours' : 'seconds'))
  const amount = parameters.amount ?? (typeVersion < 1.1 ? 1 : 5)
  if (unit === undefined || numberOf(amount) === undefined) throw new Inexpressible('It computes how long it waits.')
  return mapped('delay', { durationMs: Math.min(MAX_DELAY_MS, Math.max(0, Math.round(Number(amount) * unit))) })
}

/** `Merge` becomes a function behind all its branches that lays their data over one another. */
export const merge: Mapper = (_, { inputs }) => {
  const parts = inputs.flatMap(({ source }) => (source ? [jsOf(source)] : []))
  const code = [
    'const { inputs, nodes, item: mapItem } = input',
    `const parts = [${parts.join(', ')}].filter((part) => part !== undefined && part !== null)`,
    'return parts.some(Array.isArray) ? parts.flat() : Object.assign({}, ...parts)',
  ].join('\n')
  return adapted('function', { code }, 'Lists are put one behind the other and objects laid over one another, whatever its mode was.')
}

/**
 * `Execute workflow` calls the workflow of that name, which must be imported too. Where the file has only n8n's id of it, the step stands
 * there with that id: it is told that there is no such workflow, and somebody chooses.
 */
export const callWorkflow: Mapper = ({ parameters }, { settings, lookup }) => {
  const { name, id } = calledBy(parameters)
  const ref = name ?? id
  if (ref === undefined) throw new Inexpressible('It computes which workflow it calls, or holds that workflow itself.')
  const given = at(parameters, 'workflowInputs', 'value')
  const data = lookup.current && celOf(lookup.current)
  const inputs = isShape(given) && Object.keys(given).length > 0 ? settings.value(given) : data === undefined ? {} : `{{ ${data} }}`
  const remark =
    name === undefined
      ? `The file has only n8n's id of the workflow it runs, ${ref}: choose that workflow in the step.`
      : `It runs the workflow "${ref}": import that one too.`
  return adapted('workflow', { ref, inputs }, remark)
}

function calledBy({ workflowId: target, source }: Record<string, unknown>): { name?: string | undefined; id?: string | undefined } {
  if (source !== undefined && source !== 'database') return {}
  const name = isShape(target) ? textOf(target.cachedResultName) : undefined
  const id = isShape(target) ? target.value : target
  const written = typeof id === 'number' ? String(id) : textOf(id)
  return { name: name === undefined ? undefined : workflowName(name), id: /^[A-Za-z0-9_-]{1,64}$/.test(written ?? '') ? written : undefined }
}

/** `HTML`, when it fills a template; what reads pages needs a parser of them. */
export const htmlTemplate: Mapper = ({ parameters }, { settings }) => {
  if ((textOf(parameters.operation) ?? 'generateHtmlTemplate') !== 'generateHtmlTemplate')
    throw new Inexpressible('It reads values out of HTML, which no step does here.')
  // Its expressions count without the mark other settings begin with.
  const html = textOf(parameters.html) ?? ''
  return mapped('function', { input: { html: settings.template(html.startsWith('=') ? html : `=${html}`) }, code: 'return input' })
}
