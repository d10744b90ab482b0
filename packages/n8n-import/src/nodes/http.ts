import { jsonBody } from '../expressions/json-body.ts'
import { Inexpressible, type Settings } from '../expressions/settings.ts'
import { at, listOf, numberOf, type Shape, shapeOf, textOf } from '../shapes.ts'
import { type Mapper, mapped } from './mapper.ts'

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'])

/** `{name, value}` pairs of any version of the node, as an object of templates. */
function pairs(parameters: Shape, keys: readonly string[], settings: Settings): Record<string, string> {
  const list = keys.flatMap((key) => [...listOf(at(parameters, key, 'parameters')), ...listOf(at(parameters, key, 'parameter'))])
  return Object.fromEntries(
    list.flatMap((raw) => {
      const { name, value } = shapeOf(raw)
      // A name that is an expression without any is a text with a stray "=".
      const key = textOf(name)?.replace(/^=/, '')
      if (key?.includes('{{')) throw new Inexpressible('It computes the name of a parameter.')
      return key ? [[key, settings.template(value ?? '')] as const] : []
    }),
  )
}

function bodyOf(parameters: Shape, settings: Settings, remarks: string[]): unknown {
  const older = parameters.jsonParameters === true ? textOf(parameters.bodyParametersJson) : undefined
  if (older) return jsonBody(older, settings)
  if (parameters.sendBody !== true && parameters.bodyParametersUi === undefined) return undefined
  const kind = textOf(parameters.contentType) ?? 'json'
  if (kind === 'binaryData' || kind === 'multipart-form-data') throw new Inexpressible(`It sends ${kind === 'binaryData' ? 'a file' : 'a form with parts'}.`)
  if (kind === 'raw') return rawBody(parameters, settings)
  if (kind === 'form-urlencoded') remarks.push('It sent a form; here the fields are sent as JSON. Check what the service takes.')
  if (parameters.specifyBody === 'json') return jsonBody(textOf(parameters.jsonBody) ?? '{}', settings)
  return pairs(parameters, ['bodyParameters', 'bodyParametersUi'], settings)
}

function rawBody(parameters: Shape, settings: Settings): unknown {
  const text = textOf(parameters.body) ?? ''
  try {
    return jsonBody(text, settings)
  } catch (error) {
    if (error instanceof Inexpressible) return settings.template(text)
    throw error
  }
}

export const http: Mapper = ({ parameters, credentials }, { settings }) => {
  const method = textOf(parameters.method) ?? textOf(parameters.requestMethod) ?? 'GET'
  const url = textOf(parameters.url)
  if (!METHODS.has(method)) throw new Inexpressible(`It uses the method ${method}.`)
  if (!url) throw new Inexpressible('It has no URL.')
  const remarks: string[] = []
  const query = pairs(parameters, ['queryParameters', 'queryParametersUi'], settings)
  const headers = pairs(parameters, ['headerParameters', 'headerParametersUi'], settings)
  const body = bodyOf(parameters, settings, remarks)
  const signs = textOf(parameters.authentication)
  if (credentials.length > 0 || (signs !== undefined && signs !== 'none'))
    remarks.push('Its credentials are not part of an export: give the header they made, its secret as a variable of the server.')
  if (at(parameters, 'options', 'pagination') !== undefined) remarks.push('It read page after page; here it reads the first. A loop node reads on.')
  const timeoutMs = numberOf(at(parameters, 'options', 'timeout'))
  return mapped(
    'http',
    {
      method,
      url: settings.template(url),
      ...(Object.keys(query).length > 0 ? { query } : {}),
      ...(Object.keys(headers).length > 0 ? { headers } : {}),
      ...(body === undefined ? {} : { body }),
    },
    { remarks, ...(timeoutMs === undefined ? {} : { policies: { timeoutMs: Math.min(Math.max(1, Math.round(timeoutMs)), 86_400_000) } }) },
  )
}
