import type { N8nDocument, N8nLink, N8nNode } from './document.ts'
import { schemaFrom } from './expressions/output-schema.ts'
import { isShape, type Shape, textOf } from './shapes.ts'

/** What hangs on an agent of n8n by connections of their own kinds: models, memories, tools, parsers of its answers. */
export interface Attached {
  /** What its answers have to fit, as a parser of n8n says it. */
  schema?: Shape
  /** Names of the models it asked. */
  models: readonly string[]
  /** All that hangs on it and stays beside it, in words. */
  others: readonly string[]
}

const LANGUAGE_MODEL = 'ai_languageModel'
const OUTPUT_PARSER = 'ai_outputParser'

/** What a node was to the one it hung on, and why it is none here. */
const PARTS: Readonly<Record<string, { word: string; why: string }>> = {
  [LANGUAGE_MODEL]: { word: 'model', why: 'agents ask the model this server is set up with, or the one named in their settings' },
  ai_memory: { word: 'memory', why: 'an agent remembers nothing of other runs here' },
  ai_tool: { word: 'tool', why: 'agents have other tools here; a step before it can fetch what it needs' },
  [OUTPUT_PARSER]: { word: 'output parser', why: 'what it asks for could not be read; give the agent an output schema' },
  ai_embedding: { word: 'embeddings', why: 'there are none here' },
  ai_document: { word: 'documents', why: 'there are none here' },
  ai_textSplitter: { word: 'text splitter', why: 'there is none here' },
  ai_vectorStore: { word: 'vector store', why: 'there is none here' },
  ai_retriever: { word: 'retriever', why: 'there is none here' },
}

const wordOf = (kind: string): string => PARTS[kind]?.word ?? kind.replace(/^ai_/, '')

/** By the names of the nodes they hang on. */
export function attachmentsOf({ nodes, links }: N8nDocument): ReadonlyMap<string, Attached> {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const all = links.filter(({ kind }) => kind !== 'main')
  return new Map(
    [...new Set(all.map(({ to }) => to))].map((owner) => [
      owner,
      attachedTo(
        all.filter(({ to }) => to === owner),
        byName,
      ),
    ]),
  )
}

function attachedTo(links: readonly N8nLink[], byName: ReadonlyMap<string, N8nNode>): Attached {
  const schema = links.map(({ from, kind }) => (kind === OUTPUT_PARSER ? schemaOfParser(byName.get(from)) : undefined)).find((one) => one !== undefined)
  const models = links.flatMap(({ from, kind }) => (kind === LANGUAGE_MODEL ? (modelOf(byName.get(from)) ?? []) : []))
  const others = links.filter(({ kind }) => kind !== OUTPUT_PARSER || !schema).map(({ from, kind }) => `“${from}” (${wordOf(kind)})`)
  return { ...(schema ? { schema } : {}), models, others }
}

function schemaOfParser(parser: N8nNode | undefined): Shape | undefined {
  return parser?.type.endsWith('.outputParserStructured') && !parser.disabled ? schemaFrom(parser.parameters) : undefined
}

function modelOf(node: N8nNode | undefined): string | undefined {
  const model = node?.parameters.model ?? node?.parameters.modelName ?? node?.parameters.modelId
  return isShape(model) ? textOf(model.value) : textOf(model)
}

/** Why a node that hangs on others is no step here; undefined for one that hangs on none. */
export function whyAttached({ links }: N8nDocument, name: string): string | undefined {
  const [first, ...more] = links.filter(({ from, kind }) => from === name && kind !== 'main')
  if (!first) return undefined
  const owners = [first, ...more].map(({ to }) => `“${to}”`).join(', ')
  return `It was ${first.kind === 'ai_tool' ? 'a' : 'the'} ${wordOf(first.kind)} of ${owners}: ${PARTS[first.kind]?.why ?? 'there is no such connection here'}.`
}

/** Parsers that are wholly said by the output schema of the agents they hang on: nothing of them is left to keep. */
export function parsersSaid({ nodes, links }: N8nDocument, isAgent: (name: string) => boolean): ReadonlyMap<string, string[]> {
  return new Map(
    nodes.flatMap((node) => {
      const owners = links.filter(({ from }) => from === node.name)
      const said = owners.length > 0 && owners.every(({ kind, to }) => kind === OUTPUT_PARSER && isAgent(to)) && schemaOfParser(node) !== undefined
      return said ? [[node.name, owners.map(({ to }) => to)] as const] : []
    }),
  )
}
