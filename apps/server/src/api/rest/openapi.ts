import apiSchema from '@aob/schemas/json/api' with { type: 'json' }
import errorSchema from '@aob/schemas/json/error' with { type: 'json' }
import patchSchema from '@aob/schemas/json/patch' with { type: 'json' }
import runEventSchema from '@aob/schemas/json/run-event' with { type: 'json' }
import workflowSchema from '@aob/schemas/json/workflow' with { type: 'json' }
import type { AnswerDoc, Route } from './route.ts'
import { MAX_IDEMPOTENCY_KEY } from './submitted-patch.ts'

type Json = { [key: string]: unknown }

/** Documents that hold the components, by file name as `$ref` writes it. */
const DOCUMENTS: Readonly<Record<string, Json>> = {
  'api.schema.json': apiSchema,
  'error.schema.json': errorSchema,
  'patch.schema.json': patchSchema,
  'run-event.schema.json': runEventSchema,
  'workflow.schema.json': workflowSchema,
}

/** OpenAPI 3.1 of a table of routes; its schemas are the JSON Schemas themselves with `$ref`s pointing into `components`. */
export function openApiDocument(routes: readonly Route[]): Json {
  const components = componentSchemas()
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = `/api/v1${route.path}`
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, components) }
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: { title: 'Agentic Orchestration Builder', version: '1.0.0', description: 'Workflows that change while they run, by reviewable patches.' },
    servers: [{ url: '/' }],
    security: [{}, { bearer: [] }, { session: [] }],
    paths,
    components: { schemas: components, securitySchemes: SECURITY_SCHEMES },
  }
}

const SECURITY_SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'aob_session',
    description: 'Set by signIn; over TLS it is called __Host-aob_session. A write with it needs the Origin header, which browsers send.',
  },
}

function operationOf(route: Route, components: Record<string, Json>): Json {
  const answers = Object.entries(route.answers).map(([status, answer]) => [status, answerOf(answer)])
  const problem = { description: 'A problem with a stable code.', content: { 'application/problem+json': { schema: reference('Problem') } } }
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.open ? { security: [] } : {}),
    parameters: [...pathParameters(route), ...queryParameters(route, components), ...headerParameters(route)],
    ...(route.body ? { requestBody: { required: !route.bodyOptional, content: { 'application/json': { schema: reference(route.body.component) } } } } : {}),
    responses: { ...Object.fromEntries(answers), default: problem },
  }
}

function answerOf(answer: AnswerDoc): Json {
  const { description, component, list, contentType } = answer
  if (contentType) return { description, content: { [contentType]: {} } }
  if (!component) return { description }
  const schema = list ? { type: 'array', items: reference(component) } : reference(component)
  return { description, content: { 'application/json': { schema } } }
}

const parameterNames = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')

function pathParameters(route: Route): Json[] {
  return parameterNames(route.path).map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
}

function queryParameters(route: Route, components: Record<string, Json>): Json[] {
  if (!route.query) return []
  // Every query shape is an object schema of ours.
  const properties = components[route.query.component]?.properties as Record<string, Json>
  const inPath = new Set(parameterNames(route.path))
  return Object.entries(properties)
    .filter(([name]) => !inPath.has(name))
    .map(([name, schema]) => ({ name, in: 'query', schema }))
}

function headerParameters(route: Route): Json[] {
  const text = { type: 'string' }
  if (route.operationId === 'startRun' || route.operationId === 'patchRun' || route.operationId === 'patchTag') {
    return [
      { name: 'Idempotency-Key', in: 'header', schema: { ...text, minLength: 1, maxLength: MAX_IDEMPOTENCY_KEY } },
      ...(route.operationId === 'patchRun' ? [{ name: 'Prefer', in: 'header', schema: text, description: 'respond-async answers 202 at once.' }] : []),
    ]
  }
  return route.operationId === 'streamRunEvents' ? [{ name: 'Last-Event-ID', in: 'header', schema: text }] : []
}

const reference = (component: string) => ({ $ref: `#/components/schemas/${component}` })

function componentSchemas(): Record<string, Json> {
  const components: Record<string, Json> = {}
  for (const [file, document] of Object.entries(DOCUMENTS)) {
    const { $schema: _dialect, $id: _id, $defs, ...root } = document
    if (file !== 'api.schema.json') put(components, String(document.title), rewrite(root, file))
    for (const [name, def] of Object.entries(definitions($defs))) put(components, name, rewrite(def, file))
  }
  return components
}

function put(components: Record<string, Json>, name: string, schema: unknown): void {
  if (Object.hasOwn(components, name)) throw new Error(`Two schemas are called ${name}.`)
  // Schemas of ours are objects.
  components[name] = schema as Json
}

const definitions = (defs: unknown) => (defs ?? {}) as Record<string, Json>

/** Points every `$ref` into `components`: `file#/$defs/Name/...`, `#/$defs/Name/...` or a whole file. */
function rewrite(schema: unknown, file: string): unknown {
  if (Array.isArray(schema)) return schema.map((item) => rewrite(item, file))
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === '$ref' && typeof value === 'string' ? componentPointer(value, file) : rewrite(value, file)]),
  )
}

function componentPointer(ref: string, file: string): string {
  const [target, fragment = ''] = ref.split('#')
  if (fragment === '') return `#/components/schemas/${String(DOCUMENTS[target || file]?.title)}`
  return `#/components/schemas${fragment.replace('/$defs', '')}`
}
